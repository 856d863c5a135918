"""The training of a year to March in six numbers with the tables behind them, what is small hidden (SG-22). Counted as it is read."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.amounts import Amount, Rate
from breakwater.foundation.figures.crossed import ALL, Crossed, crossed
from breakwater.foundation.figures.finding import Finding, sentence
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.foundation.figures.numbers import Link, Number, Overdue, Point, number_of
from breakwater.foundation.figures.page import Page, Table
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .. import measures
from ..requirements import lookup, status

REGISTERS, STRATEGY = "Registers of the training dates", "Local training strategy"
CONFIRMED = "Confirmed places at dates that have a register."
PLACES = Measure("places", "Places", CONFIRMED, REGISTERS, "", when="The day the course began.", good=Good.MORE)
ATTENDED = Measure(
    "attended",
    "Attended",
    "Places whose delegate came, to the whole course or to part of it.",
    REGISTERS,
    "",
    is_rate=True,
    of_what=CONFIRMED,
    when="The day the course began.",
    good=Good.MORE,
)
EVALUATED = Measure(
    "evaluated",
    "Evaluated afterwards",
    "Delegates who answered the evaluation after the course. The aim is 90%.",
    "Evaluations of the training dates",
    "",
    is_rate=True,
    of_what="Delegates who came.",
    when="The day the course began.",
    good=Good.MORE,
)
CHANGE = Measure(
    "change",
    "Change in confidence",
    "How sure delegates were of each outcome after the course less before it, from 1 to 5: the mean of those answers alone "
    f"that were given both times. Of fewer than {measures.FEW} answers nothing is inferred.",
    "Evaluations before and after the course",
    "",
    when="The day the course began.",
    good=Good.MORE,
)
DAYS = Measure(
    "days",
    "Days taught",
    "Days that trainers taught, six hours each; a reserve does not count. Days, not people: small numbers are shown.",
    "Trainers assigned to the training dates",
    "",
    when="The day the course began.",
    good=Good.MORE,
)
UNMET = Measure(
    "unmet",
    "Unmet need",
    "People who waited for a course and got no place at any date of it, and people an organisation asked it for because it "
    "was full or had no date.",
    "Waiting lists, and what organisations asked for",
    "",
    when="The day the date waited for begins, or the day it was asked for.",
    good=Good.FEWER,
)
UP_TO_DATE = Measure(
    "up_to_date",
    "Up to date today",
    "Staff whose training record is kept here, by their worst duty.",
    f"Requirements of guidance and of the {STRATEGY.lower()}",
    "",
    when="Now.",
)
DEFINITIONS = (PLACES, ATTENDED, EVALUATED, CHANGE, DAYS, UNMET, UP_TO_DATE)

CAME, NEED, STAFF = (
    ("places", "came", "away"),
    ("people", "waited", "asked"),
    ("staff", "fine", "due", "overdue", "none"),
)
BY_COURSE, BY_ORGANISATION, BY_SECTOR = (
    "Unmet need by course",
    "Unmet need by organisation",
    "Up to date today, by sector",
)
BY_QUARTER = "Attendance by quarter"
ATTENDANCE: Mapping[str, Callable] = {
    BY_QUARTER: measures.by_quarter,
    "Attendance by sector": measures.by_sector,
    "Attendance by agency": measures.by_agency,
    "Attendance by course": measures.by_course,
}


@dataclass(frozen=True)
class Counted:
    """What is counted of a year. Of one that is not over, what has been."""

    year: Period
    attendance: Crossed
    evaluated: Rate
    changes: Sequence[measures.Moved]
    days: Sequence[tuple[str, float]]
    need: Crossed
    lines: Mapping[str, Mapping[str, str]]

    @property
    def attended(self) -> Rate:
        return Rate(self.attendance.amount(ALL, "came"), self.attendance.amount(ALL, "places"))


def page_of(area: Area, year: Period, *, at: datetime) -> Page:
    """The figures of a year. Within `counting`: whoever reads them, they are the same."""
    before, now = (_counted(area, each, at) for each in (year.before, year))
    is_over, today = year.is_over(london_date(at)), _up_to_date(area, at)
    words = year.words if is_over else f"{year.words} so far"
    said = Finding("", "places", "were attended", "places were taken up")
    places = now.attendance.amount(ALL, "places")
    return Page(
        finding=sentence(said, Good.MORE, words, places, now.attended, (before.year.words, before.attended)),
        numbers=[
            _number(PLACES, before, now, lambda one: one.attendance.amount(ALL, "places"), is_over=is_over),
            _number(ATTENDED, before, now, lambda one: one.attended, is_over=is_over),
            _number(EVALUATED, before, now, lambda one: one.evaluated, is_over=is_over),
            _change(before, now),
            _number(DAYS, before, now, lambda one: _whole(sum(days for _, days in one.days)), is_over=is_over),
            _number(UNMET, before, now, lambda one: one.need.amount(ALL, "people"), is_over=is_over),
        ],
        tables=[
            *(_attendance(now, title) for title in ATTENDANCE),
            Table("Days taught by agency", ["Agency", "Days"], [[name, f"{days:g}"] for name, days in now.days], DAYS),
            _need(now, BY_COURSE, "Course"),
            _need(now, BY_ORGANISATION, "Organisation"),
            Table(
                "Change in confidence by course, 1 to 5",
                ["Course", "Answers", "Before", "After", "Change"],
                [_moved(each) for each in now.changes],
                CHANGE,
            ),
        ],
        now=[today],
        definitions=DEFINITIONS,
        worked_out_at=at,
        is_over=is_over,
    )


def attended_in_quarter(area: Area, year: Period, quarter: int, *, at: datetime) -> Rate:
    """As the page of the year shows a quarter of it (the first is 0), for whoever sets it beside other numbers. Within `counting`."""
    line, counted = (BY_QUARTER, measures.QUARTERS[quarter]), _counted(area, year, at).attendance
    return Rate(counted.amount(line, "came"), counted.amount(line, "places"))


def overdue(area: Area, *, at: datetime) -> Overdue:
    """The staff whose training is overdue today, by sector."""
    late = Counter(sector for sector, state in _standings(area, at) if state == status.State.OVERDUE)
    link = Link("Who is due training", f"{reverse('training:area_due')}?state={status.State.OVERDUE}")
    rows = [(sector, f"{n:,}") for sector, n in late.most_common()]
    what = "member of staff" if late.total() == 1 else "members of staff"
    return Overdue(f"{late.total():,}" if late else "None", what, rows, at, link, is_none=not late)


def _counted(area: Area, year: Period, at: datetime) -> Counted:
    end = months_later(year.last, 1)
    span = area, year.first, min(end, london_date(at) + timedelta(days=1))
    attendance, lines = Counter(), {}
    for title, of in ATTENDANCE.items():
        found = of(*span)
        lines[title] = {each.what: each.what for each in found}
        for each in found:
            attendance.update(_cells((title, each.what), CAME, (each.places, each.came, each.stayed_away)))
    for column in CAME:
        attendance[ALL, column] = sum(
            attendance[("Attendance by sector", what), column] for what in lines["Attendance by sector"]
        )
    need, unmet = Counter(), measures.unmet_need(area, year.first, end)
    for each in unmet:
        for line in (ALL, (BY_COURSE, each.course), (BY_ORGANISATION, each.organisation)):
            need.update(_cells(line, NEED, (each.waited + each.asked, each.waited, each.asked)))
    lines[BY_COURSE] = _biggest({each.course for each in unmet}, BY_COURSE, need)
    lines[BY_ORGANISATION] = _biggest({each.organisation for each in unmet}, BY_ORGANISATION, need)
    said, came = measures.evaluated(*span)
    return Counted(
        year,
        crossed(attendance, {title: lines[title] for title in ATTENDANCE}, CAME),
        Rate(_amount(said), _amount(came)),
        measures.changes(*span),
        measures.days_by_agency(*span),
        crossed(need, {title: lines[title] for title in (BY_COURSE, BY_ORGANISATION)}, NEED),
        lines,
    )


def _cells(line: object, columns: Sequence[str], numbers: Sequence[int]) -> dict[tuple[object, str], int]:
    return {(line, column): n for column, n in zip(columns, numbers, strict=True)}


def _biggest(codes: Iterable[str], title: str, values: Counter) -> dict[str, str]:
    return {code: code for code in sorted(codes, key=lambda code: (-values[(title, code), NEED[0]], code))}


def _amount(n: int) -> Amount:
    """Nothing small is exact outside its table."""
    return Amount(1, 4) if 0 < n < 5 else Amount(n, n)


def _whole(days: float) -> Amount:
    return Amount(round(days), round(days))


def _attendance(now: Counted, title: str) -> Table:
    heads = [title.split()[-1].capitalize(), "Places", "Attended", "Did not attend"]
    drawn = now.attendance.table(title, heads, now.lines[title], CAME, ATTENDED)
    keys = [*((title, code) for code in now.lines[title]), ALL]
    rates = [Rate(now.attendance.amount(key, "came"), now.attendance.amount(key, "places")).short for key in keys]
    rows = [[*row, rate] for row, rate in zip(drawn.rows, rates, strict=True)]
    return Table(title, [*heads, "Share attended"], rows, ATTENDED)


def _need(now: Counted, title: str, head: str) -> Table:
    heads = [head, "People", "Waited without a place", "Asked for"]
    return now.need.table(title, heads, now.lines[title], NEED, UNMET)


def _moved(one: measures.Moved) -> list[str]:
    if not one.is_shown:
        return [one.course, _amount(one.n).short, "–", "–", one.change]
    return [one.course, f"{one.n:,}", f"{one.before:.1f}", f"{one.after:.1f}", one.change]


def _number(measure: Measure, before: Counted, now: Counted, value: Callable, *, is_over: bool) -> Number:
    points = [Point(one.year.words, value(one)) for one in (before, now)]
    return number_of(measure, points[1], points[0], points, is_over=is_over)


def _change(before: Counted, now: Counted) -> Number:
    then, here = (_all_changes(one.changes) for one in (before, now))
    words = f"{before.year.words}: {then.change}" if then.n else "Nothing before it to compare"
    of = f"from {here.before:.1f} to {here.after:.1f}, {here.n:,} answers" if here.is_shown else ""
    return Number(CHANGE, here.change, of, words, "", None, None, "")


def _all_changes(found: Sequence[measures.Moved]) -> measures.Moved:
    answers = sum(each.n for each in found)
    if not answers:
        return measures.Moved("", 0, 0, 0)
    before, after = (
        sum(each.n * score for each, score in zip(found, of, strict=True)) / answers
        for of in ([each.before for each in found], [each.after for each in found])
    )
    return measures.Moved("", answers, before, after)


def _standings(area: Area, at: datetime) -> list[tuple[str, status.State]]:
    today, kinds = london_date(at), dict(OrganisationKind.choices)
    found = lookup.standings(lookup.employed_in(area, today), area.pk, today)
    return [(kinds[each.job.sector], each.state) for each in found]


_COLUMNS = {status.State.OVERDUE: "overdue", status.State.NO_DUTY: "none"}


def _up_to_date(area: Area, at: datetime) -> Table:
    values: Counter = Counter()
    for sector, state in _standings(area, at):
        column = _COLUMNS.get(state, "due" if state.presses else "fine")
        values.update({(line, each): 1 for line in (ALL, (BY_SECTOR, sector)) for each in (STAFF[0], column)})
    sectors = {line[1]: line[1] for line, _ in values if line != ALL}
    heads = ["Sector", "Staff", "Up to date or booked", "Due", "Overdue", "No duty recorded"]
    names = dict(sorted(sectors.items()))
    return crossed(values, {BY_SECTOR: names}, STAFF).table(BY_SECTOR, heads, names, STAFF, UP_TO_DATE)
