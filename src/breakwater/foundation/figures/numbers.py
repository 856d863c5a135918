"""The numbers that stand large on a page of figures: each beside the period before it, with what is good, and its trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .amounts import Amount, Rate, capital, compared
from .measures import Good, Measure

WIDE, HIGH, EDGE = 260, 72, 6  # the drawing, in its own units, and the room around the line
Value = Amount | Rate


@dataclass(frozen=True)
class Point:
    """One period's value; None where it is not worked out."""

    words: str
    value: Value | None


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Trend:
    """A line ready to be drawn, parted where a value is not shown. `said` is the same in words."""

    lines: Sequence[str]
    dots: Sequence[Dot]
    last: Dot | None
    first_words: str
    last_words: str
    top: str
    has_gap: bool
    said: str


@dataclass(frozen=True)
class Link:
    """The list behind a number; `exact` is what it holds, for a reader who may see all of it (SG-22)."""

    text: str
    href: str
    exact: str = ""


@dataclass(frozen=True)
class Number:
    """`value` is the list's own where its reader may open the list, and then `published` says what everyone reads."""

    measure: Measure
    value: str
    of: str
    before: str
    arrow: str
    trend: Trend | None
    link: Link | None
    published: str


@dataclass(frozen=True)
class Overdue:
    """What is overdue now, by duty. `link` opens the list, for whoever may."""

    total: str
    what: str
    rows: Sequence[tuple[str, str]]
    as_at: object
    link: Link | None = None
    is_none: bool = False


def number_of(measure: Measure, now: Point, before: Point | None, line: Sequence[Point], **more) -> Number:
    """`more` is the `link` behind it, and whether the period `is_over`: one that still grows is compared with none."""
    link: Link | None = more.get("link")
    short, of = _large(now.value)
    exact = link.exact if link else ""
    differs = bool(exact) and now.value is not None and exact not in (now.value.words, of) and exact != "0 of 0"
    words, arrow = _beside(measure, now, before, is_over=more.get("is_over", True))
    return Number(
        measure=measure,
        value=exact if differs else short,
        of="" if differs else of,
        before=words,
        arrow=arrow,
        trend=trend_of(line),
        link=link,
        published=f"Published as: {now.value.words}" if differs else "",
    )


def _large(value: Value | None) -> tuple[str, str]:
    """The value as it stands large, and beneath it how many of how many."""
    if value is None:
        return "Not available", ""
    if isinstance(value, Amount):
        return capital(value.words), ""
    return capital(value.short), value.of_words if value.is_shown else ""


def _beside(measure: Measure, now: Point, before: Point | None, *, is_over: bool) -> tuple[str, str]:
    """How the period stands to the one before, in words, and the arrow that goes with them."""
    if before is None or before.value is None or now.value is None:
        return "Nothing before it to compare", ""
    then = f"{before.words}: {before.value.words}"
    if not is_over and not measure.is_rate:
        return f"{then}. The period is not over", ""
    way = compared(now.value, before.value)
    if way is None:
        return f"{then}. Too few to compare", ""
    if not way:
        return f"{then}. {'The same' if now.value.words == before.value.words else 'About the same'}", ""
    said = "Up" if way > 0 else "Down"
    if measure.good is not Good.NEITHER:
        said += ", better" if (way > 0) == (measure.good is Good.MORE) else ", worse"
    return f"{said}. {then}", "▲" if way > 0 else "▼"


def trend_of(points: Sequence[Point]) -> Trend | None:
    """The line through the points that are known, from the first of them; None where fewer than two are."""
    heights = [_height(point.value) for point in points]
    begun = next((at for at, height in enumerate(heights) if height is not None), 0)
    points, heights = points[begun:], heights[begun:]
    known = [height for height in heights if height is not None]
    if len(known) < 2:
        return None
    shares = any(isinstance(point.value, Rate) for point in points)
    top = 1.0 if shares else max(known) or 1
    step = (WIDE - 2 * EDGE) / (len(points) - 1)
    dots = [
        None
        if height is None
        else Dot(round(EDGE + step * at, 1), round(HIGH - EDGE - (HIGH - 2 * EDGE) * height / top, 1))
        for at, height in enumerate(heights)
    ]
    return Trend(
        lines=[f"{one.x},{one.y} {two.x},{two.y}" for one, two in pairwise(dots) if one and two],
        dots=[dot for dot in dots if dot],
        last=dots[-1],
        first_words=points[0].words,
        last_words=points[-1].words,
        top="100%" if shares else f"{top:,.0f}",
        has_gap=None in dots,
        said="; ".join(f"{point.words}: {point.value.words if point.value else 'not available'}" for point in points),
    )


def _height(value: Value | None) -> float | None:
    """Where the line stands; None where the number is not shown."""
    if isinstance(value, Rate):
        return value.middle if value.is_shown else None
    return value.least if value is not None and value.is_exact else None
