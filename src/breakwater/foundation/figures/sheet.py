"""A sheet of figures: each measure of a period beside the periods it can be set beside, in words and as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .drawing import Shown, Table
from .measures import Measure
from .periods import Period
from .reading import Figures, split


@dataclass
class Sheet:
    """What is published of a period. `whole` is the measure by which a period has anything to tell.

    `overdue` counts what is overdue in the month `here`, with a line for each table that counts a duty.
    """

    figures: Figures
    period: Period
    whole: Measure
    overdue: Measure | None = None
    here: Sequence[date] = ()

    def tells(self, period: Period) -> bool:
        """Whether a period has anything to tell: it is worked out, and something came."""
        came = self.figures.amount(self.whole, period.months)
        return self.figures.has(period.months) and came.most != 0

    @cached_property
    def others(self) -> list[Period]:
        """The periods it can be set beside: the one before, and the same a year before."""
        before, year = self.period.before, self.period.year_before
        return [other for other in ([before] if before == year else [before, year]) if self.tells(other)]

    def words(self, measure: Measure, period: Period, line: str = "") -> str:
        if not self.tells(period):
            return ""
        if measure.is_rate:
            return self.figures.rate(measure, period.months, line).words
        return self.figures.amount(measure, period.months, line).words

    def shown(self, measure: Measure) -> Shown:
        is_of = measure.is_rate and self.tells(self.period)
        return Shown(
            measure=measure,
            value=self.words(measure, self.period) or "none to count",
            of=self.figures.rate(measure, self.period.months).of_words if is_of else "",
            beside=[self.words(measure, other) for other in self.others],
            overdue=self.overdue_now(measure),
        )

    def overdue_now(self, measure: Measure) -> str:
        """How many are overdue now of the duty that a measure counts; empty where it counts none."""
        if self.overdue is None or not measure.is_rate or measure.table not in self.overdue.splits():
            return ""
        return self.figures.amount(self.overdue, self.here, measure.table, part="").words

    def table(self, measure: Measure, names: Mapping[str, str] | None = None) -> Table:
        """A measure line by line. `names` are the words of its lines where its definition has none."""
        months = self.period.months
        lines = split(self.figures, measure, months, dict(measure.splits()) if names is None else names)
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
            return Table(measure, ["Outcome", *(words for _, words in lines), "All"], rows)
        columns = [measure.split_by.capitalize(), self.period.words]
        columns += ["How many of how many"] if measure.is_rate else []
        columns += [other.words for other in self.others]
        rows = []
        for key, words in [*lines, ("", "All")]:
            row = [words, self.words(measure, self.period, key)]
            row += [self.figures.rate(measure, months, key).of_words] if measure.is_rate else []
            row += [self.words(measure, other, key) for other in self.others]
            rows.append(row)
        return Table(measure, columns, rows)


def table_of_now(figures: Figures, measure: Measure, months: Sequence[date]) -> Table:
    """What stands open now, line by line and part by part."""
    if measure.splits is None:
        return Table(measure, ["Referrers", "Now"], [["All", figures.amount(measure, months).words]])
    lines = split(figures, measure, months, dict(measure.splits()))
    parts = measure.parts or {}
    columns = [measure.split_by.capitalize(), *parts.values(), "All"]
    rows = [
        [
            words,
            *(figures.amount(measure, months, key, part=code).words for code in parts),
            figures.amount(measure, months, key, part="").words,
        ]
        for key, words in [*lines, ("", "All")]
    ]
    return Table(measure, columns, rows)
