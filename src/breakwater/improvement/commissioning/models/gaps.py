"""A gap between need and help, the options, and what was decided of it: also to do nothing. A decision is never changed."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import PublicIdField
from breakwater.improvement.assurance.models import BoardGroup
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, WITHDRAWN, Made, Withdrawable
from breakwater.partnership.organisations.models import Area

from .made import PLANNED
from .needs import NeedMeasure


class Gap(Withdrawable):
    """What is missing for whom. It goes to a board or subgroup, or to another body by its name."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    number = models.PositiveIntegerField()
    need = models.CharField(max_length=200)
    population = models.CharField(max_length=300, help_text="Who is affected, and how many.")
    evidence = models.TextField()
    provision = models.TextField(help_text="What there is now.")
    consequence = models.TextField(help_text="What happens if the need is not met.")
    owner = models.CharField(max_length=160, help_text="Proposed, by role and agency.")
    group = models.ForeignKey(BoardGroup, **MAYBE)
    body = models.CharField(max_length=160, blank=True)
    revision = models.PositiveIntegerField(default=1)

    handling = PLANNED

    class Meta:
        constraints = [
            WITHDRAWN,
            models.UniqueConstraint(fields=["area", "number"], name="gap_numbered_once_an_area"),
            models.CheckConstraint(
                name="gap_goes_to_one_body", condition=Q(group=None) & ~Q(body="") | Q(group__isnull=False, body="")
            ),
        ]

    @property
    def decides(self) -> str:
        return self.group.name if self.group else self.body


class GapNeed(models.Model):
    """A measure that shows a gap."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="measures")
    measure = models.ForeignKey(NeedMeasure, **MADE_BY)

    handling = PLANNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gap", "measure"], name="measure_shows_a_gap_once")]


class GapOption(Made):
    """What might be done, and what it would cost a year, in pounds."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="options")
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=400)
    cost_low = models.PositiveIntegerField()
    cost_high = models.PositiveIntegerField()

    handling = PLANNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gap", "number"], name="option_numbered_once_a_gap"),
            models.CheckConstraint(name="option_costs_a_range", condition=Q(cost_high__gte=F("cost_low"))),
        ]


class GapDecision(Withdrawable):
    """What a body decided of a gap, and when it looks at it again. The last one stands."""

    class Outcome(models.TextChoices):
        COMMISSION = "COMMISSION", "Commission"
        RECOMMISSION = "RECOMMISSION", "Recommission"
        REDESIGN = "REDESIGN", "Redesign"
        POOL = "POOL", "Pool budgets"
        ACCEPT = "ACCEPT", "Accept the gap"
        NOTHING = "NOTHING", "Do nothing"
        DECOMMISSION = "DECOMMISSION", "Decommission"

    public_id = PublicIdField()
    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="decisions")
    on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    option = models.ForeignKey(GapOption, **MAYBE)
    why = models.TextField()
    accepted_by = models.CharField(max_length=160, blank=True, help_text="Who accepted the risk where nothing is done.")
    impact = models.TextField(blank=True, help_text="On children, of what is decommissioned.")
    review_on = models.DateField()

    handling = PLANNED

    class Meta:
        constraints = [
            WITHDRAWN,
            models.CheckConstraint(
                name="accepted_gap_is_somebodys_risk",
                condition=Q(outcome__in=("ACCEPT", "NOTHING")) & ~Q(accepted_by="")
                | ~Q(outcome__in=("ACCEPT", "NOTHING")) & Q(accepted_by=""),
            ),
            models.CheckConstraint(
                name="decommissioned_with_its_impact_on_children",
                condition=Q(outcome="DECOMMISSION") & ~Q(impact="") | ~Q(outcome="DECOMMISSION") & Q(impact=""),
            ),
            models.CheckConstraint(name="decision_reviewed_after_it", condition=Q(review_on__gt=F("on"))),
        ]
