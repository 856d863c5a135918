"""Urgent alerts: what people must know now, approved by two, over at a set moment, and answered for agency by agency (SG-30)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Membership, Organisation, User

from .bulletins import Reach

KEPT = "Kept seven years: who was told what, and who had read it"


class AlertState(models.TextChoices):
    DRAFT = "draft", "Waits for two approvals"
    SENT = "sent", "Sent"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AlertQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=AlertState.SENT, reach=Reach.PUBLIC)

    def once_public(self):
        """Those that everyone may read, and those that everyone could read before they were withdrawn."""
        return self.filter(reach=Reach.PUBLIC, sent_at__isnull=False)

    def in_force(self, at):
        return self.filter(state=AlertState.SENT, expires_at__gt=at)


class Alert(models.Model):
    """What has happened and what to do. It names no child. People in the roles it is for cannot opt out of it."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="alerts")
    title = models.CharField(max_length=120)
    words = models.TextField(help_text="What has happened, or may.")
    what_to_do = models.TextField()
    reach = models.CharField(max_length=13, choices=Reach)
    roles = ArrayField(models.CharField(max_length=40), help_text="Whose holders it is for.")
    kinds = ArrayField(models.CharField(max_length=12, choices=Organisation.Kind), default=list, blank=True)
    is_operational = models.BooleanField(
        default=False, help_text="About a police operation: one approval is the police's."
    )
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=AlertState, default=AlertState.DRAFT)
    written_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why_withdrawn = models.CharField(max_length=300, blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")

    objects = AlertQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alert_is_over_after_it_was_written", condition=Q(expires_at__gt=F("written_at"))
            ),
            models.CheckConstraint(
                name="alert_sent_when_sent", condition=Q(state="draft", sent_at=None) | ~Q(state="draft")
            ),
        ]


class Approval(models.Model):
    """One human says that an alert may go. A second one must, before it does."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="approvals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="approved_once_a_human")]


class Told(models.Model):
    """One human was told of an alert, through this post; and when they said that they had read it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="told")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="told_once_a_human")]
        indexes = [models.Index(fields=["user"], name="told_not_read", condition=Q(acknowledged_at=None))]

    @property
    def was_sent_before(self) -> bool:
        """Whether the alert had gone out before this human had a role that it is for."""
        return self.told_at > self.alert.sent_at
