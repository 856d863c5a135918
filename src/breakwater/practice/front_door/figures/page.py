"""The page of figures: the finding in words, charts whose titles say what they show, and every number with its definition."""

from collections.abc import Sequence
from datetime import date

from breakwater.foundation.figures.amounts import Amount
from breakwater.foundation.figures.drawing import BLUE, PALE, Drawing, bar_chart, change, svg
from breakwater.foundation.figures.measures import Measure
from breakwater.foundation.figures.page import Page, months_of_the_line
from breakwater.foundation.figures.periods import Period, in_words
from breakwater.foundation.figures.reading import worked_out_last
from breakwater.foundation.figures.sheet import Sheet, table_of_now
from breakwater.partnership.organisations.models import Membership

from .measures.definitions import HOURS, MEASURES, WEEKDAYS, in_order
from .measures.reading import Figures
from .measures.tables import NONE

WHOLE = MEASURES["contacts"]


def page_of(figures: Figures, period: Period, *, today: date, with_staff: bool) -> Page:
    """Everything the page shows of what is published. One query more where it names managers."""
    here = [today.replace(day=1)]
    sheet = Sheet(figures, period, WHOLE, overdue=MEASURES["overdue"], here=here)
    split_up = [measure for measure in MEASURES.values() if measure.split_by and not measure.is_of_now]
    if not with_staff:
        split_up = [measure for measure in split_up if not measure.names_staff]
    drawn = ("weekday", "hour")
    return Page(
        period=period,
        beside=sheet.others,
        is_over=period.is_over(today),
        finding=finding(figures, period, is_over=period.is_over(today)),
        rates=[sheet.shown(measure) for measure in in_order("rates")],
        counts=[sheet.shown(MEASURES[key]) for key in ("contacts", "referrals", "disagreements")],
        drawings=_drawings(figures, period),
        tables=[
            sheet.table(measure, _managers(figures, measure, period) if measure.names_staff else None)
            for measure in split_up
            if measure.key not in drawn
        ],
        now=[table_of_now(figures, measure, here) for measure in in_order("now")],
        worked_out_at=worked_out_last(figures, period.months),
        now_at=figures.worked_out.get(here[0]),
    )


def finding(figures: Figures, period: Period, *, is_over: bool) -> str:
    """The period in two sentences: how many came, against a year before or the period before, and how many in time."""
    sheet = Sheet(figures, period, WHOLE)
    came = figures.amount(WHOLE, period.months)
    if came == Amount(0, 0):
        return f"No contact has come in {period.words}." if not is_over else f"No contact came in {period.words}."
    said = f"{came.words} contacts {'came' if is_over else 'have come'} in {period.words}{'' if is_over else ' so far'}"
    if is_over and came.is_exact:
        for other, words in ((period.year_before, "a year before"), (period.before, _named(period.before))):
            then = figures.amount(MEASURES["contacts"], other.months) if sheet.tells(other) else None
            if then and then.is_exact and then.least:
                said += f", {change(came.least, then.least)} {words}"
                break
    in_time = figures.rate(MEASURES["decision"], period.months)
    if in_time.is_shown:
        said += f". {in_time.words[:1].upper()}{in_time.words[1:]} were decided within the statutory working day"
    repeated = figures.rate(MEASURES["rereferrals"], period.months)
    if repeated.is_shown:
        share = "none" if repeated.bounds == (0, 0) else repeated.words
        said += f", and {share} of the referrals {'was' if share == 'none' else 'were'} of a child referred within the last 12 months"
    return f"{said}."


def _named(period: Period) -> str:
    return f"in {period.words}" if period.kind == "month" else period.words


def _managers(figures: Figures, measure: Measure, period: Period) -> dict[str, str]:
    posts = [int(line) for line in figures.lines(measure, period.months)]
    return {
        str(post.pk): f"{post.user.name}, {post.role.title}"
        for post in Membership.objects.filter(pk__in=posts).select_related("user", "role").order_by("user__name")
    }


def _drawings(figures: Figures, period: Period) -> list[Drawing]:
    line = [month for month in months_of_the_line(period) if month in figures.worked_out]
    drawn = [
        _months(figures, line, period),
        _in_time(figures, line),
        _bars(
            figures,
            MEASURES["contacts"],
            period,
            dict(MEASURES["contacts"].splits()),
            "sent the most contacts",
            by_size=True,
        ),
        _outcomes(figures, period),
        _bars(figures, MEASURES["weekday"], period, WEEKDAYS, "is the busiest day"),
        _bars(figures, MEASURES["hour"], period, HOURS, "is the busiest hour", across=True),
    ]
    return [drawing for drawing in drawn if drawing]


def _months(figures: Figures, months: Sequence[date], period: Period) -> Drawing | None:
    """Contacts each month."""
    known = [(month, figures.amount(MEASURES["contacts"], [month])) for month in months]
    known = [(month, amount) for month, amount in known if amount.most]
    if not known:
        return None
    most = max(known, key=lambda one: one[1].middle)
    title = f"Most contacts came in {in_words(most[0])}: {most[1].words}"
    rows = [[in_words(month), amount.words] for month, amount in known]
    values = [
        {
            "month": f"{month:%b %Y}",
            "contacts": amount.middle,
            "in": "this period" if month in period.months else "before",
        }
        for month, amount in known
    ]
    specification = {
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": -40}},
            "y": {"field": "contacts", "type": "quantitative", "title": "Contacts"},
            "color": {
                "field": "in",
                "type": "nominal",
                "title": None,
                "legend": {"orient": "top"},
                "sort": ["this period", "before"],
                "scale": {"domain": ["this period", "before"], "range": [BLUE, PALE]},
            },
        },
    }
    return Drawing(title, svg(specification, title, rows), ["Month", "Contacts"], rows)


def _in_time(figures: Figures, months: Sequence[date]) -> Drawing | None:
    """Decided within the statutory clock, each month, against all of them."""
    known = [(month, figures.rate(MEASURES["decision"], [month])) for month in months]
    known = [(month, rate) for month, rate in known if rate.is_shown]
    if not known:
        return None
    last = known[-1]
    title = f"{last[1].words[:1].upper()}{last[1].words[1:]} of the contacts of {in_words(last[0])} were decided in time; statutory guidance expects all"
    rows = [[in_words(month), rate.words, rate.of_words] for month, rate in known]
    values = [{"month": f"{month:%b %Y}", "in time": round(100 * rate.middle)} for month, rate in known]
    specification = {
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "rule", "strokeDash": [6, 4], "color": "#47545e"}, "encoding": {"y": {"datum": 100}}},
            {
                "mark": {"type": "line", "point": {"size": 80, "filled": True, "color": BLUE}},
                "encoding": {
                    "x": {
                        "field": "month",
                        "type": "ordinal",
                        "sort": None,
                        "title": None,
                        "axis": {"labelAngle": -40},
                    },
                    "y": {
                        "field": "in time",
                        "type": "quantitative",
                        "title": "Decided in time, per cent",
                        "scale": {"domain": [0, 100]},
                    },
                },
            },
        ],
    }
    return Drawing(title, svg(specification, title, rows), ["Month", "Decided in time", "How many of how many"], rows)


def _bars(
    figures: Figures,
    measure: Measure,
    period: Period,
    names: dict,
    says: str,
    *,
    by_size: bool = False,
    across: bool = False,
) -> Drawing | None:
    """How many in each line of a measure."""
    known = [(words, figures.amount(measure, period.months, key)) for key, words in names.items()]
    if by_size:
        known = sorted((one for one in known if one[1].most != 0), key=lambda one: -one[1].middle)
    if not any(amount.middle for _, amount in known):
        return None
    most = max(known, key=lambda one: one[1].middle)
    title = f"{most[0]} {says}: {most[1].words}"
    rows = [[words, amount.words] for words, amount in known]
    drawn = bar_chart(known, title, rows, across=across)
    return Drawing(title, drawn, [measure.split_by.capitalize(), "Contacts"], rows)


def _outcomes(figures: Figures, period: Period) -> Drawing | None:
    """How many contacts ended in each outcome."""
    measure = MEASURES["outcomes"]
    known = [(words, figures.amount(measure, period.months, part=code)) for code, words in measure.parts.items()]
    known = sorted((one for one in known if one[1].most != 0), key=lambda one: -one[1].middle)
    if not known:
        return None
    decided = [one for one in known if one[0] != measure.parts[NONE]]
    title = f"Most frequent: {decided[0][0]}, {decided[0][1].words}" if decided else "Nothing is decided yet"
    rows = [[words, amount.words] for words, amount in known]
    return Drawing(title, bar_chart(known, title, rows), ["Outcome", "Contacts"], rows)
