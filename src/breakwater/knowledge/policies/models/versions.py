"""The text of a chapter as it stood: written, consulted on, then settled, after which the database lets nobody change it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .manuals import KEPT, Chapter


class Significance(models.TextChoices):
    """How much a version changes. Only a major one asks people to read it again."""

    MAJOR = "MAJOR", "Major: people must do something differently"
    MINOR = "MINOR", "Minor: clearer or fuller, the same practice"
    EDITORIAL = "EDITORIAL", "Editorial: a slip of the pen put right"


class Version(models.Model):
    """One text. `body` is a list of blocks as `blocks.py` describes; `notes` maps for whom to up to three lines."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Being written"
        CONSULTATION = "CONSULTATION", "Out to consultation"
        SETTLED = "SETTLED", "Settled: each area decides"
        DROPPED = "DROPPED", "Discarded"

    public_id = PublicIdField()
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="versions")
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400, blank=True)
    body = models.JSONField(default=list)
    notes = models.JSONField(default=dict)
    source = models.CharField("what it speaks of: guidance and its edition", max_length=300, blank=True)
    significance = models.CharField(max_length=9, choices=Significance, default=Significance.MAJOR)
    proposed_from = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Goes up with each saving, so that two writers notice.")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    major = models.PositiveSmallIntegerField(null=True, blank=True)
    minor = models.PositiveSmallIntegerField(null=True, blank=True)
    editorial = models.PositiveSmallIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="Of the settled text: what a reader says was read.")
    words = models.TextField(blank=True, help_text="What the search looks through.")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="version_settled_is_whole",
                condition=Q(
                    state="SETTLED",
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                    major__isnull=False,
                    minor__isnull=False,
                    editorial__isnull=False,
                    review_by__isnull=False,
                )
                & ~Q(digest="")
                & ~Q(summary="")
                | ~Q(state="SETTLED")
                & Q(settled_at=None, settled_by=None, major=None, minor=None, editorial=None, digest=""),
            ),
            models.UniqueConstraint(
                fields=["chapter"], name="one_open_version_a_chapter", condition=Q(state__in=("DRAFT", "CONSULTATION"))
            ),
            models.UniqueConstraint(F("chapter"), F("major"), F("minor"), F("editorial"), name="version_number_once"),
        ]
        indexes = [GinIndex(fields=["words"], name="version_words", opclasses=["gin_trgm_ops"])]

    @property
    def number(self) -> str:
        """As it is cited: "2.1.0"; a text that is not settled has none."""
        return f"{self.major}.{self.minor}.{self.editorial}" if self.settled_at else ""

    @property
    def manual(self):
        return self.chapter.manual
