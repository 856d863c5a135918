"""What the child's record says now of a death that a review was opened from: withdrawn there, or on another day."""

from collections.abc import Sequence

from django.db import connection

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date

from ..models import ChildDeath

WITHDRAWN = "The child’s record says no longer that the child died"


def amiss(deaths: Sequence[ChildDeath]) -> dict[int, str]:
    """By review, what its team must put right."""
    with connection.cursor() as cursor:
        cursor.execute("select death, day from access.days_on_record(%s)", [[each.pk for each in deaths]])
        days = dict(cursor.fetchall())
    return {each.pk: words for each in deaths if each.pk in days and (words := _of(each, days[each.pk]))}


def _of(death: ChildDeath, day) -> str:
    if day is None:
        return WITHDRAWN
    return "" if day == london_date(death.died_at) else f"The child’s record gives another day: {date_in_words(day)}"
