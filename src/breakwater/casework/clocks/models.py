"""A running duty on a case."""

from django.db import models
from django.db.models import F, Q

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Team


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(stopped_at=None)


class Clock(models.Model):
    """A duty with a due time. `due_at` is shown; it is in breach from `breach_at`; a breach keeps its reason.

    `rule` is the key of a registered ClockRule, which names its source. There is no paused state. `team` is who must act.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    rule = models.CharField(max_length=60)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="clocks")
    started_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    breach_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    breach_reason = models.TextField(blank=True)
    breach_explained_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ClockQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_BY_KIND)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule"], name="one_running_clock_a_rule", condition=Q(stopped_at=None)
            ),
            models.CheckConstraint(
                name="clock_stopped_by_someone",
                condition=Q(stopped_at=None, stopped_by=None) | Q(stopped_at__isnull=False, stopped_by__isnull=False),
            ),
            models.CheckConstraint(name="clock_breaches_when_due_or_later", condition=Q(breach_at__gte=F("due_at"))),
        ]
        indexes = [
            models.Index(fields=["team", "due_at", "id"], condition=Q(stopped_at=None), name="clock_running_by_team"),
            models.Index(fields=["rule", "due_at", "id"], condition=Q(stopped_at=None), name="clock_running_by_rule"),
        ]

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def was_breached(self, at) -> bool:
        """Whether the duty was, or at `at` is, done too late."""
        return (self.stopped_at or at) >= self.breach_at
