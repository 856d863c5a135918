"""What a person may type about a family's meeting."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.casework.tasks.meetings import MeetingForm, RecordForm
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.partnership.organisations import levels
from breakwater.practice.early_help.episodes.withholding import care_of

from ..models import FamilyMeeting, MeetingInvite, MinutesTold, Score
from ..plans.dates import on_a_working_day, within_eight_weeks
from .operations import AgreedAction, Invitation, Minutes, Sending

ACTIONS = range(1, 5)  # as many as one form takes; more are added by changing the record


def zero_to_ten(what: str):
    """A check of one score of many: the words at the top of the page say which."""

    def check(value: int) -> None:
        if not 0 <= value <= 10:
            raise ValidationError(f"{what}: enter a number from 0 to 10")

    return check


class CallForm(MeetingForm):
    """Calling the family and those who help together."""

    kind = RadiosField(label="Which meeting is it?", choices=FamilyMeeting.Kind, missing="Choose which meeting it is")
    family = CheckboxesField(
        label="Who of the family comes?",
        hint="Two parents who must not meet are asked to meetings of their own.",
        required=False,
    )
    together_because = TextField(
        label="Why is it safe to ask them together?",
        hint="Who you asked, alone, and what they said.",
        max_length=240,
        required=False,
    )
    family_asked = YesNoField(label="Did you ask the family which time and place suit them?", required=False)
    needs = TextField(
        label="What do they need, to come?",
        hint="An interpreter, a room without steps, childcare.",
        required=False,
        max_length=240,
    )
    chair = TextField(label="Who leads the meeting?", required=False, max_length=120)
    minute_taker = TextField(label="Who writes down what is said?", required=False, max_length=120)
    field_order = (
        "kind",
        "on",
        "begins",
        "ends",
        "place",
        "family",
        "together_because",
        "members",
        "others",
        "family_asked",
        "needs",
        "chair",
        "minute_taker",
        "agenda",
    )

    def __init__(self, *args, family, shared_with: Sequence[str] = (), **kwargs):
        """`family` may be asked to come; `shared_with` are the agencies with whom the family agreed that it is shared (FD 4.2)."""
        super().__init__(*args, **kwargs)
        if shared_with:
            agreed = f"The family agreed to share with {'; '.join(shared_with)}: before anyone else comes, ask them."
            self.fields["others"].help_text += f" {agreed}"
        self.family = {str(person.public_id): person for person in family}
        self.fields["family"].choices = [(key, person.name) for key, person in self.family.items()]
        self.fields["family"].options = care_of(self.family)
        if self.is_bound and "together_because" in self.data:
            self.fields["together_because"].says_optional = False
        else:
            self.unasked = self.fields.pop("together_because")

    def clean_family(self):
        return [self.family[key] for key in self.cleaned_data["family"]]

    def ask_why_together(self) -> None:
        """Have a line for why it is safe, although something stands against their meeting."""
        if "together_because" not in self.fields:
            self.fields["together_because"] = self.unasked
            self.fields["together_because"].says_optional = False
            self.order_fields(self.field_order)

    def facts(self) -> Invitation:
        said, names = (
            self.cleaned_data,
            ("kind", "place", "agenda", "chair", "minute_taker", "needs", "members", "others"),
        )
        return Invitation(
            **{name: said[name] for name in names},
            starts_at=moment(said["on"], said["begins"]),
            ends_at=moment(said["on"], said["ends"]) if said["ends"] else None,
            family_asked=said["family_asked"] is True,
            people=said["family"],
            together_because=said.get("together_because", ""),
        )


class FamilyRecordForm(RecordForm):
    """The record of a family's meeting: who came, the child's views, how far each goal is, what next."""

    voice = RadiosField(
        label="How were the children heard?", choices=FamilyMeeting.Voice, missing="Choose how the children were heard"
    )
    voice_words = TextareaField(label="What did they say?", hint="In their words.", required=False, rows=3)
    overall = RadiosField(
        label="How are things, all in all?",
        choices=FamilyMeeting.Overall,
        missing="Choose how things are",
        options={
            "WORSE": "Talk it over today with the co-ordinator. If a child may come to harm, step it up to the MASH."
        },
    )
    tier = SelectField(
        label="Which level of need do you think it is now?", choices=levels.NAMES, required=False, empty="Not said"
    )
    tier_why = TextField(label="Why?", required=False, max_length=500)
    next_on = DateField(
        label="When do you meet next?",
        missing="Enter the day you meet next. Only the closing meeting has none",
        hint="A working day within six weeks, never more than eight. The plan and the clock of its review go by it.",
        future=True,
    )
    came_too = TextareaField(
        label="Who else came?",
        hint="Those who were not asked. One a line: name, agency; of the family: name, Family.",
        required=False,
        rows=3,
        max_length=2_000,
    )

    def __init__(self, *args, goals, is_last: bool, held_on: date, calendar: WorkingCalendar, **kwargs):
        super().__init__(*args, **kwargs)
        self.held_on, self.calendar = held_on, calendar
        self.goals, self.fields["next_on"].required = list(goals), not is_last
        for goal in self.goals:
            for giver in Score.Giver:
                made = NumberField(
                    label=f"{goal.words}: {giver.label.lower()}, 0 to 10",
                    min_value=0,
                    max_value=10,
                    width=2,
                    required=False,
                )
                made.validators = [zero_to_ten(f"{goal.words}, {giver.label.lower()}")]
                self.fields[f"goal_{goal.pk}_{giver}"] = made
        for number in ACTIONS:
            self.fields[f"act_{number}_words"] = TextField(
                label=f"Action {number}: what will be done?",
                required=False,
                max_length=300,
                hint="What you agreed goes into the plan at once." if number == 1 else "",
            )
            self.fields[f"act_{number}_who"] = TextField(
                label=f"Action {number}: who does it?",
                required=False,
                max_length=160,
                hint="A name as it is above: of the family, or someone who came." if number == 1 else "",
            )
            self.fields[f"act_{number}_due"] = DateField(
                label=f"Action {number}: by when?",
                required=False,
                future=True,
                hint="The next meeting, if you leave it empty." if number == 1 else "",
            )
        self.order_fields(
            [name for name in self.fields if name.startswith("came_") and name != "came_too"]
            + ["came_too", "voice", "voice_words", "minutes"]
            + [name for name in self.fields if name.startswith("goal_")]
            + ["overall", "decisions"]
            + [name for name in self.fields if name.startswith("act_")]
            + ["tier", "tier_why", "next_on"]
        )

    def clean_next_on(self):
        day = within_eight_weeks(self.cleaned_data["next_on"], of=max(self.held_on, timezone.localdate()))
        return on_a_working_day(day, self.calendar)

    def clean_came_too(self):
        came = [line.partition(",") for line in self.cleaned_data["came_too"].splitlines() if line.strip()]
        return [(name.strip(), agency.strip()) for name, _, agency in came if name.strip()][:60]

    def clean(self):
        cleaned = super().clean()
        for number in ACTIONS:
            words, who, due = (cleaned.get(f"act_{number}_{part}") for part in ("words", "who", "due"))
            if (who or due) and not words:
                self.add_error(f"act_{number}_words", f"Write what will be done as action {number}, or empty its boxes")
            if words and not who:
                self.add_error(f"act_{number}_who", f"Write who does action {number}")
        return cleaned

    def actions(self) -> list[AgreedAction]:
        """What was agreed, as far as it was written."""
        said = self.cleaned_data
        return [
            AgreedAction(said[f"act_{number}_words"], said[f"act_{number}_who"], said[f"act_{number}_due"])
            for number in ACTIONS
            if said[f"act_{number}_words"]
        ]

    def facts(self) -> Minutes:
        said = self.cleaned_data
        names = ("minutes", "decisions", "voice", "voice_words", "overall", "tier", "tier_why", "next_on")
        scores = {
            goal.pk: {giver.value: said[f"goal_{goal.pk}_{giver}"] for giver in Score.Giver} for goal in self.goals
        }
        given = {pk: {giver: value for giver, value in by.items() if value is not None} for pk, by in scores.items()}
        return Minutes(
            **{name: said[name] for name in names},
            attendance=self.attendance(),
            scores={pk: by for pk, by in given.items() if by},
            came_too=said["came_too"],
            actions=self.actions(),
        )


class SendForm(Form):
    """That the minutes were checked, and how each of those asked has them."""

    read = HiddenField()
    checked_by = TextField(
        label="Who checked them?",
        hint="Whoever led the meeting, or someone else who was there.",
        missing="Write who checked them",
        max_length=120,
    )
    right = CheckboxesField(
        label="Before they are sent",
        choices=[("yes", "I have read them as shown above. Nothing in them tells anyone what is kept from them")],
        missing="Read them, then tick",
    )

    def __init__(self, *args, rows: Sequence[dict], **kwargs):
        """`rows` are those asked: `pk`, `who`, `ways` (codes they may have them by) and `kept` (why one may have none)."""
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"way_{row['pk']}"] = RadiosField(
                label=f"How does {row['who']} have them?",
                hint=row["kept"],
                choices=[(way, way.label) for way in row["ways"]],
                reveals={MinutesTold.Way.NOT: [f"why_{row['pk']}"]},
                missing=f"Choose how {row['who']} has them",
                initial=row["ways"][0] if len(row["ways"]) == 1 or row["ways"][0] == MinutesTold.Way.ACCOUNT else None,
            )
            self.fields[f"why_{row['pk']}"] = TextField(
                label="Why not?",
                missing=f"Write why {row['who']} has none",
                max_length=240,
                initial=row["kept"] if len(row["ways"]) == 1 else "",
            )
        self.order_fields([*(name for name in self.fields if name[:4] in ("way_", "why_")), "checked_by", "right"])

    def facts(self) -> Sending:
        said = self.cleaned_data
        ways = {row["pk"]: (said[f"way_{row['pk']}"], said.get(f"why_{row['pk']}") or "") for row in self.rows}
        return Sending(said["read"], said["checked_by"], ways)


class ReplyForm(Form):
    """What someone without an account answers, by their link."""

    public = True

    answer = RadiosField(label="Will you come?", choices=MeetingInvite.Answer, missing="Choose whether you will come")
    words = TextareaField(
        label="What should the meeting know from you?",
        hint="What goes well, what worries you, what you can offer. It is read by those who run the meeting. Do not write the family’s names.",
        required=False,
        rows=6,
        max_length=10_000,
        autocomplete="off",
    )
