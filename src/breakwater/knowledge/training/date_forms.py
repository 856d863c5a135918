"""What the training team says of a date and of who comes to it."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError

from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    NumberField,
    PostcodeField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    WebAddressField,
)
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .course_forms import Folded, lines
from .models import BookingState, Delivery, Event, WaitingRule
from .operations.events import DateFacts

MOST_DATES = 30


def _days(text: str) -> list[date]:
    """Days as a person writes them, one a line: 14/1/2027."""
    found = []
    for line in lines(text):
        try:
            day, month, year = (int(part) for part in line.replace("-", "/").replace(".", "/").split("/"))
            found.append(date(year, month, day))
        except ValueError:
            raise ValidationError(
                f"Enter each day on a line of its own, like 14/1/2027. “{line}” is not a day"
            ) from None
    if len(found) > MOST_DATES:
        raise ValidationError(f"Enter {MOST_DATES} days or fewer at a time")
    return sorted(set(found))


class DateForm(Folded):
    """A date of a course. Several days are one event with a session each."""

    folds: ClassVar = {
        "If too few book": ("minimum", "decide_by"),
        "Limits and places kept": ("most_of_one", "kept_for", "kept_share", "open_to_all_on"),
        "Approval and waiting list": ("needs_approval", "hold_hours", "waiting_rule"),
    }

    days = TextareaField(
        label="On which days?",
        hint="One on each line, like 14/1/2027. Several days are one course with several sessions.",
        rows=2,
        max_length=400,
        missing="Enter the day",
    )
    starts = TimeField(label="From", missing="Enter when it starts")
    ends = TimeField(label="To", missing="Enter when it ends")
    delivery = SelectField(label="How is it given?", choices=Delivery.choices, missing="Choose how it is given")
    place = TextField(label="Place", hint="Leave empty only if it is online.", max_length=160, required=False)
    room = TextField(label="Room", max_length=80, required=False)
    postcode = PostcodeField(label="Postcode", required=False)
    directions = TextareaField(label="How to get there", rows=2, max_length=1000, required=False)
    joining_link = WebAddressField(
        label="Link to join online", hint="Sent 48 hours before, to those who have a place.", required=False
    )
    capacity = NumberField(label="Places", min_value=1, max_value=1000, width=3, missing="Enter how many places")
    minimum = NumberField(label="Minimum to go ahead", min_value=0, max_value=1000, width=3, initial=0, required=False)
    decide_by = DateField(label="Decide by", required=False)
    cut_off_days = NumberField(
        label="How many days before does booking close?",
        hint="Until then delegates can cancel by themselves.",
        min_value=0,
        max_value=60,
        width=3,
        initial=3,
        missing="Enter how many days",
    )
    most_of_one = NumberField(
        label="Most from one organisation",
        min_value=1,
        max_value=1000,
        width=3,
        required=False,
        hint="Empty: no limit.",
    )
    kept_for = SelectField(label="Keep places for", choices=OrganisationKind.choices, required=False, empty="Nobody")
    kept_share = NumberField(label="Per cent of places kept", min_value=0, max_value=100, width=3, required=False)
    open_to_all_on = DateField(
        label="Limits end on", hint="From that day anybody may book what is left.", required=False
    )
    needs_approval = CheckboxesField(
        label="Approval",
        choices=[("yes", "A manager approves what delegates book for themselves")],
        required=False,
        small=True,
    )
    hold_hours = NumberField(
        label="For how many hours is a place held meanwhile?",
        min_value=1,
        max_value=400,
        width=3,
        initial=72,
        required=False,
    )
    waiting_rule = RadiosField(
        label="Who comes first on the waiting list?",
        choices=WaitingRule.choices,
        initial=WaitingRule.FIRST_COME,
        missing="Choose who comes first",
    )

    def clean_days(self):
        return _days(self.cleaned_data["days"])

    def clean(self):
        said = super().clean()
        if said.get("delivery") == Delivery.FACE_TO_FACE and not said.get("place"):
            self.add_error("place", "Enter the place")
        if (said.get("minimum") or 0) > (said.get("capacity") or 0) > 0:
            self.add_error("minimum", "Enter no more than there are places")
        if said.get("decide_by") and said.get("days") and said["decide_by"] >= said["days"][0]:
            self.add_error("decide_by", "Enter a day before the course")
        return said

    def facts(self) -> DateFacts:
        said = dict(self.cleaned_data)
        said |= {"needs_approval": bool(said["needs_approval"]), "hold_hours": said["hold_hours"] or 72}
        said |= {name: said[name] or 0 for name in ("minimum", "kept_share")}
        return DateFacts(**said)

    @staticmethod
    def of(event: Event) -> dict:
        """What the form begins with for a date that there is."""
        sessions = list(event.sessions.order_by("number"))
        first = to_london(sessions[0].starts_at)
        said = {name: getattr(event, name) for name in DateForm.base_fields if hasattr(event, name)}
        return said | {
            "days": "\n".join(f"{london_date(each.starts_at):%-d/%-m/%Y}" for each in sessions),
            "starts": first.time(),
            "ends": to_london(sessions[0].ends_at).time(),
            "cut_off_days": (event.starts_at - event.cut_off_at).days,
            "needs_approval": ["yes"] if event.needs_approval else [],
        }


class NewDateForm(DateForm):
    """A date that is added, perhaps after the day: training given in a staff meeting this morning."""

    was_given = CheckboxesField(
        label="Recorded afterwards",
        choices=[("yes", "It has been given already")],
        hint="You then add who came, and mark the register.",
        required=False,
        small=True,
    )
    field_order = ("days", "starts", "ends", "was_given")

    def clean_was_given(self):
        return bool(self.cleaned_data["was_given"])


class SeriesForm(Form):
    days = TextareaField(
        label="Which days does it start on?",
        hint="One on each line, like 14/1/2027. Each is a date of its own.",
        rows=5,
        max_length=600,
        missing="Enter at least one day",
    )

    def clean_days(self):
        return _days(self.cleaned_data["days"])


class WriteForm(Form):
    state = SelectField(
        label="Who to?",
        choices=[each for each in BookingState.choices if each[0] in ("CONFIRMED", "WAITING", "HELD", "OFFERED")],
        missing="Choose who to",
    )
    words = TextareaField(
        label="What do you want to say?",
        hint="Course, time and place stand beneath it. Do not name anybody.",
        rows=5,
        max_length=2000,
        missing="Enter what you want to say",
    )


class AssignForm(Form):
    trainer = SelectField(label="Trainer", missing="Choose a trainer")
    reserve = CheckboxesField(label="Part", choices=[("yes", "As the reserve")], required=False, small=True)

    def __init__(self, *args, trainers=(), **more):
        super().__init__(*args, **more)
        self.fields["trainer"].choices = [("", "Choose"), *trainers]


class AddForm(IdempotentForm):
    """The training team books somebody, also after booking has closed."""

    email = EmailField(label="Delegate’s email address", autocomplete="off", missing="Enter their email address")
