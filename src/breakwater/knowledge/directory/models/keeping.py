"""Providers keep their own entries: by a link sent to them, each change waiting for someone who approves it. Readers say what is wrong."""

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


class Suggestion(models.Model):
    """What a reader says of an entry: that something should change, or that the service has closed. Nothing changes by itself."""

    class What(models.TextChoices):
        CHANGE = "change", "Suggested change"
        CLOSED = "closed", "Reported as closed"

    class State(models.TextChoices):
        NEW = "new", "To be looked at"
        DONE = "done", "Put right"
        LEFT = "left", "Left as it is"
        WORRY = "worry", "Passed on to the MASH"

    public_id = PublicIdField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="suggestions")
    what = models.CharField(max_length=6, choices=What)
    words = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=5, choices=State, default=State.NEW)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep="Its words and address go a year after it was answered")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suggestion_answered_by_someone",
                condition=Q(state="new", answered_at=None, answered_by=None)
                | ~Q(state="new") & Q(answered_at__isnull=False, answered_by__isnull=False),
            )
        ]
