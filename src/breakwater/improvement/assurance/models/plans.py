"""A strategy that several areas share, the plan by which each area answers it, and the risks of an area (PL 1.5, 1.8).

Nothing here is about a child. An area's plan is the area's own: the strategy has one text, which each area ratifies.
"""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made, Recorded
from breakwater.partnership.organisations.models import Actor, Area, Organisation

KEPT = "Kept for good: an inspection asks what was planned and what became of it"
PLANNED = Handling(Sensitivity.INTERNAL, keep=KEPT)


class Rag(models.TextChoices):
    """How work stands, by the words that are the same in every plan."""

    GREY = "GREY", "Not started"
    GREEN = "GREEN", "On track"
    AMBER = "AMBER", "At risk"
    RED = "RED", "Off track"
    BLUE = "BLUE", "Complete"


class Strategy(Made):
    """One text of several areas. `edition` grows as the text or an objective changes: what an area ratified is an edition."""

    public_id = PublicIdField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    edition = models.PositiveIntegerField(default=1)
    lead_area = models.ForeignKey(Area, **MADE_BY)

    handling = PLANNED

    class Meta:
        constraints = [
            models.CheckConstraint(name="strategy_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on")))
        ]


class StrategyEdition(Recorded):
    """The text of a strategy as an edition had it, since when; its objectives are those that were there by then. None is ever changed."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    text = models.TextField()

    handling = PLANNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy", "number"], name="strategy_edition_numbered_once")]


class StrategyArea(models.Model):
    """An area that owns a strategy with the others, and the edition it ratified last."""

    public_id = PublicIdField()
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, **MADE_BY)
    ratified_edition = models.PositiveIntegerField(null=True, blank=True)
    ratified_on = models.DateField(null=True, blank=True)
    ratified_at_meeting = models.CharField(
        max_length=160, blank=True, help_text="The meeting and the decision's number."
    )
    ratified_by = models.ForeignKey(Actor, **MAYBE)

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "area"], name="area_owns_a_strategy_once"),
            models.CheckConstraint(
                name="ratified_by_someone_on_a_day",
                condition=Q(ratified_edition=None, ratified_on=None, ratified_by=None, ratified_at_meeting="")
                | Q(ratified_edition__isnull=False, ratified_on__isnull=False, ratified_by__isnull=False)
                & ~Q(ratified_at_meeting=""),
            ),
        ]

    @property
    def is_ratified(self) -> bool:
        """Of the text as it is now."""
        return self.ratified_edition == self.strategy.edition


class Ratification(Recorded):
    """An area ratified an edition of a strategy. None is ever changed: the last one stands with the area as well."""

    area = models.ForeignKey(StrategyArea, on_delete=models.PROTECT, related_name="ratifications")
    edition = models.PositiveIntegerField()
    on = models.DateField()
    meeting = models.CharField(max_length=160, help_text="The meeting and the decision's number.")

    handling = PLANNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "edition"], name="area_ratifies_an_edition_once")]


class Objective(Made):
    """What a strategy wants for children, with the rate by which every area is measured alike: so many of `per`."""

    public_id = PublicIdField()
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="objectives")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    measure = models.CharField(max_length=200, help_text="What is counted, of what.")
    per = models.PositiveIntegerField(help_text="100: per cent; 10,000: a rate of 10,000 children.")
    more_is_better = models.BooleanField()

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="objective_numbered_once"),
            models.CheckConstraint(name="objective_is_a_rate", condition=Q(per__in=[100, 1000, 10_000])),
        ]


class Plan(Made):
    """The business plan of an area for a period."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    title = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField()

    handling = PLANNED

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.UniqueConstraint(fields=["area", "starts_on"], name="plan_of_a_period_once_an_area"),
        ]


class Priority(Made):
    """What a plan puts first, and why. `objective` is what it answers of a shared strategy, and `variation` what this area does otherwise."""

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="priorities")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    rationale = models.TextField()
    evidence = models.CharField(max_length=300, blank=True, help_text="A web address of what shows the need.")
    sponsor = models.CharField(max_length=160, help_text="A delegated safeguarding partner, by name and role.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    scrutiny_question = models.CharField(max_length=400)
    objective = models.ForeignKey(Objective, **(MAYBE | {"related_name": "answers"}))
    variation = models.CharField(max_length=600, blank=True)
    varied_at = models.DateTimeField(null=True, blank=True)
    varied_by = models.ForeignKey(Actor, **MAYBE)
    revision = models.PositiveIntegerField(default=1)

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="priority_numbered_once"),
            models.UniqueConstraint(
                fields=["plan", "objective"], name="plan_answers_objective_once", condition=Q(objective__isnull=False)
            ),
            models.CheckConstraint(name="priority_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="variation_of_an_objective_by_someone",
                condition=Q(variation="", varied_at=None, varied_by=None)
                | Q(objective__isnull=False, varied_at__isnull=False, varied_by__isnull=False) & ~Q(variation=""),
            ),
        ]


class OutcomeMeasure(Made):
    """By what a priority is judged: where it began, where it should be, by when. A rate, so that areas can be compared; one of
    an `objective` is counted alike in each of them."""

    public_id = PublicIdField()
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="measures")
    objective = models.ForeignKey(Objective, **MAYBE)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    per = models.PositiveIntegerField()
    more_is_better = models.BooleanField()
    baseline = models.PositiveIntegerField()
    baseline_on = models.DateField()
    target = models.PositiveIntegerField()
    target_on = models.DateField()
    revision = models.PositiveIntegerField(default=1, db_default=1)

    handling = PLANNED

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_is_a_rate", condition=Q(per__in=[100, 1000, 10_000])),
            models.CheckConstraint(name="target_after_baseline", condition=Q(target_on__gt=F("baseline_on"))),
        ]


class MeasureReading(Made):
    """A measure as it was found on a day: so many of so many."""

    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="readings")
    on = models.DateField()
    some = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "on"], name="measure_read_once_a_day"),
            models.CheckConstraint(name="reading_is_of_something", condition=Q(of__gt=0) & Q(some__lte=F("of"))),
        ]


class WorkItem(Made):
    """What is done for a priority, by whom and when. `rag` is what its last update says."""

    class Kind(models.TextChoices):
        DELIVERABLE = "DELIVER", "Deliverable"
        CAMPAIGN = "CAMPAIGN", "Campaign or communication"
        TRAINING = "TRAINING", "Training"
        AUDIT = "AUDIT", "Audit or evaluation"
        POLICY = "POLICY", "Policy or procedure"
        OTHER = "OTHER", "Other activity"

    public_id = PublicIdField()
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    deliverable = models.CharField(max_length=400)
    owner = models.CharField(max_length=120, help_text="A person, by name and role.")
    organisation = models.ForeignKey(Organisation, **MADE_BY)
    starts_on = models.DateField()
    due_on = models.DateField()
    rag = models.CharField(max_length=5, choices=Rag, default=Rag.GREY)
    rag_since = models.DateField()
    revision = models.PositiveIntegerField(default=1, db_default=1)

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["priority", "number"], name="work_item_numbered_once"),
            models.CheckConstraint(name="work_is_due_after_it_starts", condition=Q(due_on__gte=F("starts_on"))),
        ]


class WorkUpdate(Made):
    """What was said of an item in a cycle. What is at risk has a recovery plan. None is ever changed."""

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="updates")
    on = models.DateField()
    rag = models.CharField(max_length=5, choices=Rag)
    commentary = models.TextField()
    recovery = models.TextField(blank=True)

    handling = PLANNED

    class Meta:
        constraints = [
            models.CheckConstraint(name="at_risk_has_a_recovery_plan", condition=~Q(rag="AMBER") | ~Q(recovery=""))
        ]


SCORE = Q(likelihood__range=(1, 5), impact__range=(1, 5))


class Risk(Made):
    """What may stop a partnership: a cause, an event and its effect. `likelihood` and `impact` are without any control."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    number = models.PositiveIntegerField()
    cause = models.CharField(max_length=300)
    event = models.CharField(max_length=300)
    effect = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    owner = models.CharField(max_length=120, help_text="A person, by name and role.")
    organisation = models.ForeignKey(Organisation, **MADE_BY)
    review_by = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="risk_numbered_once_an_area"),
            models.CheckConstraint(name="risk_scored_from_one_to_five", condition=SCORE),
        ]

    @property
    def inherent(self) -> int:
        return self.likelihood * self.impact


class RiskReview(Made):
    """A risk as an executive found it, with what controls it then. None is ever changed: the last one is how it stands."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    meeting = models.CharField(max_length=160)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    controls = models.TextField()
    words = models.TextField()

    handling = PLANNED

    class Meta:
        constraints = [models.CheckConstraint(name="risk_review_from_one_to_five", condition=SCORE)]

    @property
    def residual(self) -> int:
        return self.likelihood * self.impact


def _only(one: str) -> Q:
    return Q(**{f"{each}__isnull": each != one for each in ("item", "risk", "priority", "measure")})


class PlanChange(Made):
    """What one thing of a plan, or a risk, said before it was changed, and why it was. None is ever changed."""

    item = models.ForeignKey(WorkItem, **(MAYBE | {"related_name": "changes"}))
    risk = models.ForeignKey(Risk, **(MAYBE | {"related_name": "changes"}))
    priority = models.ForeignKey(Priority, **(MAYBE | {"related_name": "changes"}))
    measure = models.ForeignKey(OutcomeMeasure, **(MAYBE | {"related_name": "changes"}))
    before = models.JSONField(help_text="Of each that changed, what it is called and what it said.")
    reason = models.CharField(max_length=400)

    handling = PLANNED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_thing_changed", condition=_only("item") | _only("risk") | _only("priority") | _only("measure")
            )
        ]


class SystemEscalation(Made):
    """An issue of the whole system, raised in one area for the executive of all areas of a strategy, which answers it once."""

    public_id = PublicIdField()
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="escalations")
    area = models.ForeignKey(Area, **MADE_BY)
    subject = models.CharField(max_length=160)
    words = models.TextField()
    wanted = models.CharField(max_length=400)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, **MAYBE)

    handling = PLANNED

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="escalation_answered_in_words",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            )
        ]
