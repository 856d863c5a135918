"""Surveys as pages list them."""

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from ..models import PractitionerSurvey, RoundArea

PARTS = RoundArea.objects.select_related("round", "area", "survey")
SURVEYS = PractitionerSurvey.objects.select_related("part__round", "part__area")


def to_answer() -> QuerySet[PractitionerSurvey]:
    """The open surveys that ask the actor's organisation, the first to close first."""
    return SURVEYS.filter(pk__in=answered()).order_by("closes_on", "pk")


def answered() -> dict[int, bool]:
    """By key of each survey that asks the actor's organisation: whether the actor has answered it."""
    with connection.cursor() as cursor:
        cursor.execute("select survey, answered from access.surveys_to_answer()")
        return dict(cursor.fetchall())


def survey_of(part: RoundArea) -> PractitionerSurvey | None:
    return PractitionerSurvey.objects.filter(part=part).first()


def is_over(survey: PractitionerSurvey, today: date) -> bool:
    return survey.closed_at is not None or survey.closes_on < today
