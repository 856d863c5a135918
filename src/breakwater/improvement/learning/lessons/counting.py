"""The share of recommendations with a whole chain, and where chains break: of three years to March, small numbers hidden (SG-22)."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.amounts import Rate, total
from breakwater.foundation.figures.crossed import ALL, crossed
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.foundation.figures.numbers import Link, Overdue, Point, number_of
from breakwater.foundation.figures.page import Page
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.models import Area

from ..models import ImpactTest, Response
from . import lookup
from .chain import LINKS, REFUSED, Chain
from .codes import PERIODS, THEMES

YEARS = 3
SOURCE = str(PERIODS.source)
RULE = " ".join(f"{number}. {title}: {rule}" for number, (title, rule) in enumerate(LINKS.values(), 1))
WHOLE = Measure(
    "whole",
    "Recommendations with a whole chain",
    f"Recommendations of which every link holds. {RULE}",
    SOURCE,
    "",
    is_rate=True,
    of_what="Recommendations that the area answers, made in the three years; not those that every organisation declined.",
    when="The day the recommendation was made.",
    good=Good.MORE,
)
MADE = Measure(
    "made",
    "Recommendations",
    "Recommendations that the area answers, of its own reviews and of shared ones.",
    SOURCE,
    "",
    when="The day it was made.",
)
BY_LINK, BY_THEME = "Where the chain is", "By theme"
CODES = {
    "whole": "Whole chain",
    **{key: f"Not yet {title.lower()}" for key, (title, _) in LINKS.items()},
    REFUSED: "Not accepted by any organisation",
}
COUNTED = ("made",)


def year_of(day: date) -> int:
    """The year to March, by the year in which it ends."""
    return day.year + (day.month > 3)


def year_words(year: int) -> str:
    return f"{year - 1}/{year % 100:02}"


def page_of(area: Area, year: Period, *, at: datetime, link: Link | None) -> Page:
    """The figures of the three years that end with one, beside the three before."""
    today = london_date(at)
    both = [
        _counted(area, Period("own", each.moved(-12 * (YEARS - 1)).first, each.last), today)
        for each in (year.before, year)
    ]
    points = [
        Point(f"Three years to {each.words.rpartition(' to ')[2]}", _rate(counted))
        for each, (counted, _) in zip((year.before, year), both, strict=True)
    ]
    counted, whole = both[-1]
    exact = replace(link, exact=f"{whole[0]} of {whole[1]}") if link else None
    number = number_of(WHOLE, points[-1], points[0], points, link=exact, is_over=year.is_over(today))
    made = [Point(point.words, of.amount(ALL, "made")) for point, (of, _) in zip(points, both, strict=True)]
    return Page(
        finding=f"Recommendations with a whole chain, three years to {year.words.rpartition(' to ')[2]}: {points[-1].value.words}.",
        numbers=[number, number_of(MADE, made[-1], made[0], made, is_over=year.is_over(today))],
        tables=[
            counted.table(BY_LINK, ["Chain", "Recommendations"], CODES, COUNTED, WHOLE),
            counted.table(BY_THEME, ["Theme", "Recommendations"], THEMES, COUNTED, MADE),
        ],
        now=[],
        definitions=[WHOLE, MADE],
        worked_out_at=at,
        is_over=year.is_over(today),
    )


def overdue(area: Area, *, at: datetime) -> Overdue:
    """Answers and tests that should be here by now."""
    today = london_date(at)
    late = Response.objects.filter(area=area, answer=Response.Answer.WAITING, due_on__lt=today).count()
    tests = ImpactTest.objects.filter(area=area, tested_on=None, due_on__lt=today).count()
    words = [("answer of an organisation", "answers of organisations", late), ("impact test", "impact tests", tests)]
    rows = [(one if n == 1 else many, str(n)) for one, many, n in words if n]
    what = "duty" if late + tests == 1 else "duties"
    link = Link("The recommendations", f"{reverse('learning:recommendations')}?chain=broken")
    return Overdue(str(late + tests) if rows else "None", what, rows, at, link=link if rows else None, is_none=not rows)


def _counted(area: Area, years: Period, today: date):
    """The counts by link and by theme, and (whole, of) exactly."""
    last = years.months[-1]
    until = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    rows = lookup.whole(lookup.of_area(area.pk).filter(made_on__gte=years.first, made_on__lt=until)).order_by("pk")
    told = lookup.chains(list(rows), today, area.pk)
    values: Counter = Counter()
    for each in told:
        values[ALL, "made"] += 1
        values[(BY_LINK, each.chain.code), "made"] += 1
        values[(BY_THEME, each.recommendation.theme), "made"] += 1
    chains: list[Chain] = [each.chain for each in told if not each.chain.is_refused]
    return crossed(values, {BY_LINK: CODES, BY_THEME: THEMES}, COUNTED), (
        sum(each.is_whole for each in chains),
        len(chains),
    )


def _rate(counted) -> Rate:
    """As everyone may read it, from numbers that are shown: whole of those that somebody accepted."""
    parts = [counted.amount((BY_LINK, code), "made") for code in CODES if code != REFUSED]
    return Rate(counted.amount((BY_LINK, "whole"), "made"), total(parts))
