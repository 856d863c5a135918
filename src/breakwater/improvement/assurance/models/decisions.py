"""What a meeting left: decisions with their numbers, challenges, minutes."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.partnership.kit.recorded import MADE_BY, Made
from breakwater.partnership.organisations.models import Area

from .agenda import AgendaItem
from .groups import CONFIDENTIAL, OF_GROUPS
from .meetings import BoardMeeting


class DecisionCounter(models.Model):
    """The last number given to a decision of an area in a year: numbers run on over decisions that a reader does not see."""

    area = models.ForeignKey(Area, **MADE_BY)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField(default=0)

    handling = OF_GROUPS

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="decisions_counted_once_a_year")]


class BoardDecision(Made):
    """What a meeting decided, numbered once for good: PSCP-2026-014. One that `replaces` another says so; the other stays."""

    class Outcome(models.TextChoices):
        AGREED = "AGREED", "Agreed"
        CHANGED = "CHANGED", "Agreed with changes"
        NOT_AGREED = "NOT_AGREED", "Not agreed"
        DEFERRED = "DEFERRED", "Deferred"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(max_length=24)
    wording = models.TextField()
    mover = models.CharField(max_length=160)
    outcome = models.CharField(max_length=10, choices=Outcome)
    dissent = models.TextField(blank=True)
    on = models.DateField()
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    handling = CONFIDENTIAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "number"], name="decision_numbered_once")]
        indexes = [models.Index(fields=["area", "on"], name="decisions_by_day")]


class Challenge(Made):
    """Who challenged whom about what, what was answered, and what came of it."""

    class Result(models.TextChoices):
        OPEN = "OPEN", "Open"
        CHANGED = "CHANGED", "Something changed"
        EXPLAINED = "EXPLAINED", "Explained and accepted"
        ESCALATED = "ESCALATED", "Taken to the lead safeguarding partners"

    public_id = PublicIdField()
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="challenges")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    challenger = models.CharField(max_length=160)
    challenged = models.CharField(max_length=160)
    about = models.TextField()
    response = models.TextField(blank=True)
    responded_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=9, choices=Result, default=Result.OPEN)
    came_of_it = models.TextField(blank=True)
    on = models.DateField()
    revision = models.PositiveIntegerField(default=1)

    handling = CONFIDENTIAL

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="challenge_settled_in_words",
                condition=Q(result="OPEN") | ~Q(response="") & ~Q(came_of_it="") & Q(responded_on__isnull=False),
            )
        ]


class Minutes(Made):
    """A version of a meeting's minutes: added, never changed. The approved one is approved at a later meeting of the group."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        APPROVED = "APPROVED", "Approved"

    public_id = PublicIdField()
    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State)
    text = models.TextField()
    corrections = models.TextField(blank=True)
    approved_at = models.ForeignKey(
        BoardMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="approved_minutes"
    )

    handling = CONFIDENTIAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="APPROVED"), name="minutes_approved_once"),
            models.CheckConstraint(
                name="minutes_approved_at_a_meeting",
                condition=Q(state="DRAFT", approved_at=None) | Q(state="APPROVED", approved_at__isnull=False),
            ),
        ]

    @property
    def revision(self) -> int:
        """What a form of the last draft is of."""
        return self.version
