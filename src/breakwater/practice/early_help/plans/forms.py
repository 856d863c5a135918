"""What a person may type into the family's plan."""

from collections.abc import Sequence

from django.utils import timezone

from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.practice.early_help.outcome_lists.vocabulary import Framework

from ..models import Action, Goal, Score
from .dates import on_a_working_day, within_eight_weeks
from .operations import ActionFacts, ActionState, GoalFacts, PlanFacts, Progress

SCALE = "0 is as bad as it could be, 10 is good enough that we can stop."
GIVEN = ("words", "owner_kind", "owner_name", "due_on", "for_whom", "service")


def score_field(giver: Score.Giver) -> NumberField:
    return NumberField(label=f"{giver.label}, 0 to 10", min_value=0, max_value=10, width=2, required=False)


class LeftSchoolForm(IdempotentForm):
    """Who goes on with the plan of a child who left school."""

    words = TextareaField(
        label="Who goes on with the plan, and who will the family see?",
        hint="Their name, and what was agreed with the family and the next school.",
        missing="Write who goes on",
        rows=3,
        max_length=1_000,
    )


class PlanForm(Form):
    """When the plan is looked at again, and what if things go wrong."""

    review_on = DateField(
        label="When do you look at it together again?",
        future=True,
        missing="Enter the day",
        hint="A working day within six weeks, never more than eight.",
    )
    contingency = TextareaField(
        label="Contingency plan",
        hint="Who notices first, who the family calls, what happens then. In words the family reads.",
        missing="Write what happens if things go wrong",
        rows=5,
        max_length=5_000,
    )
    revision = RevisionField()

    def __init__(self, *args, calendar: WorkingCalendar, **kwargs):
        super().__init__(*args, **kwargs)
        self.calendar = calendar

    def clean_review_on(self):
        day = within_eight_weeks(self.cleaned_data["review_on"], of=timezone.localdate())
        return on_a_working_day(day, self.calendar)

    def facts(self) -> PlanFacts:
        return PlanFacts(self.cleaned_data["contingency"], self.cleaned_data["review_on"])


class GoalForm(IdempotentForm):
    """What should be better, in the family's words."""

    words = TextField(
        label="Goal: what should be better?",
        hint="As they say it: “Mornings without shouting”, not “improve parenting capacity”.",
        missing="Write what should be better",
        max_length=300,
    )
    said_by = TextField(label="Who says so?", required=False, max_length=120)
    about = SelectField(label="Who for?", required=False, empty="The whole family")
    worst = TextField(label="What would 0 look like?", hint=SCALE, required=False, max_length=200)
    best = TextField(label="What would 10 look like?", required=False, max_length=200)
    child = score_field(Score.Giver.CHILD)
    parent = score_field(Score.Giver.PARENT)
    lead = score_field(Score.Giver.LEAD)
    target = NumberField(
        label="Target score",
        min_value=0,
        max_value=10,
        width=2,
        initial=7,
        missing="Enter a number from 0 to 10",
    )
    outcomes = CheckboxesField(
        label="Which outcomes does it belong to?",
        hint="For reports; the family does not read this.",
        choices=(),
        missing="Choose at least one",
        small=True,
    )
    revision = RevisionField()

    def __init__(self, *args, people, aims: Framework, chosen: Sequence[str] = (), is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        kept = [(key, words) for key, words in aims.headings.items() if key in chosen and key in aims.retired]
        self.fields["outcomes"].choices = [*aims.offered, *kept]
        self.people = {str(person.public_id): person for person in people}
        self.fields["about"].choices = [(key, person.name) for key, person in self.people.items()]
        for name in ("revision",) if is_new else ("child", "parent", "lead", "idempotency"):
            del self.fields[name]

    def facts(self) -> GoalFacts:
        given = {name: self.cleaned_data[name] for name in ("words", "said_by", "worst", "best", "target", "outcomes")}
        scores = {giver.value: self.cleaned_data.get(giver.value.lower()) for giver in Score.Giver}
        return GoalFacts(**given, about=self.people.get(self.cleaned_data["about"]), scores=scores)


class ActionForm(IdempotentForm):
    """Who does what by when: one owner."""

    words = TextField(
        label="What will be done?",
        hint="Begin with a verb: “Call the school nurse”.",
        missing="Write what will be done",
        max_length=300,
    )
    goal = SelectField(label="For which goal?", required=False, empty="For the plan as a whole")
    owner_kind = RadiosField(
        label="Who does it?",
        choices=Action.Owner,
        options={"FAMILY": "What the family does counts as much as what the rest do."},
        reveals={"PROFESSIONAL": ["member"], "SERVICE": ["service", "referral"]},
        missing="Choose who does it",
    )
    member = SelectField(label="Is it one of those who help here?", required=False, empty="Someone else")
    service = TextField(label="Which service?", missing="Write which service", max_length=160)
    referral = SelectField(label="Status", choices=Action.Referral.choices, required=False, empty="Not asked yet")
    owner_name = TextField(label="Their name", hint="Of the service: who to ask there.", required=False, max_length=160)
    for_whom = TextField(label="Who for?", required=False, max_length=160)
    due_on = DateField(label="Due date", missing="Enter the day")

    def __init__(self, *args, goals, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner_name"].says_optional = False  # it is asked for where it is shown
        self.goals = {str(goal.public_id): goal for goal in goals}
        self.members = {str(member.public_id): member for member in members}
        self.fields["goal"].choices = [(key, goal.words) for key, goal in self.goals.items()]
        self.fields["member"].choices = [
            (key, f"{member.user.name}, {member.team.organisation.name}") for key, member in self.members.items()
        ]

    def clean(self):
        cleaned = super().clean()
        member = self.members.get(cleaned.get("member") or "")
        cleaned["owner_name"] = cleaned.get("owner_name") or (
            member.user.name if member else cleaned.get("service", "")
        )
        if not cleaned["owner_name"] and "owner_kind" in cleaned:
            self.add_error("owner_name", "Write who does it")
        return cleaned

    def facts(self) -> ActionFacts:
        given = {name: self.cleaned_data[name] for name in GIVEN}
        goal, member = self.goals.get(self.cleaned_data["goal"]), self.members.get(self.cleaned_data["member"] or "")
        return ActionFacts(**given, referral=self.cleaned_data["referral"] or "", goal=goal, membership=member)


class ActionWordsForm(ActionForm):
    """An action said again: its words, who does it, by when."""

    revision = RevisionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, goals=(), **kwargs)
        for name in ("goal", "referral", "for_whom", "idempotency"):
            del self.fields[name]
        self.fields["owner_kind"].reveals = {"PROFESSIONAL": ["member"], "SERVICE": ["service"]}

    def facts(self) -> ActionFacts:
        given = {name: self.cleaned_data[name] for name in ("words", "owner_kind", "owner_name", "due_on")}
        is_service, is_professional = (
            given["owner_kind"] == kind for kind in (Action.Owner.SERVICE, Action.Owner.PROFESSIONAL)
        )
        return ActionFacts(
            **given,
            membership=self.members.get(self.cleaned_data["member"] or "") if is_professional else None,
            service=self.cleaned_data["service"] if is_service else "",
        )


class StepForm(IdempotentForm):
    """What became of an action."""

    status = RadiosField(label="Status", choices=Action.Status, missing="Choose the status")
    referral = SelectField(label="And the service?", choices=Action.Referral.choices, required=False, empty="As it was")
    words = TextareaField(label="What happened?", required=False, rows=3, max_length=5_000)

    def __init__(self, *args, is_service: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_service:
            del self.fields["referral"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Action.Status.STOPPED and not cleaned.get("words"):
            self.add_error("words", "Write why it was stopped")
        return cleaned

    def facts(self) -> ActionState:
        names = ("status", "words", "referral")
        return ActionState(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class ScoreForm(IdempotentForm):
    """How far a goal is now, and whether it has ended."""

    child = score_field(Score.Giver.CHILD)
    child_words = TextField(label="What the child says about it", required=False, max_length=300)
    parent = score_field(Score.Giver.PARENT)
    parent_words = TextField(label="What the parent says about it", required=False, max_length=300)
    lead = score_field(Score.Giver.LEAD)
    lead_words = TextField(label="What you say about it", required=False, max_length=300)
    state = RadiosField(
        label="Do you go on with it?",
        choices=Goal.State,
        reveals={state: ["ended_words"] for state in Goal.State if state != Goal.State.OPEN},
        initial=Goal.State.OPEN,
        missing="Choose whether you go on",
    )
    ended_words = TextareaField(label="What helped, or what got in the way?", required=False, rows=3, max_length=5_000)

    def facts(self) -> Progress:
        given, by_giver = self.cleaned_data, {giver.value: giver.value.lower() for giver in Score.Giver}
        return Progress(
            scores={giver: given[name] for giver, name in by_giver.items()},
            words={giver: given[f"{name}_words"] for giver, name in by_giver.items()},
            state=given["state"],
            ended_words=given["ended_words"],
        )
