"""A disagreement between professionals, and each step of it."""

from django.db import models
from django.db.models import Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Team, User


class Theme(models.TextChoices):
    """What it is about. The partnership hears of themes, never of a child or a person (TR-24)."""

    THRESHOLD = "THRESHOLD", "The level of need, or whether a threshold is met"
    NO_ACTION = "NO_ACTION", "No further action, or not enough done"
    DELAY = "DELAY", "Delay"
    SHARING = "SHARING", "Information not shared or not heard"
    PLAN = "PLAN", "A plan that does not work"
    CLOSING = "CLOSING", "Closing or stepping down"
    OTHER = "OTHER", "Something else"


class Outcome(models.TextChoices):
    """How it ended."""

    CHANGED = "CHANGED", "The decision was changed"
    STANDS = "STANDS", "The decision stands, and both understand why"
    PARTLY = "PARTLY", "Something else was agreed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Escalation(models.Model):
    """A disagreement with a decision or with what is not done; a case of its own, that names no child.

    `about_reference` is what its raiser calls the matter: the reference of their receipt, or of a case. `answering_team` is
    who answers; from stage 4 on the partnership's own team (`scrutiny_team`) answers.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="escalation")
    about_reference = models.CharField(max_length=16)
    about_case = models.ForeignKey(
        Case,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The case behind the matter, whose seal is on this one; its raiser may not know of it.",
    )
    raised_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="escalations_raised")
    raised_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answering_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="escalations_answered")
    scrutiny_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(max_length=9, choices=Theme)
    issue = models.TextField()
    wanted = models.TextField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    resolution = models.TextField(blank=True)
    learning = models.TextField(blank=True, help_text="What the partnership may learn; names nobody.")
    settled_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    Theme, Outcome = Theme, Outcome
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="escalation_settled_with_an_outcome",
                condition=Q(settled_at=None, outcome="") | Q(settled_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="escalation_is_between_two_teams", condition=~Q(raised_team=models.F("answering_team"))
            ),
        ]


class EscalationStep(models.Model):
    """One stage of a disagreement: when it began, the answer, and what its raiser made of the answer."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=8)
    began_at = models.DateTimeField()
    because = models.TextField(blank=True, help_text="Why the stage before did not settle it.")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "stage"], name="one_step_a_stage"),
            models.CheckConstraint(
                name="step_answered_by_someone_with_words",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]
