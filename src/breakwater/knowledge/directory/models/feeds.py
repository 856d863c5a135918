"""Other directories' services coming in: where from, what each run did, and what it takes to undo it."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .services import Service

KEPT_RUNS = "Kept for two years from the run: how an entry came to say what it says"


class Feed(models.Model):
    """Another directory in Open Referral's words, known by its publisher's name."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="feeds")
    publisher = models.CharField(max_length=120)
    url = models.URLField(blank=True, help_text="Where its services begin, as in https://.../v3. Empty: files only.")
    made_at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while services of it are in the directory")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "publisher"], name="feed_once_an_area")]


class FeedRun(models.Model):
    """One reading of a feed: shown first, taken in when someone says so, undone at any later time.

    `entries` are the services as read and checked, kept until the run is settled; `faults` are {"entry", "where", "what"}.
    """

    class State(models.TextChoices):
        SHOWN = "SHOWN", "waits for someone to take it in"
        REFUSED = "REFUSED", "could not be read"
        TAKEN = "TAKEN", "taken in"
        DROPPED = "DROPPED", "not taken in"
        UNDONE = "UNDONE", "undone"

    public_id = PublicIdField()
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=8, choices=State, default=State.SHOWN)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    message = models.CharField(max_length=300, blank=True)
    entries = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT_RUNS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feed_run_settled_by_someone",
                condition=Q(state__in=("SHOWN", "REFUSED"), settled_at=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            )
        ]


class FeedChange(models.Model):
    """What one run did to one service: the entry before (null where it was new) and after, in Open Referral's words."""

    run = models.ForeignKey(FeedRun, on_delete=models.CASCADE, related_name="changes")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="feed_changes")
    before = models.JSONField(null=True)
    after = models.JSONField()

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT_RUNS)
