"""Referrals and support of a year to March, a quarter each, with what is small hidden (SG-22). Counted as they are read: by month all would be."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from statistics import median

from django.db.models import QuerySet

from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.amounts import Amount
from breakwater.foundation.figures.crossed import ALL, Crossed, crossed
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.foundation.figures.numbers import Number, Overdue, Point, number_of
from breakwater.foundation.figures.page import Page
from breakwater.foundation.figures.periods import Period
from breakwater.foundation.figures.suppression import SHOWN_FROM
from breakwater.partnership.organisations.models import Area

from ..codes import CONCERNS, EDITION, SOURCES
from ..models import Outcome, PanelCase, Referral
from ..models.support import Kind
from ..panels.lookup import due_reviews
from ..pathway import REFER
from ..support.measures import support_by_kind, support_by_school

QUARTERS, YEAR = ("April to June", "July to September", "October to December", "January to March"), "Year"
COLUMNS, OFFERED = (YEAR, *range(len(QUARTERS))), ("asked", "given", "not_given", "open")
BY_KIND, BY_SCHOOL = "Support by kind", "Support by school"
KINDS = {kind.label: kind.label for kind in Kind}
NATIONAL_CODES, OFFER = f"Codes of the national statistics, {EDITION}", "Prevent support offer to schools"
RECEIVED = Measure(
    "referrals", "Referrals", "Referrals that the Prevent team received.", NATIONAL_CODES, "", when="The day it came."
)
ASKED = Measure(
    "asked", "Support asked for", "Requests of schools.", OFFER, "", when="The day it was asked for.", good=Good.MORE
)
TO_PANEL = Measure(
    "days", "Days to the panel", "Median from receipt to the panel, of at least 5 cases.", NATIONAL_CODES, ""
)
TABLES: Mapping[str, tuple[Mapping[str, str], Callable[[Referral], str]]] = {
    "Source": (SOURCES, lambda one: one.source),
    "Type of concern": ({**CONCERNS, "": "To be coded"}, lambda one: one.concern),
    "Outcome told to the referrer": ({**dict(Outcome.choices), "": "Not told yet"}, lambda one: one.outcome),
}


def quarter_of(day: date) -> int:
    return (day.month - 4) % 12 // 3


def page_of(area: Area, year: Period, *, at: datetime) -> Page:
    """The figures of a year. As somebody who may see all of it; whoever sees them sees the same, with what is small hidden."""
    both = (year.before, year)
    referrals, support = [_referrals(each) for each in both], [_support(area, each) for each in both]
    schools = {one.of: one.of for one in support_by_school(area, **_moments(year))}
    is_over, heads = year.is_over(london_date(at)), ["Category", YEAR, *QUARTERS]
    offered = ["", "Asked", "Given", "Not given", "Open"]
    return Page(
        finding=f"Median from receipt to the panel in {year.words}: {_days_to_panel(year)}.",
        numbers=[
            _number(RECEIVED, both, [each.amount(ALL, YEAR) for each in referrals], is_over=is_over),
            _number(ASKED, both, [each.amount(ALL, "asked") for each in support], is_over=is_over),
        ],
        tables=[
            *(referrals[-1].table(title, heads, words, COLUMNS, RECEIVED) for title, (words, _) in TABLES.items()),
            support[-1].table(BY_KIND, offered, KINDS, OFFERED, ASKED),
            support[-1].table(BY_SCHOOL, offered, schools, OFFERED, ASKED),
        ],
        now=[],
        definitions=[RECEIVED, TO_PANEL, ASKED],
        worked_out_at=at,
        is_over=is_over,
    )


def overdue(at: datetime) -> Overdue:
    """What the team and the panel should have done by now."""
    today = london_date(at)
    waiting = Referral.objects.filter(referred_on=None, ended_on=None, purged_at=None)
    late = sum(REFER.due_on(london_date(each.received_at)) < today for each in waiting)
    reviews = due_reviews(until=today).exclude(due_on=today).count()
    of_panel = "review of the panel" if reviews == 1 else "reviews of the panel"
    rows = [(words, str(n)) for words, n in (("to refer to the police", late), (of_panel, reviews)) if n]
    what = "duty" if late + reviews == 1 else "duties"
    return Overdue(str(late + reviews) if rows else "None", what, rows, at, is_none=not rows)


def _referrals(year: Period) -> Crossed:
    values: Counter = Counter()
    for one in _received(year):
        for line in (ALL, *((title, of(one)) for title, (_, of) in TABLES.items())):
            for column in (YEAR, quarter_of(london_date(one.received_at))):
                values[line, column] += 1
    return crossed(values, {title: words for title, (words, _) in TABLES.items()}, COLUMNS)


def _support(area: Area, year: Period) -> Crossed:
    values: Counter = Counter()
    by_kind, by_school = support_by_kind(area, **_moments(year)), support_by_school(area, **_moments(year))
    for title, counted in ((BY_KIND, by_kind), (BY_SCHOOL, by_school)):
        for one in counted:
            values.update({((title, one.of), column): getattr(one, column) for column in OFFERED})
    values.update({(ALL, column): sum(getattr(one, column) for one in by_kind) for column in OFFERED})
    return crossed(values, {BY_KIND: KINDS, BY_SCHOOL: [one.of for one in by_school]}, OFFERED)


def _received(year: Period) -> QuerySet[Referral]:
    moments = _moments(year)
    return Referral.objects.filter(received_at__gte=moments["since"], received_at__lt=moments["until"])


def _moments(year: Period) -> dict[str, datetime]:
    return {"since": start_of(year.first), "until": start_of(months_later(year.last, 1))}


def _days_to_panel(year: Period) -> str:
    brought = PanelCase.objects.filter(referral__in=_received(year)).select_related("referral")
    days = [(case.opened_on - london_date(case.referral.received_at)).days for case in brought]
    return f"{median(days):g} days" if len(days) >= SHOWN_FROM else "too few to show"


def _number(measure: Measure, years: Sequence[Period], amounts: Sequence[Amount], *, is_over: bool) -> Number:
    points = [Point(year.words, amount) for year, amount in zip(years, amounts, strict=True)]
    return number_of(measure, points[-1], points[0], points, is_over=is_over)
