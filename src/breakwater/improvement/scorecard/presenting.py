"""What pages and files of the scorecard show: rows of indicators, the page of one, areas beside one another. Python decides, templates speak."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.numbers import Link
from breakwater.partnership.organisations.access import may
from breakwater.partnership.organisations.models import Actor, Area

from . import checks, lookup, periods
from .chart import Chart, Point, run_chart
from .codes import INDICATORS, THEMES, UNITS, Indicator
from .models import Benchmark, Commentary, Dimension, IndicatorValue
from .own import OWN
from .shown import Shown, direction, shown

SMALL, LARGE = (150, 34), (720, 220)
Against, Source = Benchmark.Against, IndicatorValue.Source


@dataclass(frozen=True)
class Row:
    """An indicator as the scorecard has it: its last value, where it goes, beside what it stands."""

    indicator: Indicator
    first: date | None
    now: Shown | None
    before: Shown | None
    way: tuple[str, str]
    chart: Chart | None
    benchmark: Benchmark | None
    quality: checks.Quality | None
    late: date | None
    is_said: bool

    @property
    def period(self) -> str:
        return periods.words(self.indicator, self.first) if self.first else ""

    @property
    def source(self) -> str:
        """Who gave the number that stands large, and the one before it where that was another."""
        if self.now is None:
            return ""
        said = source_of(self.now.value)
        other = source_of(self.before.value) if self.before else said
        return f"{said}. The one before: {other[0].lower()}{other[1:]}" if other != said else said

    @property
    def brief(self) -> str:
        return periods.brief(self.indicator, self.first) if self.first else ""

    @property
    def late_words(self) -> str:
        return periods.brief(self.indicator, self.late) if self.late else ""

    @property
    def beside(self) -> str:
        if self.benchmark is None:
            return "–"
        rate, period = (
            rate_words(self.indicator, self.benchmark.rate),
            periods.short(self.indicator, self.benchmark.first),
        )
        return f"{self.benchmark.get_against_display()} {rate}, {period}"

    @property
    def is_unusual(self) -> bool:
        return bool(self.now and self.now.unusual and not self.now.value.reason and not self.is_said)

    @property
    def state(self) -> str:
        return self.now.value.get_state_display() if self.now else ""


def rate_words(indicator: Indicator, rate) -> str:
    return f"{rate:.0f}%" if indicator.is_share else f"{rate:.1f} {indicator.measured_in}".rstrip()


def source_of(value: IndicatorValue) -> str:
    return f"{value.get_source_display()}: {value.source_words}"


def card_of(area: Area, today: date) -> list[Row]:
    """A row an indicator, in a number of queries that does not grow with them."""
    within = lookup.in_charts(today)
    stands = lookup.standing([area.pk], within)
    beside, late = lookup.benchmarks([area.pk], within), lookup.late(area.pk, today)
    said, came = lookup.said_of(area.pk, within), lookup.came(area.pk, within)
    read = (stands, beside, late, said, came)
    return [_row(area.pk, indicator, read, today) for indicator in INDICATORS.values()]


def _row(area: int, indicator: Indicator, read: tuple, today: date) -> Row:
    stands, beside, late, said, came = read
    code, line = indicator.code, periods.chart_of(indicator, today)
    have = [first for first in line if (area, code, first) in stands]
    first = have[-1] if have else None
    now = stands.get((area, code, first)) if first else None
    before = stands.get((area, code, periods.later(indicator, first, -1))) if first else None
    is_said = (code, first) in said
    points = points_of(indicator, line, {each: stands.get((area, code, each)) for each in line})
    found = (beside.get((area, code, against)) for against in (Against.SIMILAR, Against.ENGLAND, Against.REGION))
    return Row(
        indicator,
        first,
        now,
        before,
        direction(now, before) if now else ("", ""),
        run_chart(points, size=SMALL),
        next((each for each in found if each and each.first >= line[0]), None),
        quality_of(indicator, now, today, came, is_said=is_said) if now else None,
        late.get(code),
        is_said,
    )


def points_of(indicator: Indicator, line: Sequence[date], stands: Mapping[date, Shown | None]) -> list[Point]:
    return [
        Point(
            periods.short(indicator, each),
            held.height if (held := stands.get(each)) else None,
            held.words if held else "no value",
        )
        for each in line
    ]


def quality_of(
    indicator: Indicator, now: Shown, today: date, came: Mapping[tuple[str, date], datetime], *, is_said: bool
) -> checks.Quality:
    first_at = came.get((indicator.code, now.value.first), now.value.at)
    return checks.quality(indicator, now.value, today, london_date(first_at), is_said=is_said)


def by_theme[Of: (Row, Beside)](rows: Sequence[Of]) -> list[tuple[str, list[Of]]]:
    """The rows of each theme that has any."""
    found = [(words, [row for row in rows if row.indicator.theme == theme]) for theme, words in THEMES.items()]
    return [(words, of) for words, of in found if of]


def kept(rows: Sequence[Row], said: Mapping[str, str], author: str = "") -> list[Row]:
    """What a reader asked to see; `author` is as whom they say what values mean."""
    shows = {
        "late": lambda row: row.late,
        "unsaid": lambda row: row.now and not row.is_said,
        "yours": lambda row: row.now and not row.is_said and row.indicator.author == author,
        "unusual": lambda row: row.is_unusual,
    }
    show = shows.get(said.get("show") or "", lambda row: True)
    return [row for row in rows if show(row) and said.get("theme") in (None, "", row.indicator.theme)]


def csv_of(rows: Sequence[Row], area: Area) -> list[list[str]]:
    """What is seen, as a table for a file; what is shown exactly also as numbers to calculate with."""
    heads = ["Area", "Indicator", "Title", "Period", "Value", "How many of how many", "State", "Direction", "Benchmark"]
    numbers = ["Period begins", "Number", "Unit", "How many", "Of how many"]
    found = [[*heads, "Quality mark", "Why that mark", "Source", *numbers]]
    for row in rows:
        now = row.now
        said = [row.period, now.words, now.of_words, row.state, row.way[1], row.beside] if now else [""] * 6
        mark = [row.quality.mark, row.quality.words] if row.quality else ["", ""]
        found.append(
            [
                area.name,
                row.indicator.code,
                row.indicator.title,
                *said,
                *mark,
                row.source,
                *_numbers(row.indicator, now),
            ]
        )
    return found


def _numbers(indicator: Indicator, now: Shown | None) -> list[str]:
    """Empty where a number is hidden."""
    if now is None:
        return [""] * 5
    height = "" if now.height is None or not now.is_exact else f"{now.height:.1f}"
    amounts = ["" if each is None or not each.is_exact else str(each.least) for each in (now.some, now.of)]
    return [now.value.first.isoformat(), height, UNITS[indicator.unit], *amounts]


@dataclass(frozen=True)
class Revision:
    """A value as it was once given, as everybody may read it."""

    value: IndicatorValue
    period: str
    words: str
    of_words: str
    is_undone: bool


@dataclass(frozen=True)
class OnePage:
    """Everything of one indicator in one area."""

    indicator: Indicator
    row: Row
    chart: Chart | None
    calendar: str
    table: Sequence[tuple[date, str, Shown | None, str, checks.Quality | None]]
    parts: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    beside: Sequence[tuple[Benchmark, str, str]]
    revisions: Sequence[Revision]
    said: Sequence[tuple[str, Commentary, Sequence[Commentary]]]
    link: Link | None


def page_of(area: Area, indicator: Indicator, actor: Actor, today: date) -> OnePage:
    code, line = indicator.code, periods.chart_of(indicator, today)
    within = lookup.in_charts(today, [code])
    stands, beside = lookup.standing([area.pk], within), lookup.benchmarks([area.pk], within)
    said, came = lookup.commentary(area.pk, code), lookup.came(area.pk, within)
    late = lookup.late(area.pk, today, of=[code])
    row = _row(area.pk, indicator, (stands, beside, late, {(code, first) for first in said}, came), today)
    by_first = {first: held for (_, _, first), held in stands.items()}
    most = 100.0 if indicator.is_share else None
    points = points_of(indicator, line, by_first)
    table = [_of_table(indicator, each, by_first, said, came, today) for each in reversed(line)]
    return OnePage(
        indicator,
        row,
        run_chart(points, size=LARGE, with_limits=True, most=most, target=indicator.target),
        periods.calendar(indicator),
        table,
        _parts(row.now),
        [
            (each, periods.words(indicator, each.first), rate_words(indicator, each.rate))
            for against in Against
            if (each := beside.get((area.pk, code, against)))
        ],
        _revisions(indicator, lookup.revisions(area.pk, code)),
        [(periods.words(indicator, first), rows[0], rows[1:]) for first, rows in said.items()],
        _link(indicator, row, actor),
    )


def _of_table(indicator: Indicator, first: date, by_first: Mapping, said: Mapping, came: Mapping, today: date) -> tuple:
    held = by_first.get(first)
    mark = quality_of(indicator, held, today, came, is_said=first in said) if held else None
    before = by_first.get(periods.later(indicator, first, -1))
    return first, periods.words(indicator, first), held, direction(held, before)[1] if held else "", mark


def _parts(now: Shown | None) -> list[tuple[str, list[tuple[str, str]]]]:
    names = dict(Dimension.choices)
    found = now.parts if now else {}
    return [(names[each], [(name, amount.short) for name, amount in rows]) for each, rows in found.items()]


def _revisions(indicator: Indicator, rows: Sequence[IndicatorValue]) -> list[Revision]:
    """What does not stand is told with its number only where all of its period are exact: else two would tell what each one hides."""
    by_first: dict[date, list[Shown]] = {}
    for value in rows:
        by_first.setdefault(value.first, []).append(shown(indicator, value))
    found = []
    for first, of in by_first.items():
        stands, are_exact = lookup.that_stands(one.value for one in of), all(one.is_exact for one in of)
        for one in of:
            is_undone = bool(one.value.file and one.value.file.undone_at)
            words = (one.words, one.of_words) if one.value is stands or are_exact else ("Not shown", "")
            found.append(Revision(one.value, periods.words(indicator, first), *words, is_undone))
    return found


def _link(indicator: Indicator, row: Row, actor: Actor) -> Link | None:
    """The page of the room that counts it, where the lists behind the number open for whoever may see all of them (SG-22).
    Of a value that somebody gave there is none: the room has another number, or nothing."""
    own = OWN.get(indicator.code)
    if own is None or not may(actor, own.permission) or not row.now or row.now.value.source != Source.ROOM:
        return None
    period = f"?period={periods.period_of(indicator, row.first).code}" if own.by_period else ""
    return Link(f"Open in {own.room}", f"{reverse(own.page)}{period}")


@dataclass(frozen=True)
class Beside:
    """One indicator in several areas."""

    indicator: Indicator
    cells: Sequence[tuple[str, str, str]]  # what stands large, the period, the direction


def areas_beside(areas: Sequence[Area], today: date) -> list[Beside]:
    """Indicators that have a rate, area by area: areas have different numbers of children."""
    keys = [area.pk for area in areas]
    stands = lookup.standing(keys, lookup.lately(keys, today))
    rated = [each for each in INDICATORS.values() if each.per or each.unit == "average"]
    return [Beside(each, [_cell(area, each, stands, today) for area in areas]) for each in rated]


def _cell(area: Area, indicator: Indicator, stands: Mapping, today: date) -> tuple[str, str, str]:
    line = periods.chart_of(indicator, today)
    have = [first for first in line if (area.pk, indicator.code, first) in stands]
    if not have:
        return "–", "", ""
    now = stands[area.pk, indicator.code, have[-1]]
    before = stands.get((area.pk, indicator.code, periods.later(indicator, have[-1], -1)))
    words = now.words if now.height is not None or indicator.is_share else "no rate of so few"
    return words, periods.short(indicator, have[-1]), direction(now, before)[1]
