"""Opening hours of a team: a whole week from a day on, ending the week that stood before."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from breakwater.foundation.dates import london_date
from breakwater.foundation.refusals import Refusal

from ..models import Actor, OpeningHours, Team
from .locking import lock, note

Week = Sequence[Sequence[tuple[time, time]]]
ONE_DAY = timedelta(days=1)


class NeverOpen(Refusal):
    """Every day of the week is closed. A team without hours is taken to keep usual office hours, so this says nothing."""

    words = "Enter the hours of at least one day"
    box = "mon"


class HoursTooEarly(Refusal):
    """Hours of days gone by cannot be changed: what was due then was reckoned with them."""

    words = "Choose a day from today on"
    box = "starts_on"


def in_force(rows: Sequence[OpeningHours], day: date) -> list[list[tuple[time, time]]]:
    """The week as it stands on a day, Monday first; each day its spans in order."""
    week: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    for row in rows:
        if row.effective_from <= day and (row.effective_to is None or day <= row.effective_to):
            week[row.weekday].append((row.opens_at, row.closes_at))
    return [sorted(spans) for spans in week]


@transaction.atomic
def keep(*, team: Team, week: Week, starts_on: date, by: Actor, at: datetime) -> bool:
    """Set a team's week from a day on, until the next change already set. Returns whether anything changed.

    `week` has seven days, Monday first. Raises NeverOpen, HoursTooEarly.
    """
    area, today = lock(team.area, by=by), london_date(at)
    if not any(week):
        raise NeverOpen(team.pk)
    if starts_on < today:
        raise HoursTooEarly(starts_on)
    rows = list(team.hours.select_for_update())
    if in_force(rows, starts_on) == [sorted(spans) for spans in week]:
        return False
    later = min((row.effective_from for row in rows if row.effective_from > starts_on), default=None)
    team.hours.filter(effective_from=starts_on).delete()
    _standing(team, starts_on).update(effective_to=starts_on - ONE_DAY)
    OpeningHours.objects.bulk_create(
        OpeningHours(
            team=team,
            weekday=weekday,
            opens_at=opens,
            closes_at=closes,
            effective_from=starts_on,
            effective_to=later - ONE_DAY if later else None,
        )
        for weekday, spans in enumerate(week)
        for opens, closes in spans
    )
    note(area, "hours", team=team.pk, starts_on=starts_on.isoformat())
    return True


@transaction.atomic
def call_off(*, team: Team, starts_on: date, by: Actor, at: datetime) -> bool:
    """Take back a change of hours that has not begun: what stood before it goes on. Returns whether there was one.

    Raises HoursTooEarly.
    """
    area, today = lock(team.area, by=by), london_date(at)
    if starts_on <= today:
        raise HoursTooEarly(starts_on, words="These hours count already. Set other hours from a day on")
    coming = team.hours.filter(effective_from=starts_on)
    until = coming.values_list("effective_to", flat=True).order_by("effective_to").first()
    if not coming.delete()[0]:
        return False
    team.hours.filter(effective_to=starts_on - ONE_DAY).update(effective_to=until)
    note(area, "hours", team=team.pk, called_off=starts_on.isoformat())
    return True


def _standing(team: Team, day: date):
    return team.hours.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lt=day)
