"""The calendars that teams and areas keep, read from their configuration into the values that dates reckon with."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import DateField, IntegerField, Q, TimeField, Value

from breakwater.foundation.dates.office_hours import STANDARD, OfficeHours, Span
from breakwater.foundation.dates.terms import SchoolCalendar, Term
from breakwater.foundation.dates.working_days import WorkingCalendar

from .models import Area, Closure, OpeningHours, Team
from .settled import once


def working_calendar(area: Area) -> WorkingCalendar:
    """England's working days less the area's own closures."""
    closures = area.closures.values_list("day", flat=True)
    return once(("closures", area.pk), lambda: WorkingCalendar.closed_also_on(closures))


def hours_of(team: Team, on: date) -> OfficeHours:
    """A team's opening hours as they stand on a day; office hours where none are configured."""
    return once(("hours", team.pk, on), lambda: _hours_of(team, on))


def hours_by_key(team: int, on: date) -> OfficeHours:
    """The same of a team that is known by its key alone, in one query: for a row that need not bring its team."""
    return once(("hours", team, on), lambda: _hours_by_key(team, on))


def _hours_by_key(team: int, on: date) -> OfficeHours:
    open_at = OpeningHours.objects.filter(team=team).filter(_in_force(on))
    shut = Closure.objects.filter(area__in=Team.objects.filter(pk=team).values("area"))
    rows = list(
        open_at.values_list("weekday", "opens_at", "closes_at", Value(None, output_field=DateField())).union(
            shut.values_list(
                Value(None, output_field=IntegerField()),
                Value(None, output_field=TimeField()),
                Value(None, output_field=TimeField()),
                "day",
            ),
            all=True,
        )
    )
    calendar = WorkingCalendar.closed_also_on([day for *_, day in rows if day])
    return _hours_in([(weekday, Span(opens, closes)) for weekday, opens, closes, day in rows if not day], calendar)


def _in_force(on: date) -> Q:
    return Q(effective_from__lte=on) & (Q(effective_to=None) | Q(effective_to__gte=on))


def _hours_of(team: Team, on: date) -> OfficeHours:
    calendar = working_calendar(team.area)
    spans = [(row.weekday, Span(row.opens_at, row.closes_at)) for row in team.hours.filter(_in_force(on))]
    return _hours_in(spans, calendar)


def _hours_in(spans: Iterable[tuple[int, Span]], calendar: WorkingCalendar) -> OfficeHours:
    week: dict[int, list[Span]] = defaultdict(list)
    for weekday, span in spans:
        week[weekday].append(span)
    if not week:
        return OfficeHours(STANDARD.week, calendar=calendar)
    return OfficeHours(tuple(tuple(sorted(week[day])) for day in range(7)), calendar=calendar)


def school_calendar(area: Area) -> SchoolCalendar:
    """The area's school terms."""
    return once(("terms", area.pk), lambda: _school_calendar(area))


def _school_calendar(area: Area) -> SchoolCalendar:
    return SchoolCalendar.of(
        [Term(term.starts_on, term.ends_on, term.label) for term in area.terms.order_by("starts_on")],
        calendar=working_calendar(area),
    )
