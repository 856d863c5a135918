"""Out of hours: the alarm that pages emergency duty, and what emergency duty did."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, DutyPost, Team

from .arrivals import KEPT_WITH_THE_CONTACT
from .contacts import Contact


class Alarm(models.Model):
    """That a child was said to be in danger now, or not to be able to wait, while the office was closed (SG-04).

    It names no one and hangs from no case: whoever is on duty must learn of it even where the record is restricted.
    `reference` is the contact's, `submission_reference` its sender's. `is_restricted` says to open it by breaking the glass.
    """

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16)
    submission_reference = models.CharField(max_length=16)
    is_restricted = models.BooleanField(default=False)
    kept_from = models.JSONField(
        default=list, blank=True, help_text="Users, by id, who must not learn of it: the child is of their family."
    )
    is_danger = models.BooleanField(
        default=True, help_text="Danger now was said; otherwise something else that cannot wait until the office opens."
    )
    raised_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0, help_text="How many posts have been paged, one after another.")
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next post is paged unless someone answers."
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_WITH_THE_CONTACT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="one_alarm_at_a_time", condition=Q(acknowledged_at=None)
            ),
            models.CheckConstraint(
                name="alarm_answered_by_someone",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]

    @property
    def said(self) -> str:
        """What it is about, with no word of whom."""
        return f"a child is said {'to be in danger now' if self.is_danger else 'not to be able to wait until the office opens'}"


class Paging(models.Model):
    """One page of an alarm: which duty post, when, and whether anything could carry it."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="pagings")
    post = models.ForeignKey(DutyPost, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    was_sent = models.BooleanField(help_text="Whether the settings name a carrier; otherwise nobody has been told.")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT_WITH_THE_CONTACT)


class DutyAction(models.Model):
    """What emergency duty did about a contact, and when the day team picked it up.

    Whoever answers a page takes it on (`ON_IT`); what they record afterwards stands for that.
    """

    class What(models.TextChoices):
        ON_IT = "ON_IT", "Took it on"
        ADVICE = "ADVICE", "Gave advice by telephone"
        POLICE = "POLICE", "Asked the police to act"
        VISIT = "VISIT", "Went to see the child"
        PROTECTED = "PROTECTED", "The child was protected (placed, or by police protection)"
        NO_ACTION = "NO_ACTION", "Nothing was needed before opening"
        OTHER = "OTHER", "Something else"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="duty_actions")
    what = models.CharField(max_length=9, choices=What)
    words = models.TextField()
    still_to_do = models.TextField(blank=True, help_text="What the day team must do, as emergency duty sees it.")
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    picked_up_at = models.DateTimeField(null=True, blank=True)
    picked_up_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    What = What
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_action_picked_up_by_someone",
                condition=Q(picked_up_at=None, picked_up_by=None)
                | Q(picked_up_at__isnull=False, picked_up_by__isnull=False),
            )
        ]
