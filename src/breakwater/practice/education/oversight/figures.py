"""The schools' lists in figures, fortnight by fortnight, and by ward.

Counts are worked out once, as the area's service of lists, so that nobody's own sight changes a total; a number of pupils below
five is hidden, and so is another where it could be worked out (SG-22). Whoever may see all of a list sees how many it holds.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day as day_in_words
from breakwater.foundation.figures.amounts import NOTHING, Amount, Rate
from breakwater.foundation.figures.finding import sentence
from breakwater.foundation.figures.measures import Good
from breakwater.foundation.figures.numbers import Link, Overdue, Point, Value, number_of
from breakwater.foundation.figures.page import Page, Table
from breakwater.foundation.figures.reading import HIDDEN
from breakwater.foundation.figures.suppression import suppress
from breakwater.knowledge.directory import mapping
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, School, ServiceName
from breakwater.practice.education.models import (
    Answer,
    AnswerKind,
    Call,
    Correction,
    Fortnight,
    ListRow,
    Marker,
    RowFlag,
    SchoolList,
)

from .measures import FINDING, MEASURES

FORTNIGHTS, SHOWN = 13, 6  # on a line; in the table of cohorts
SHADES = ("#f4f1ea", "#c9dbe0", "#8fb5c2", "#3f7f96", "#12435c")
NOT_KNOWN = Rate(NOTHING, NOTHING)


@dataclass(frozen=True)
class ListPeriod:
    """A fortnight, named after the day of its lists."""

    on: date

    @property
    def code(self) -> str:
        return self.on.isoformat()

    @property
    def words(self) -> str:
        return f"Lists of {day_in_words(self.on)}"

    @property
    def spoken(self) -> str:
        return f"the fortnight of {day_in_words(self.on)}"


@dataclass(frozen=True)
class WardShown:
    name: str
    schools: int
    pupils: str
    shade: str
    outline: str


@dataclass(frozen=True)
class ListFigures:
    """Everything the page shows. Without any list that is out there is no `page`."""

    overdue: Overdue
    period: ListPeriod | None = None
    before: ListPeriod | None = None
    after: ListPeriod | None = None
    page: Page | None = None
    wards: Sequence[WardShown] = ()
    width: float = 0
    height: float = 0


def seen(area: Area, *, wanted: str, at: datetime, opens: bool = True) -> ListFigures:
    """A fortnight that is wanted by its day; without one, the newest whose lists have all had their time.

    As whoever reads it: where that `opens` lists of which they may see all, their exact numbers stand.
    """
    today = london_date(at)
    with acting_as(service_of(area, ServiceName.LISTS)):
        lists = SchoolList.objects.filter(area=area).select_related("fortnight")
        overdue = _overdue(area, lists, today, at)
        out = lists.filter(released_at__isnull=False, recalled_at=None)
        days = list(
            Fortnight.objects.filter(lists__in=out).distinct().order_by("period").values_list("period", flat=True)
        )
        if not days:
            return ListFigures(overdue)
        waits = {
            one.fortnight.period
            for one in out.filter(fortnight__period__in=days[-2:])
            if (one.answer_by or today) >= today
        }
        usual = next((day for day in reversed(days[-2:]) if day not in waits), days[-1])
        on = next((day for day in days if day.isoformat() == wanted), usual)
        line = [day for day in days if day <= on][-FORTNIGHTS:]
        series = _series(area, lists, line, today)
        rows = ListRow.objects.filter(list__in=out, list__fortnight__period=on).exclude(marker=Marker.ENDED)
        flags = RowFlag.objects.filter(row__list__in=out, row__list__fortnight__period__in=line[-SHOWN:])
        flags = flags.exclude(marker=Marker.ENDED).exclude(row__marker=Marker.ENDED)
        counted = Counter(
            dict(flags.filter(row__list__fortnight__period=on).values_list("code").annotate(n=Count("pk")))
        )
        cohorts = _cohorts(flags, line[-SHOWN:])
        pupils, wards = rows.count(), _wards(area, rows)
    mine = flags.filter(row__list__fortnight__period=on).values_list("code").annotate(n=Count("pk"))
    exact = {code: f"{n:,}" for code, n in mine if n == counted[code]} if opens else {}
    grid = f"{reverse('education:fortnight')}?patch=all&period={on.isoformat()}"
    link = Link("Open the fortnight", grid, f"{pupils:,}") if opens and rows.count() == pupils else None
    is_over = on not in waits
    at_day = days.index(on)
    return ListFigures(
        overdue,
        ListPeriod(on),
        ListPeriod(days[at_day - 1]) if at_day else None,
        ListPeriod(days[at_day + 1]) if at_day + 1 < len(days) else None,
        _page(
            series,
            line,
            link=link,
            is_over=is_over,
            cohorts=_table_of_cohorts(cohorts, line[-SHOWN:], exact, newest=on == days[-1]),
            at=at,
        ),
        *wards,
    )


def _page(
    series: Mapping[str, Mapping[date, Value]], line: Sequence[date], *, link, is_over: bool, cohorts: Table, at
) -> Page:
    on, before = ListPeriod(line[-1]), ListPeriod(line[-2]) if len(line) > 1 else None
    points = {key: [Point(day_in_words(day), values[day]) for day in line] for key, values in series.items()}
    rate = series[FINDING.rate][on.on] if is_over else NOT_KNOWN
    then = None if before is None else (before.spoken, series[FINDING.rate][before.on])
    return Page(
        finding=sentence(FINDING, Good.MORE, on.spoken, series["pupils"][on.on], rate, then),
        numbers=[
            number_of(
                measure,
                points[key][-1],
                points[key][-2] if before else None,
                points[key],
                link=link if key == "pupils" else None,
                is_over=is_over,
            )
            for key, measure in MEASURES.items()
        ],
        tables=[
            Table(
                "The trend lines as a table",
                ["Fortnight", *(measure.title for measure in MEASURES.values())],
                [[day_in_words(day), *(series[key][day].words for key in MEASURES)] for day in reversed(line)],
            ),
            cohorts,
        ],
        now=[],
        definitions=list(MEASURES.values()),
        worked_out_at=at,
        is_over=is_over,
    )


def _series(area: Area, lists, line: Sequence[date], today: date) -> dict[str, dict[date, Value]]:
    """Each measure over the fortnights."""
    within = list(lists.filter(fortnight__period__in=line, recalled_at=None))
    out = [one for one in within if one.is_out]
    made, released = _by_day(within), _by_day(out)
    due = [one for one in out if one.acknowledged_at or (one.answer_by and one.answer_by < today)]
    in_time = [one for one in due if one.acknowledged_at and london_date(one.acknowledged_at) <= one.answer_by]
    rows = ListRow.objects.filter(list__in=out).exclude(marker=Marker.ENDED)
    pupils = dict(rows.values_list("list__fortnight__period").annotate(n=Count("pk")))
    answers = Answer.objects.filter(row__in=rows, undone_at=None).values_list("row__list__fortnight__period")
    answered = dict(answers.annotate(n=Count("row", distinct=True)))
    calls = list(Call.objects.filter(school_list__in=out).select_related("school_list__fortnight"))
    held = [call for call in calls if call.ended_at or call.due_by < today]
    kept = _by_day(one.school_list for one in held if one.ended_at and london_date(one.ended_at) <= one.due_by)
    held, due, in_time, wrong = (
        _by_day(one.school_list for one in held),
        _by_day(due),
        _by_day(in_time),
        _wrong(area, line),
    )
    found: dict[str, dict[date, Value]] = {key: {} for key in MEASURES}
    for day in line:
        some, whole = answered.get(day, 0), pupils.get(day, 0)
        values = {"ALL": whole, "YES": some, "NO": whole - some}
        hidden = suppress(values, [["ALL", "YES", "NO"]])
        known = {key: HIDDEN[hidden[key]] if key in hidden else _exactly(value) for key, value in values.items()}
        found["pupils"][day] = known["ALL"]
        found["pupils_answered"][day] = Rate(known["YES"], known["ALL"])
        found["released"][day] = Rate(_exactly(released[day]), _exactly(made[day]))
        found["answered"][day] = Rate(_exactly(in_time[day]), _exactly(due[day]))
        found["called"][day] = Rate(_exactly(kept[day]), _exactly(held[day]))
        found["wrong"][day] = _exactly(wrong[day])
    return found


def _by_day(lists) -> Counter:
    return Counter(one.fortnight.period for one in lists)


def _exactly(number: int) -> Amount:
    return Amount(number, number)


def _overdue(area: Area, lists, today: date, at: datetime) -> Overdue:
    """What schools and co-ordinators owe today. Of schools, never of pupils: nothing is too small to show."""
    out = lists.filter(released_at__isnull=False, recalled_at=None, is_past=False)
    waits = Call.objects.filter(school_list__in=out, ended_at=None, due_by__lt=today)
    counts = {
        "Lists not opened": out.filter(opened_at=None, acknowledged_at=None, open_by__lt=today).count(),
        "Lists not answered": out.filter(acknowledged_at=None, answer_by__lt=today).count(),
        "Calls not held": waits.count(),
    }
    total = sum(counts.values())
    link = Link("Open the fortnight", f"{reverse('education:fortnight')}?patch=all")
    rows = [(words, f"{n:,}") for words, n in counts.items() if n]
    return Overdue(
        f"{total:,}" if total else "None",
        "deadlines passed by schools and co-ordinators",
        rows,
        at,
        link,
        is_none=not total,
    )


def _cohorts(flags, shown: Sequence[date]) -> dict[tuple[str, str], dict[date, Amount]]:
    """Each count by itself: cohorts overlap and are the parts of no total, so only the small ones are hidden."""
    by_day = flags.values_list("code", "row__list__fortnight__period").annotate(n=Count("pk"))
    counts = {(code, day): n for code, day, n in by_day}
    hidden = suppress(counts, [])
    names = dict(flags.order_by("rule__order").values_list("code", "rule__name"))
    return {
        (code, name): {
            day: HIDDEN[hidden[code, day]] if (code, day) in hidden else _exactly(counts.get((code, day), 0))
            for day in shown
        }
        for code, name in names.items()
    }


def _table_of_cohorts(cohorts, shown: Sequence[date], exact: Mapping[str, str], *, newest: bool) -> Table:
    """Of the fortnight shown whoever may see every pupil of a cohort reads how many they are; of the newest they open them."""
    rows = []
    for (code, name), amounts in cohorts.items():
        numbers = [amounts[day].short for day in reversed(shown)]
        numbers[0] = exact.get(code, numbers[0])
        link = Link(name, reverse("education:cohort_now", args=[code])) if newest else name
        rows.append([link, *numbers])
    return Table("Pupils of each cohort", ["Cohort", *(day_in_words(day) for day in reversed(shown))], rows)


def _wrong(area: Area, periods: Sequence[date]) -> Counter:
    """Rows of a child that was not the school's: said so by the school and found to be right, or on a list that was recalled."""
    found = Correction.objects.filter(
        area=area,
        school_list__fortnight__period__in=periods,
        answer__kind=AnswerKind.NOT_OURS,
        result=Correction.Result.MENDED,
    )
    said = dict(found.values_list("school_list__fortnight__period").annotate(n=Count("pk")))
    recalled = SchoolList.objects.filter(area=area, recalled_at__isnull=False, fortnight__period__in=periods)
    taken = dict(recalled.values_list("fortnight__period").annotate(n=Count("pk")))
    return Counter(said) + Counter(taken)


def _wards(area: Area, rows) -> tuple[list[WardShown], float, float]:
    """Pupils of the newest lists by the ward in which their school stands: where they live is nobody's here."""
    drawn = mapping.wards_of(area.code)
    if drawn is None:
        return [], 0, 0
    width, height, shapes = drawn
    known = [one.code for one in shapes]
    schools = dict(
        School.objects.filter(ward_code__in=known, organisation__closed_on=None)
        .values_list("ward_code")
        .annotate(n=Count("pk"))
    )
    counts = dict.fromkeys(known, 0) | dict(
        rows.filter(list__team__organisation__school__ward_code__in=known)
        .values_list("list__team__organisation__school__ward_code")
        .annotate(n=Count("pk"))
    )
    total = "all"
    hidden = suppress(counts | {total: sum(counts.values())}, [[total, *known]])
    most = max(counts.values()) or 1
    shown = [
        WardShown(
            one.name,
            schools.get(one.code, 0),
            (HIDDEN[hidden[one.code]] if one.code in hidden else _exactly(counts[one.code])).short,
            SHADES[0 if one.code in hidden else min(4, -(-4 * counts[one.code] // most))],
            one.outline,
        )
        for one in shapes
    ]
    return sorted(shown, key=lambda one: one.name), width, height
