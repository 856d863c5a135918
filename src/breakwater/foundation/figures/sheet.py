"""A sheet of figures: each measure of a period beside the periods it can be set beside, in words, as numbers and as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from breakwater.foundation.dates.months import months_later

from .exact import lines_of
from .finding import Finding, sentence
from .measures import Measure
from .numbers import Link, Number, Point, Value, number_of
from .page import Table
from .periods import Period, month_of, quarter_of
from .reading import Figures, split
from .working_out import Counted

MONTHS, QUARTERS = 13, 8  # on a line: this month and the year before it, or two years of quarters


def line_of(period: Period) -> list[Period]:
    """The periods on a line, the first one first."""
    if period.kind == "quarter":
        return [quarter_of(months_later(period.last, -3 * number)) for number in reversed(range(QUARTERS))]
    return [month_of(months_later(period.last, -number)) for number in reversed(range(MONTHS))]


def months_wanted(period: Period, today: date) -> set[date]:
    """Every month a page reads: the period, the one before, a year before, those on the line, and this one."""
    read = (period, period.before, period.year_before, *line_of(period))
    return {*(month for each in read for month in each.months), today.replace(day=1)}


@dataclass
class Sheet:
    """What is published of a period. `whole` is the measure by which a period has anything to tell.

    `links` are the lists behind measures, by key, that the reader may open: there the list's own numbers stand (SG-22), of
    which `counted` is the whole.
    """

    figures: Figures
    period: Period
    whole: Measure
    today: date
    links: Mapping[str, Link] = field(default_factory=dict)
    counted: Counted | None = None

    @cached_property
    def is_over(self) -> bool:
        return self.period.is_over(self.today)

    @cached_property
    def _begun(self) -> set[Period]:
        """The periods since anything was counted: those of an area that had not begun say nothing."""
        told, begun = False, set()
        for period in sorted(
            {*line_of(self.period), self.period.before, self.period.year_before}, key=lambda one: one.first
        ):
            told = told or self.tells(period)
            begun |= {period} if told else set()
        return begun

    @property
    def period_words(self) -> str:
        return self.period.words if self.is_over else f"{self.period.words} so far"

    def tells(self, period: Period) -> bool:
        """Whether a period has anything to tell: it is worked out, and something came."""
        came = self.figures.amount(self.whole, period.months)
        return self.figures.has(period.months) and came.most != 0

    @cached_property
    def others(self) -> list[Period]:
        """The periods it can be set beside: the one before, and the same a year before."""
        before, year = self.period.before, self.period.year_before
        return [other for other in dict.fromkeys((before, year)) if self.tells(other)]

    def value(self, measure: Measure, period: Period, line: str = "") -> Value | None:
        if not (self.figures.has(period.months) and (period == self.period or period in self._begun)):
            return None
        known = self.figures.rate if measure.is_rate else self.figures.amount
        return known(measure, period.months, line)

    def words(self, measure: Measure, period: Period, line: str = "") -> str:
        value = self.value(measure, period, line)
        return "–" if value is None else value.words

    def finding(self, said: Finding, measure: Measure) -> str:
        before = self.value(measure, self.period.before)
        return sentence(
            said,
            measure.good,
            self.period_words,
            self.figures.amount(self.whole, self.period.months),
            self.figures.rate(measure, self.period.months),
            None if before is None else (self.period.before.words, before),
        )

    def number(self, measure: Measure) -> Number:
        def point(period: Period) -> Point:
            return Point(period.words, self.value(measure, period))

        before = point(self.period.before)
        line = [point(period) for period in line_of(self.period)]
        link = self.links.get(measure.key)
        return number_of(measure, point(self.period), before, line, link=link, is_over=self.is_over)

    def shown(self, measure: Measure, period: Period) -> str:
        """In words; of the period shown the list's own number, where the reader may open the list."""
        link, words = self.links.get(measure.key), self.words(measure, period)
        if period != self.period or link is None or not link.exact or words in ("–", "none to count"):
            return words
        value = self.value(measure, period)
        return words if measure.is_rate and value.is_exact else link.exact

    def every_measure(self, measures: Sequence[Measure]) -> Table:
        """Each measure in a line, which opens the list behind it for whoever may."""
        columns = ["Measure", self.period_words, "How many of how many", *(other.words for other in self.others)]
        rows = []
        for measure in measures:
            value, link = self.value(measure, self.period), self.links.get(measure.key)
            of = value.of_words if measure.is_rate and value and value.is_shown else "–"
            title = Link(measure.title, link.href) if link else measure.title
            others = (self.words(measure, other) for other in self.others)
            rows.append([title, self.shown(measure, self.period), of, *others])
        return Table("Every measure", columns, rows)

    def over_time(self, measures: Sequence[Measure]) -> Table:
        """What the lines are drawn from."""
        rows = [
            [period.words, *(self.shown(measure, period) for measure in measures)]
            for period in reversed(line_of(self.period))
            if period in self._begun
        ]
        return Table("The trend lines as a table", ["Period", *(measure.title for measure in measures)], rows)

    def table(self, measure: Measure, names: Mapping[str, str] | None = None) -> Table:
        """A measure line by line. `names` are the words of its lines where its definition has none."""
        months = self.period.months
        lines = split(self.figures, measure, months, dict(measure.splits()) if names is None else names)
        link = self.links.get(measure.key)
        if measure.parts:
            # The parts as rows: there are more of them than of sources, and their words are longer.
            found = self.figures.parts(measure, months)
            parts = [(code, words) for code, words in measure.parts.items() if code in found]
            rows = [
                [
                    words,
                    *(self.figures.amount(measure, months, key, part=code).short for key, _ in lines),
                    self.figures.amount(measure, months, part=code).short,
                ]
                for code, words in [*parts, ("", "All")]
            ]
            return Table(measure.title, ["Outcome", *(words for _, words in lines), "All"], rows, measure, link)
        opens = self.counted is not None and link is not None and link.exact and not measure.is_rate
        exact = lines_of(self.counted, measure.table) if opens else {}
        columns = [measure.split_by.capitalize(), self.period.words]
        columns += ["How many of how many"] if measure.is_rate else []
        columns += [other.words for other in self.others]
        rows = []
        for key, words in [*lines, ("", "All")]:
            row = [
                words,
                f"{exact[key] if key else exact.total():,}" if opens else self.words(measure, self.period, key),
            ]
            row += [self.figures.rate(measure, months, key).of_words] if measure.is_rate else []
            row += [self.words(measure, other, key) for other in self.others]
            rows.append(row)
        return Table(measure.title, columns, rows, measure, link)

    def table_of_now(self, measure: Measure) -> Table:
        """What stands open now, line by line and part by part."""
        months, link = [self.today.replace(day=1)], self.links.get(measure.key)
        if measure.splits is None:
            rows = [["All", self.figures.amount(measure, months).words]]
            return Table(measure.title, ["Referrers", "Now"], rows, measure, link)
        lines = split(self.figures, measure, months, dict(measure.splits()))
        parts = measure.parts or {}
        rows = [
            [
                words,
                *(self.figures.amount(measure, months, key, part=code).words for code in parts),
                self.figures.amount(measure, months, key, part="").words,
            ]
            for key, words in [*lines, ("", "All")]
        ]
        return Table(measure.title, [measure.split_by.capitalize(), *parts.values(), "All"], rows, measure, link)
