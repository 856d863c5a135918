"""What a person may type about a family's meeting."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.casework.tasks.meetings import MeetingForm, RecordForm
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

from ..models import FamilyMeeting, MeetingInvite, MinutesTold, Score
from .plans import within_eight_weeks

TIERS = [("1", "Tier 1"), ("2", "Tier 2"), ("3", "Tier 3"), ("4", "Tier 4")]


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
        label="Why is it safe to ask them together?", hint="Whom you asked, alone, and what they said.", max_length=240,
        required=False,
    )  # fmt: skip
    family_asked = YesNoField(label="Did you ask the family which time and place suit them?", required=False)
    needs = TextField(
        label="What do they need, to come?", hint="An interpreter, a room without steps, someone to mind the children.",
        required=False, max_length=240,
    )  # fmt: skip
    chair = TextField(label="Who leads the meeting?", required=False, max_length=120)
    minute_taker = TextField(label="Who writes down what is said?", required=False, max_length=120)
    field_order = ("kind", "on", "begins", "ends", "place", "family", "together_because", "members", "others", "family_asked", "needs", "chair",
                   "minute_taker", "agenda")  # fmt: skip

    def __init__(self, *args, family, shared_with: Sequence[str] = (), **kwargs):
        """`family` may be asked to come; `shared_with` are the agencies with whom the family agreed that it is shared (FD 4.2)."""
        super().__init__(*args, **kwargs)
        if shared_with:
            agreed = f"The family agreed to share with {'; '.join(shared_with)}: before anyone else comes, ask them."
            self.fields["others"].help_text += f" {agreed}"
        self.family = {str(person.public_id): person for person in family}
        self.fields["family"].choices = [(key, person.name) for key, person in self.family.items()]
        if self.is_bound and "together_because" in self.data:
            self.fields["together_because"].says_optional = False
        else:
            self.unasked = self.fields.pop("together_because")

    def clean_family(self):
        return [self.family[key] for key in self.cleaned_data["family"]]

    def ask_why_together(self, why: str) -> None:
        """Draw the form again with what stands against their meeting, and a line for why it is safe all the same."""
        if "together_because" not in self.fields:
            self.fields["together_because"] = self.unasked
            self.fields["together_because"].says_optional = False
            self.order_fields(self.field_order)
        self.add_error("together_because", why)


class FamilyRecordForm(RecordForm):
    """The record of a family's meeting: who came, the child's views, how far each goal is, what next."""

    voice = RadiosField(
        label="How were the children heard?", choices=FamilyMeeting.Voice, missing="Choose how the children were heard"
    )
    voice_words = TextareaField(label="What did they say?", hint="In their words.", required=False, rows=3)
    overall = RadiosField(
        label="How are things, all in all?", choices=FamilyMeeting.Overall, missing="Choose how things are",
        options={"WORSE": "Talk it over today with the co-ordinator. If a child may come to harm, bring it to the front door."},
    )  # fmt: skip
    tier = SelectField(label="Which tier do you think it is now?", choices=TIERS, required=False, empty="Not said")
    tier_why = TextField(label="Why?", required=False, max_length=500)
    next_on = DateField(
        label="When do you meet next?",
        missing="Enter the day you meet next. Only the closing meeting has none",
        hint="Within six weeks, never more than eight.",
        future=True,
    )

    def __init__(self, *args, goals, is_last: bool, held_on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.held_on = held_on
        self.goals, self.fields["next_on"].required = list(goals), not is_last
        for goal in self.goals:
            for giver in Score.Giver:
                made = NumberField(
                    label=f"{goal.words}: {giver.label.lower()}, 0 to 10", min_value=0, max_value=10, width=2, required=False
                )  # fmt: skip
                made.validators = [zero_to_ten(f"{goal.words}, {giver.label.lower()}")]
                self.fields[f"goal_{goal.pk}_{giver}"] = made
        self.order_fields(
            [name for name in self.fields if name.startswith("came_")]
            + ["voice", "voice_words", "minutes"]
            + [name for name in self.fields if name.startswith("goal_")]
            + ["overall", "decisions", "tier", "tier_why", "next_on"]
        )

    def clean_next_on(self):
        return within_eight_weeks(self.cleaned_data["next_on"], of=max(self.held_on, timezone.localdate()))

    def facts(self) -> dict:
        """What the operation takes."""
        said = self.cleaned_data
        names = ("minutes", "decisions", "voice", "voice_words", "overall", "tier", "tier_why", "next_on")
        scores = {
            goal.pk: {giver.value: said[f"goal_{goal.pk}_{giver}"] for giver in Score.Giver} for goal in self.goals
        }
        given = {pk: {giver: value for giver, value in by.items() if value is not None} for pk, by in scores.items()}
        return {name: said[name] for name in names} | {
            "attendance": self.attendance(), "scores": {pk: by for pk, by in given.items() if by}
        }  # fmt: skip


class SendForm(Form):
    """That the minutes were checked, and how each of those asked has them."""

    read = HiddenField()
    checked_by = TextField(
        label="Who checked them?", hint="Whoever led the meeting, or someone else who was there.", missing="Write who checked them",
        max_length=120,
    )  # fmt: skip
    right = CheckboxesField(
        label="Before they are sent",
        choices=[("yes", "I have read them as they stand above. Nothing in them tells anyone what is kept from them")],
        missing="Read them, then tick",
    )

    def __init__(self, *args, rows: Sequence[dict], **kwargs):
        """`rows` are those asked: `pk`, `who`, `ways` (codes they may have them by) and `kept` (why one may have none)."""
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"way_{row['pk']}"] = RadiosField(
                label=f"How does {row['who']} have them?", hint=row["kept"], choices=[(way, way.label) for way in row["ways"]],
                reveals={MinutesTold.Way.NOT: [f"why_{row['pk']}"]}, missing=f"Choose how {row['who']} has them",
                initial=row["ways"][0] if len(row["ways"]) == 1 or row["ways"][0] == MinutesTold.Way.ACCOUNT else None,
            )  # fmt: skip
            self.fields[f"why_{row['pk']}"] = TextField(
                label="Why not?", missing=f"Write why {row['who']} has none", max_length=240, initial=row["kept"] if len(row["ways"]) == 1 else ""
            )  # fmt: skip
        self.order_fields([*(name for name in self.fields if name[:4] in ("way_", "why_")), "checked_by", "right"])

    def ways(self) -> dict[int, tuple[str, str]]:
        """How each has them, by row id, with why not."""
        said = self.cleaned_data
        return {row["pk"]: (said[f"way_{row['pk']}"], said.get(f"why_{row['pk']}") or "") for row in self.rows}


class ReplyForm(Form):
    """What someone without an account answers, by their link."""

    public = True

    answer = RadiosField(label="Will you come?", choices=MeetingInvite.Answer, missing="Choose whether you will come")
    words = TextareaField(
        label="What should the meeting know from you?",
        hint="What goes well, what worries you, what you can offer. It is read by those who run the meeting. Do not write the family’s names.",
        required=False, rows=6, max_length=10_000, autocomplete="off",
    )  # fmt: skip
