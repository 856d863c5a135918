"""The family's assessment: one form for the family, one for each child, filled in by several people."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from breakwater.casework.models import Answers
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .episodes import KEPT, Episode

JUST_BEFORE = timedelta(days=1)  # whoever rang the alarm first and wrote it down after is asked, and rings it once


class AssessmentQuerySet(models.QuerySet):
    def whose_harm_nobody_told(self):
        """Open ones that say a child is at risk of significant harm, and the front door has not heard of it since (FD 4.3)."""
        says = self.filter(harm_said_at__isnull=False, episode__case__closed_at=None)
        says = says.annotate(told_at=Greatest("episode__stepped_up_at", "harm_told_at"))
        return says.filter(Q(told_at=None) | Q(told_at__lt=F("harm_said_at")))


class Assessment(models.Model):
    """The assessment of an episode, called what the area calls it. Once it is complete it is never changed."""

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, related_name="assessment")
    answers = models.OneToOneField(Answers, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    harm_said_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When it was answered that a child is at risk of significant harm; none if not.",
    )

    harm_told_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When somebody said that the MASH had been told of it before it was answered.",
    )

    objects = AssessmentQuerySet.as_manager()
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_completed_by_someone",
                condition=Q(completed_at=None, completed_by=None)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
            )
        ]

    def harm_waits(self) -> bool:
        """It says that a child is at risk of significant harm, and nobody has brought it to the front door."""
        said = self.harm_said_at
        told = (self.episode.stepped_up_at, self.harm_told_at)
        return said is not None and not any(at is not None and at >= said for at in told)

    def may_be_known(self) -> bool:
        """It waits, and the family was brought there just before it was answered: of this, or of something else. Ask."""
        up = self.episode.stepped_up_at
        return self.harm_waits() and up is not None and up >= self.harm_said_at - JUST_BEFORE


class ChildPart(models.Model):
    """What one child says and needs."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="children")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answers = models.OneToOneField(Answers, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "person"], name="a_part_a_child")]


class Hand(models.Model):
    """Someone who filled in a section of the assessment or of a child's part, and when they last did."""

    answers = models.ForeignKey(Answers, on_delete=models.CASCADE, related_name="hands")
    section = models.CharField(max_length=50)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answers", "section", "by"], name="a_hand_a_section")]


class Addendum(models.Model):
    """What was added to a finished assessment. Added, never changed; the assessment stays as it was signed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="addenda")
    words = models.TextField()
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class ToolScore(models.Model):
    """The score of a licensed tool: its name, version, score and day. Its questions are never kept here (FD 4.7)."""

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="tool_scores")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=80)
    version = models.CharField(max_length=40, blank=True)
    score = models.CharField(max_length=40)
    scored_on = models.DateField()
    words = models.TextField(blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)
