"""What a keeper of the configuration types: numbers, hours, closed days, terms, receivers, duty posts, and a team's rota."""

import re
from datetime import date, time, timedelta

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from phonenumbers import shortnumberinfo

from breakwater.foundation.dates.office_hours import DAYS
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    PhoneField,
    RadiosField,
    SelectField,
    TextField,
    TimeField,
    YesNoField,
)

from .keeping.rota import ShiftFacts
from .models import ContactPurpose
from .showing import DAY_NAMES, spans_in_words

AHEAD = timedelta(days=3 * 366)


def far_ahead() -> date:
    return timezone.localdate() + AHEAD


class PublishedNumberField(PhoneField):
    """A telephone or text number as the public reads it; short ones (116 123, 85258, 999) are numbers too."""

    def __init__(self, **more):
        super().__init__(**{"max_length": 30, "autocomplete": "off"} | more)

    def run_validators(self, value):
        if value in self.empty_values:
            return
        try:
            typed = phonenumbers.parse(value, "GB")
        except phonenumbers.NumberParseException:
            typed = None
        if (
            typed
            and re.fullmatch(r"[\d ]+", value)
            and shortnumberinfo.is_possible_short_number_for_region(typed, "GB")
        ):
            return
        super().run_validators(value)


class WebsiteField(TextField):
    """A web address that begins with https:// or http://."""

    def run_validators(self, value):
        super().run_validators(value)
        if value in self.empty_values:
            return
        try:
            URLValidator(schemes=["https", "http"])(value)
        except ValidationError:
            raise ValidationError("Enter a whole web address, like https://www.example.org", code="invalid") from None


class HoursField(TextField):
    """A day's opening hours as a notice says them: "8:30 to 17:00", several with commas; empty is closed.

    Returns pairs of times in order. Midnight as an end is the last second of the day.
    """

    SHUT = ("closed", "shut")
    BETWEEN = re.compile(r"\s*(?:to|until|till|-|\u2013|\u2014)\s*")
    APART = re.compile(r"\s*(?:,|;|\band\b|&)\s*")

    def __init__(self, **more):
        super().__init__(**{"required": False, "max_length": 80, "width": 20, "spellcheck": False} | more)
        self.says_optional = False

    def prepare_value(self, value):
        return spans_in_words(value, closed="") if isinstance(value, list) else value

    def clean(self, value):
        text = super().clean(value).lower()
        if not text or text in self.SHUT:
            return []
        spans = sorted(self._span(part) for part in self.APART.split(text))
        if any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False)):
            raise ValidationError("Write hours that do not overlap", code="overlap")
        return spans

    def _span(self, text: str) -> tuple[time, time]:
        ends = self.BETWEEN.split(text)
        if len(ends) != 2 or not all(ends):
            raise ValidationError("Write hours like 8:30 to 17:00, or leave the day empty", code="invalid")
        try:
            opens, closes = (TimeField().to_python(end.replace("24:00", "midnight")) for end in ends)
        except ValidationError:
            raise ValidationError("Write each time like 8:30, 17:00 or 5pm", code="invalid") from None
        closes = time(23, 59, 59) if closes == time(0) else closes
        if closes <= opens:
            raise ValidationError(
                "The office must close after it opens. Write hours past midnight on the next day", code="order"
            )
        return opens, closes


class NumberForm(Form):
    """A published number from a day on."""

    label = TextField(
        label="Whose number is it?",
        hint="As the public reads it, like MASH",
        max_length=120,
        missing="Enter whose number it is",
    )
    telephone = PublishedNumberField(
        label="Telephone number",
        required=False,
        missing="Enter a telephone number. People who are worried about a child call it",
    )
    text_number = PublishedNumberField(label="Number for text messages", required=False)
    website = WebsiteField(label="Website", required=False, max_length=200, spellcheck=False)
    note = TextField(
        label="What else should people know?", hint="Hours, cost, who answers", required=False, max_length=240
    )
    for_children = YesNoField(
        label="Is it for children and young people themselves?", missing="Choose whether it is for children"
    )
    source = TextField(
        label="Where does this come from?",
        hint="The one source that counts where several disagree. Staff read it, the public does not.",
        max_length=200,
        missing="Enter where it comes from",
    )
    starts_on = DateField(
        label="From which day is it published?",
        hint="What is published now applies until the day before.",
        future=True,
        latest=far_ahead,
        missing="Enter the day from which it is published",
    )
    review_by = DateField(
        label="By when must it be checked again?",
        future=True,
        latest=far_ahead,
        missing="Enter the day of the next check",
    )

    def __init__(self, *args, by_telephone=False, **kwargs):
        """`by_telephone`: people who are worried about a child ring this number, so it must have one."""
        super().__init__(*args, **kwargs)
        self.fields["telephone"].required = by_telephone


class NewNumberForm(NumberForm):
    purpose = RadiosField(
        label="What is the number for?",
        missing="Choose what the number is for",
        choices=[
            (ContactPurpose.FRONT_DOOR.value, ContactPurpose.FRONT_DOOR.label),
            (ContactPurpose.OUT_OF_HOURS.value, ContactPurpose.OUT_OF_HOURS.label),
            (ContactPurpose.HELPLINE.value, "Helpline"),
            (ContactPurpose.OTHER.value, ContactPurpose.OTHER.label),
        ],
    )
    field_order = ("purpose",)


class EndNumberForm(Form):
    when = RadiosField(
        label="When does it end?",
        choices=[("now", "Now"), ("today", "At the end of today"), ("later", "On another day")],
        options={"now": "The public page leaves it out at once."},
        reveals={"later": ["last_day"]},
        missing="Choose when it ends",
    )
    last_day = DateField(label="What is the last day?", future=True, latest=far_ahead, missing="Enter the last day")

    def last(self) -> date:
        today = timezone.localdate()
        days = {"now": today - timedelta(days=1), "today": today}
        return days.get(self.cleaned_data["when"]) or self.cleaned_data["last_day"]


class WeekForm(Form):
    """A team's week from a day on."""

    starts_on = DateField(
        label="From which day do these hours count?",
        future=True,
        latest=far_ahead,
        missing="Enter the day from which they count",
    )

    def __init__(self, *args, week=(), **kwargs):
        super().__init__(*args, **kwargs)
        for number, (key, name) in enumerate(zip(DAYS, DAY_NAMES, strict=True)):
            self.fields[key] = HoursField(label=name, initial=list(week[number]) if week else None)

    def boxes(self):
        """The seven days' boxes, Monday first."""
        return [self[key] for key in DAYS]

    def week(self):
        return [self.cleaned_data[key] for key in DAYS]


class ClosureForm(Form):
    first = DateField(
        label="Which day is closed?",
        hint="Or the first of several days",
        future=True,
        latest=far_ahead,
        missing="Enter the day that is closed",
    )
    last = DateField(
        label="What is the last closed day?", hint="Leave it empty for one day", required=False, latest=far_ahead
    )
    reason = TextField(
        label="Why?", hint="Like: moving the office", max_length=120, missing="Enter why the offices are closed"
    )


class TermForm(Form):
    label = TextField(
        label="What is the term called?",
        hint="Like Autumn 2026, first half",
        max_length=60,
        missing="Enter what the term is called",
    )
    starts_on = DateField(label="What is its first school day?", latest=far_ahead, missing="Enter the first school day")
    ends_on = DateField(label="What is its last school day?", latest=far_ahead, missing="Enter the last school day")


class ReceiverForm(Form):
    team = SelectField(label="Which team receives it?", missing="Choose a team")

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [
            (key, f"{team.name}, {team.organisation.name}") for key, team in self.teams.items()
        ]

    def clean_team(self):
        return self.teams[self.cleaned_data["team"]]


class DutyPostForm(Form):
    telephone = PublishedNumberField(label="Telephone number", required=False)
    email = EmailField(
        label="E-mail address", hint="A shared mailbox, not one person's", required=False, autocomplete="off"
    )
    public = CheckboxesField(
        label="What may the public read?",
        hint="What is not ticked is for staff only.",
        required=False,
        choices=[("telephone", "The telephone number"), ("email", "The e-mail address")],
    )
    paged_as = SelectField(
        label="Is this post paged when a child is in danger out of hours?",
        required=False,
        empty="It is not paged",
        hint="The next one is paged when the one before has not answered within 15 minutes.",
        choices=[("1", "First"), ("2", "Second"), ("3", "Third")],
    )
    pager = TextField(
        label="Where is it paged?",
        required=False,
        max_length=254,
        spellcheck=False,
        autocomplete="off",
        hint="A mobile number, or a pager’s e-mail address. It is never published.",
    )

    def clean_pager(self):
        where = self.cleaned_data["pager"]
        if where and "@" not in where and len("".join(sign for sign in where if sign.isdigit())) < 10:
            raise ValidationError("Enter a mobile number with its area code, or an e-mail address")
        return where

    def facts(self) -> dict:
        """What the operation takes."""
        public = self.cleaned_data["public"]
        return {
            "telephone": self.cleaned_data["telephone"],
            "email": self.cleaned_data["email"],
            "telephone_is_public": "telephone" in public,
            "email_is_public": "email" in public,
            "pager": self.cleaned_data["pager"],
            "paged_as": int(self.cleaned_data["paged_as"]) if self.cleaned_data["paged_as"] else None,
        }


class _OfATeam(Form):
    """A form about one person of a team."""

    who = SelectField(label="Who", empty="Choose a person", missing="Choose a person")
    first = DateField(label="First day", missing="Enter the first day")
    last = DateField(label="Last day", hint="Leave empty for one day.", required=False)

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, initial={"first": timezone.localdate()} | kwargs.pop("initial", {}), **kwargs)
        self.people = {one.public_id: one for one in people}
        self.fields["who"].choices = [(key, f"{one.user.name}, {one.role.title}") for key, one in self.people.items()]
        self.fields["last"].says_optional = False

    def clean_who(self):
        return self.people[self.cleaned_data["who"]]


class ShiftForm(_OfATeam):
    opens = TimeField(label="Starts at", missing="Enter when the shift starts")
    closes = TimeField(
        label="Ends at", hint="A time that is earlier ends on the next day.", missing="Enter when the shift ends"
    )
    weekends = CheckboxesField(
        label="Weekends", choices=[("yes", "Also on Saturdays and Sundays between these days")], required=False
    )
    post = SelectField(label="Carries the duty post", empty="None", required=False)
    pager = TextField(
        label="Page them at",
        hint="A mobile number or an e-mail address. Leave empty to page the post's own.",
        max_length=254,
        required=False,
        autocomplete="off",
        spellcheck=False,
    )

    def __init__(self, *args, posts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {post.public_id: post for post in posts}
        self.fields["post"].choices = [("", "None"), *((key, post.title) for key, post in self.posts.items())]
        for name in ("weekends", "post", "pager"):
            self.fields[name].says_optional = False
        if not self.posts:
            del self.fields["post"], self.fields["pager"]

    def clean(self):
        given = super().clean()
        if given.get("pager") and not given.get("post"):
            self.add_error("post", ValidationError("Choose the duty post that they are paged for"))
        return given

    def facts(self) -> ShiftFacts:
        """The shifts, as `add_shifts` takes them."""
        given = self.cleaned_data
        return ShiftFacts(
            first=given["first"],
            last=given["last"] or given["first"],
            opens=given["opens"],
            closes=given["closes"],
            post=self.posts.get(given.get("post")),
            pager=given.get("pager") or "",
            with_weekends=bool(given["weekends"]),
        )


class AbsenceForm(_OfATeam):
    cover = SelectField(
        label="Who covers for them?",
        hint="They see the families that the person leads while they are away.",
        empty="Nobody",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = self.fields["who"].choices
        self.fields["last"].help_text = "Leave empty where nobody knows yet. Do not write why they are away."
