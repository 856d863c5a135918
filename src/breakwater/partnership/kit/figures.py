"""A service's published figures: declared by its room, counted and suppressed by the lists service for everyone at once (SG-22)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures import reading, working_out
from breakwater.foundation.figures.finding import Finding
from breakwater.foundation.figures.measures import Measure
from breakwater.foundation.figures.numbers import Link, Overdue
from breakwater.foundation.figures.page import Page
from breakwater.foundation.figures.periods import Period
from breakwater.foundation.figures.published import PublishedFigure
from breakwater.foundation.figures.sheet import Sheet
from breakwater.foundation.figures.totals import Cell
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

first_month = working_out.first_month


@dataclass(frozen=True)
class ServiceFigures:
    """What a room declares, to have its figures worked out and its page drawn.

    `kept` is its table of published figures; `function` counts for the lists service (area, since, until, at); `tables` gives
    the cells of a month and the lines that tie them; `everything` is the cell of the whole, which the measure `whole` counts. The
    `headline` are the keys of the numbers that stand large, six at most; `overdue` that of what is overdue now.
    """

    heading: str
    kept: type[PublishedFigure]
    function: str
    tables: Callable
    everything: Cell
    measures: Mapping[str, Measure]
    whole: str
    headline: Sequence[str]
    finding: Finding
    overdue: str
    overdue_what: str

    def published(self, area: Area | int, months: Iterable[date]) -> reading.Figures:
        """What everyone may read of an area, in one query."""
        return reading.Figures(self.kept, area, months, everything=self.everything)

    def counts(self, *, area: Area, since: date, until: date, at: datetime) -> working_out.Counted:
        """What is counted, by month, from `since` to the day before `until`. The lists service alone may ask."""
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {self.function}(%s, %s, %s, %s)", [area.pk, since, until, at])
            return working_out.by_month(cursor.fetchall())

    def counted_in(self, *, area: Area, period: Period, at: datetime) -> working_out.Counted:
        """Everything counted in a period, whoever may see it, for whoever may open every list behind it."""
        with transaction.atomic(), acting_as(service_of(area, ServiceName.LISTS)):
            return self.counts(area=area, since=period.first, until=months_later(period.last, 1), at=at)

    @transaction.atomic
    def work_out(self, *, area: Area, at: datetime) -> int:
        """Count an area's figures again and put them in place of the old. Returns how many months. Two at once take turns."""
        with acting_as(service_of(area, ServiceName.LISTS)):
            Area.objects.select_for_update(no_key=True).get(pk=area.pk)
            until = months_later(london_date(at).replace(day=1), 1)
            counted = self.counts(area=area, since=first_month(at), until=until, at=at)
            months = working_out.publish(
                self.kept, area=area.pk, counted=counted, tables=self.tables, everything=self.everything, at=at
            )
            audit.did("calculated figures", "area", area.pk, months=months)
        return months

    def page_of(self, sheet: Sheet, *, lines: Mapping[str, Mapping[str, str]], left_out: Iterable[str] = ()) -> Page:
        """The page of a period. `lines` are the words of lines that no definition has, by measure; `left_out` is not for its reader."""
        shown = [measure for measure in self.measures.values() if measure.key not in left_out]
        of_period = [measure for measure in shown if not measure.is_of_now]
        headline = [self.measures[key] for key in self.headline]
        return Page(
            finding=sheet.finding(self.finding, self.measures[self.finding.rate]),
            numbers=[sheet.number(measure) for measure in headline],
            tables=[
                sheet.over_time(headline),
                sheet.every_measure([measure for measure in of_period if measure.is_its_own]),
                *(sheet.table(measure, lines.get(measure.key)) for measure in of_period if measure.split_by),
            ],
            now=[sheet.table_of_now(measure) for measure in shown if measure.is_of_now and measure.key != self.overdue],
            definitions=shown,
            worked_out_at=reading.worked_out_last(sheet.figures, sheet.period.months),
            is_over=sheet.is_over,
        )

    def overdue_at(self, seen: Mapping[str, int], link: Link, at: datetime) -> Overdue:
        """What is overdue at this moment, by duty, for a reader who may open the list of it."""
        names, count = dict(self.measures[self.overdue].splits()), sum(seen.values())
        rows = [(words, f"{seen[key]:,}") for key, words in names.items() if seen.get(key)]
        return Overdue(f"{count:,}" if count else "None", self.overdue_what, rows, at, link, is_none=not count)

    def overdue_published(self, figures: reading.Figures, today: date) -> Overdue:
        """What was overdue when the figures were worked out, the same for everyone."""
        measure, here = self.measures[self.overdue], today.replace(day=1)
        amounts = {words: figures.amount(measure, [here], key, part="") for key, words in measure.splits().items()}
        whole, as_at = figures.amount(measure, [here], part=""), figures.worked_out.get(here)
        is_none = as_at is not None and whole.most == 0
        total = "Not available" if as_at is None else "None" if is_none else whole.words
        rows = [(words, amount.words) for words, amount in amounts.items() if amount.most != 0]
        return Overdue(total, self.overdue_what, rows, as_at, is_none=is_none)
