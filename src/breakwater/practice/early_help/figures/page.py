"""The page of early help's figures: the finding in words, charts whose titles say what they show, every number with its definition."""

from collections.abc import Mapping
from datetime import date

from breakwater.foundation.figures.amounts import Amount
from breakwater.foundation.figures.drawing import Drawing, bar_chart
from breakwater.foundation.figures.page import Page, months_of_the_line
from breakwater.foundation.figures.periods import Period, in_words
from breakwater.foundation.figures.reading import worked_out_last
from breakwater.foundation.figures.sheet import Sheet, table_of_now
from breakwater.practice.early_help.measures.definitions import COUNTS, MEASURES
from breakwater.practice.early_help.measures.reading import Figures

WHOLE = MEASURES["opened"]


def page_of(figures: Figures, period: Period, *, today: date) -> Page:
    """Everything the page shows of what is published."""
    here = [today.replace(day=1)]
    sheet = Sheet(figures, period, WHOLE, overdue=MEASURES["now_overdue"], here=here)
    return Page(
        period=period,
        beside=sheet.others,
        is_over=period.is_over(today),
        finding=finding(figures, period, is_over=period.is_over(today)),
        rates=[sheet.shown(measure) for measure in MEASURES.values() if measure.is_rate],
        counts=[sheet.shown(MEASURES[key]) for key in COUNTS],
        drawings=_drawings(figures, period),
        tables=[sheet.table(measure) for measure in MEASURES.values() if measure.split_by and not measure.is_of_now],
        now=[table_of_now(figures, measure, here) for measure in MEASURES.values() if measure.is_of_now],
        worked_out_at=worked_out_last(figures, period.months),
        now_at=figures.worked_out.get(here[0]),
    )


def finding(figures: Figures, period: Period, *, is_over: bool) -> str:
    """The period in a sentence or two: how many families, and how soon someone led."""
    came = figures.amount(WHOLE, period.months)
    if came == Amount(0, 0):
        return f"No family's help {'was' if is_over else 'has been'} opened in {period.words}."
    so_far = "" if is_over else " so far"
    said = f"Help was opened for {came.words} families in {period.words}{so_far}"
    led = figures.rate(MEASURES["find_lead"], period.months)
    if led.is_shown:
        said += f". For {led.words} of them someone accepted to lead within 5 working days"
    return f"{said}."


def _drawings(figures: Figures, period: Period) -> list[Drawing]:
    months = months_of_the_line(period)
    opened = [(in_words(month), figures.amount(WHOLE, [month])) for month in months if month in figures.worked_out]
    agency, theme = MEASURES["lead_agency"], MEASURES["theme"]
    drawn = [
        _bars(opened, "Most families began in {}: {}", "Month", "Families", by_size=False),
        _bars(_by_line(figures, agency, period), "Most families are led by: {}, {}", "Agency", "Families"),
        _bars(_by_line(figures, theme, period), "Asked about most: {}, {}", "Theme", "Pieces of advice"),
    ]
    return [drawing for drawing in drawn if drawing]


def _by_line(figures: Figures, measure, period: Period) -> list[tuple[str, Amount]]:
    names: Mapping[str, str] = measure.splits()
    return [(words, figures.amount(measure, period.months, key)) for key, words in names.items()]


def _bars(
    known: list[tuple[str, Amount]], says: str, what: str, counts: str, *, by_size: bool = True
) -> Drawing | None:
    """A bar for each. `says` takes the greatest and how many it is."""
    known = [one for one in known if one[1].most != 0]
    if not known:
        return None
    known = sorted(known, key=lambda one: -one[1].middle) if by_size else known
    most = max(known, key=lambda one: one[1].middle)
    title, rows = says.format(most[0], most[1].words), [[words, amount.words] for words, amount in known]
    return Drawing(title, bar_chart(known, title, rows, counts=counts), [what, counts], rows)
