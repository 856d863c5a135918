"""Support by school and kind in a period, and what was asked and not given: counts of requests, never of children."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from breakwater.partnership.organisations.models import Area

from ..models.support import Kind


@dataclass(frozen=True)
class Support:
    """How much was asked, given and not given, `of` a kind or of a school."""

    of: str
    asked: int = 0
    given: int = 0
    not_given: int = 0

    @property
    def open(self) -> int:
        return self.asked - self.given - self.not_given

    def __add__(self, other: "Support") -> "Support":
        return Support(self.of, self.asked + other.asked, self.given + other.given, self.not_given + other.not_given)


def support_by_kind(area: Area, *, since: datetime, until: datetime) -> list[Support]:
    """Each kind, also one that nobody asked for. For the Prevent team and the Prevent education officer."""
    totals = {kind.value: Support(kind.label) for kind in Kind}
    for _, kind, *counts in _counted(area, since, until):
        totals[kind] += Support(kind, *counts)
    return list(totals.values())


def support_by_school(area: Area, *, since: datetime, until: datetime) -> list[Support]:
    """Each school that asked for any, by name."""
    schools: dict[str, Support] = {}
    for school, _, *counts in _counted(area, since, until):
        schools[school] = schools.get(school, Support(school)) + Support(school, *counts)
    return list(schools.values())


def _counted(area: Area, since: datetime, until: datetime) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("select * from access.support_counts(%s, %s, %s)", [area.pk, since, until])
        return cursor.fetchall()
