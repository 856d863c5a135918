"""Providers keep their own entries: by a link sent to them, each change waiting for someone who approves it."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .services import Provider, Service


class KeeperLink(models.Model):
    """A link by which a provider keeps its entries. The token itself is in the mail alone; here is its digest."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="keeper_links")
    digest = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        Sensitivity.PERSONAL,
        keep="Kept for a year from its end: who could change an entry",
        fields={"digest": Sensitivity.SECRET},
    )


class Proposal(models.Model):
    """What a provider would have changed in an entry. `facts` maps field names of the service to new values."""

    class State(models.TextChoices):
        WAITING = "WAITING", "waits for approval"
        APPROVED = "APPROVED", "approved"
        DECLINED = "DECLINED", "declined"

    public_id = PublicIdField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="proposals")
    link = models.ForeignKey(KeeperLink, on_delete=models.PROTECT, related_name="proposals")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    facts = models.JSONField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        Sensitivity.PUBLIC, keep="Kept for two years from its answer: how an entry came to say what it says"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_answered_by_someone",
                condition=Q(state="WAITING", answered_at=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            )
        ]
