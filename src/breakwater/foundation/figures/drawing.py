"""How figures are shown: in words, in tables, and as charts whose titles say what they show."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakwater.foundation.design import charts

from .amounts import Amount
from .measures import Measure

BLUE, PALE = charts.HARBOUR, "#b9a98d"
EXACT, INEXACT = "exact", "not shown exactly"


@dataclass(frozen=True)
class Shown:
    """A measure on the page: its value in words, those of the periods it is set beside, and how many are overdue now."""

    measure: Measure
    value: str
    of: str
    beside: Sequence[str]
    overdue: str = ""


@dataclass(frozen=True)
class Table:
    measure: Measure
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Drawing:
    """A chart with its finding, and its numbers as a table."""

    title: str
    svg: object
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def change(now: int, then: int) -> str:
    if now == then:
        return "as many as"
    share = round(100 * abs(now - then) / then)
    return f"{share}% {'more' if now > then else 'fewer'} than" if share else "about as many as"


def svg(specification: dict, title: str, rows: Sequence, *, height: int = 260, width: int = 640):
    described = "; ".join(" ".join(row) for row in rows)
    return charts.svg(
        specification, repr(specification["data"]), title=title, description=described, height=height, width=width
    )


def bar_chart(
    known: Sequence[tuple[str, Amount]], title: str, rows: Sequence, *, counts: str = "Contacts", across: bool = False
):
    """A bar for each; a pale one where the number is not shown exactly."""
    values = [
        {
            "what": words[:2] if across else words,
            "contacts": amount.middle,
            "shown": EXACT if amount.is_exact else INEXACT,
        }
        for words, amount in known
    ]
    what = {
        "field": "what",
        "type": "ordinal",
        "sort": None,
        "title": "Hour" if across else None,
        "axis": {"labelLimit": 320, "labelAngle": 0},
    }
    many = {
        "field": "contacts",
        "type": "quantitative",
        "title": counts,
        "axis": {"tickMinStep": 1, "tickCount": 6},
    }
    colour = {
        "field": "shown",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [EXACT, INEXACT], "range": [BLUE, PALE]},
        "legend": {"orient": "top", "labelLimit": 300} if any(not amount.is_exact for _, amount in known) else None,
    }
    specification = {
        "data": {"values": values},
        "mark": "bar",
        "encoding": {"color": colour, **({"x": what, "y": many} if across else {"y": what, "x": many})},
    }
    longest = max(len(words) for words, _ in known)
    width = 640 if across else max(260, 620 - 7 * min(longest, 45))  # the words beside the bars take the rest
    return svg(specification, title, rows, height=220 if across else max(90, 30 * len(values)), width=width)
