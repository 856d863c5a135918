"""A survey of practitioners beside an audit round: who has answered while it is open, and how often each answer was given.

Which answer is whose is kept nowhere: an answer is added to the counts (`sql/surveys.sql`).
"""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE
from breakwater.partnership.organisations.models import Actor, User

from .audits import KEPT, RoundArea


class PractitionerSurvey(models.Model):
    """The survey of an area's part of a round, on statements kept as they were when it was opened: JSON, words by standard."""

    public_id = PublicIdField()
    part = models.OneToOneField(RoundArea, on_delete=models.PROTECT, related_name="survey")
    statements = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, **MADE_BY)
    closes_on = models.DateField(help_text="The last day on which it is answered.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was closed before its last day.")
    closed_by = models.ForeignKey(Actor, **MAYBE)
    key = models.UUIDField(unique=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_closed_by_someone",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__gte=F("opened_at"), closed_by__isnull=False),
            )
        ]


class SurveyTaken(models.Model):
    """That somebody has answered, so that nobody does twice: not when, and not what."""

    survey = models.ForeignKey(PractitionerSurvey, on_delete=models.CASCADE, related_name="taken")
    user = models.ForeignKey(User, **MADE_BY)

    handling = Handling(Sensitivity.PERSONAL, keep="Deleted the morning after the survey has closed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "user"], name="survey_answered_once")]


class SurveyCount(models.Model):
    """How many chose one answer to one statement: all that is kept of the answers."""

    survey = models.ForeignKey(PractitionerSurvey, on_delete=models.CASCADE, related_name="counts")
    standard = models.CharField(max_length=60)
    answer = models.CharField(max_length=8)
    number = models.PositiveIntegerField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "standard", "answer"], name="answer_counted_once")]
