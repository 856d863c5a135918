"""What each area decides: to take a version, and where it does otherwise. By a quorate decision with its number, always."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .manuals import KEPT, Chapter
from .versions import Version


class Decided(models.Model):
    """Which body of the area decided, when, under which number, and that enough were there."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=120, help_text="The body that decided.")
    decided_on = models.DateField()
    decision = models.CharField("number of the decision", max_length=40)
    present = models.PositiveSmallIntegerField()
    needed = models.PositiveSmallIntegerField(help_text="How many must be there for a quorum.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_is_quorate", condition=Q(needed__gte=1, present__gte=F("needed"))),
            models.CheckConstraint(name="%(class)s_names_its_decision", condition=~Q(decision="") & ~Q(body="")),
        ]


class RatificationQuerySet(models.QuerySet):
    def holding(self):
        """Decisions as they are on record now, without those that a right record took the place of."""
        return self.filter(corrected_at=None)


class Ratification(Decided):
    """An area takes a settled version. Recorded wrongly, the row stays as it was (`corrected_at`) beside the right one (`why`)."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="ratifications")
    corrected_at = models.DateTimeField(null=True, blank=True, help_text="When the right record took its place.")
    why = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="What was wrong in the record before this one."
    )

    objects = RatificationQuerySet.as_manager()
    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta(Decided.Meta):
        constraints = [
            *Decided.Meta.constraints,
            models.UniqueConstraint(
                fields=["version", "area"], name="version_ratified_once_an_area", condition=Q(corrected_at=None)
            ),
        ]


class Local(Decided):
    """Where an area does otherwise than the shared text, as a whole: a new one for every change, none ever altered.

    `changes` are {"anchor", "mode": "add" | "replace" | "hide", "text"}; `written_for` is the version it was written beside.
    """

    public_id = PublicIdField()
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="locals")
    written_for = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField()
    key = models.UUIDField(null=True, blank=True, unique=True, help_text="Of the form it came by, sent perhaps twice.")
    why = models.CharField(max_length=400)

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta(Decided.Meta):
        constraints = [
            *Decided.Meta.constraints,
            models.CheckConstraint(name="local_changes_something", condition=~Q(changes=[])),
        ]


class Question(models.Model):
    """The shared text moves where an area does otherwise: its own people say whether their variation still applies."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", "Waits for the area"
        KEPT = "KEPT", "Keeps its variation"
        ACCEPTED = "ACCEPTED", "Takes the shared text"

    public_id = PublicIdField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="questions")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    local = models.ForeignKey(Local, on_delete=models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    why = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Answers taken back, oldest first: {"answer", "why", "local", "by" (actor), "at", "taken_back_at"}.
    earlier = models.JSONField(default=list, blank=True, db_default=[])

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "area"], name="question_asked_once_an_area"),
            models.CheckConstraint(
                name="question_answered_by_someone",
                condition=Q(answer="WAITING", answered_at=None, answered_by=None)
                | ~Q(answer="WAITING") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def answers_before(self) -> list[dict]:
        """The answers that were taken back, oldest first: `said` in words, `why`, and the moments `at` and `taken_back_at`."""
        return [
            {
                "said": self.Answer(was["answer"]).label,
                "why": was["why"],
                "at": datetime.fromisoformat(was["at"]),
                "taken_back_at": datetime.fromisoformat(was["taken_back_at"]),
            }
            for was in self.earlier
        ]
