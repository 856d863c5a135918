"""Who was told that a review or an action is overdue, rung by rung (FD 4.9)."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Clock
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.levels import COORDINATOR

from .episodes import KEPT, Episode
from .plans import Action


class Reminder(models.Model):
    """One rung climbed, for one review (its clock) or one action. Where nobody stood on it, `skipped_because` says so."""

    class Rung(models.TextChoices):
        OWNER = "OWNER", "Whoever does it"
        LEAD = "LEAD", "Whoever leads"
        COORDINATOR = "COORDINATOR", f"The {COORDINATOR}"
        MANAGER = "MANAGER", "The early help manager"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="reminders")
    clock = models.ForeignKey(Clock, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders")
    rung = models.CharField(max_length=11, choices=Rung)
    due_on = models.DateField()
    skipped_because = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reminder_of_one_thing",
                condition=Q(clock__isnull=False, action=None) | Q(clock=None, action__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_rung_a_review", fields=["clock", "rung", "due_on"], condition=Q(clock__isnull=False)
            ),
            models.UniqueConstraint(
                name="a_rung_an_action", fields=["action", "rung", "due_on"], condition=Q(action__isnull=False)
            ),
        ]
