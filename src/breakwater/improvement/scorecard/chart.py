"""A run chart ready to be drawn: the line, parted where a value is not shown, with limits only from twelve points on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean

LINE = 13  # how far apart words stand
FROM, SHIFT = 12, 2.66  # points for limits; of the mean moving range, as for single values


@dataclass(frozen=True)
class Point:
    """One period: its short words, where the line stands (None: not shown or not here), and what is said of it."""

    short: str
    height: float | None
    words: str


@dataclass(frozen=True)
class Limits:
    """The mean of all points, and between what values they vary by themselves."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Mark:
    """A level across the drawing, with its words, and where they stand."""

    y: float
    words: str
    text_y: float = 0


@dataclass(frozen=True)
class Chart:
    wide: int
    high: int
    lines: Sequence[str]
    dots: Sequence[tuple[float, float]]
    marks: Sequence[Mark]
    labels: Sequence[tuple[float, str]]
    base: float
    bottom: str
    top: str
    said: str
    has_gap: bool
    limits: Limits | None


def limits_of(heights: Sequence[float | None], *, most: float | None = None) -> Limits | None:
    """The limits of twelve points or more; None of fewer, or where the line is parted."""
    if len(heights) < FROM or None in heights:
        return None
    middle = mean(heights)
    spread = SHIFT * mean(abs(one - two) for one, two in pairwise(heights))
    high = middle + spread
    return Limits(max(0.0, middle - spread), middle, high if most is None else min(most, high))


def run_chart(
    points: Sequence[Point], *, size: tuple[int, int], with_limits: bool = False, most: float | None = None, target=None
) -> Chart | None:
    """The points from the first one known; None where fewer than two are. A share (`most` 100) does not go above it."""
    begun = next((at for at, point in enumerate(points) if point.height is not None), 0)
    points = points[begun:]
    heights = [point.height for point in points]
    known = [height for height in heights if height is not None]
    if len(known) < 2:
        return None
    limits = limits_of(heights, most=most) if with_limits else None
    wide, high = size
    edge = 4 if high < 60 else 22
    bottom, top = _scale([*known, *((limits.low, limits.high) if limits else ()), *((target,) if target else ())], most)
    step = (wide - 2 * edge) / (len(points) - 1)

    def y(height: float) -> float:
        return round(high - edge - (high - 2 * edge) * (height - bottom) / (top - bottom), 1)

    places = [None if height is None else (round(edge + step * at, 1), y(height)) for at, height in enumerate(heights)]
    marks = [Mark(y(target), f"Target {target:g}")] if target else []
    if limits:
        said = (("Upper limit", limits.high), ("Mean", limits.middle), ("Lower limit", limits.low))
        marks += [Mark(y(height), f"{what} {height:.1f}") for what, height in said]
    marks = _apart(marks, high - edge)
    return Chart(
        wide=wide,
        high=high,
        lines=[f"{a[0]},{a[1]} {b[0]},{b[1]}" for a, b in pairwise(places) if a and b],
        dots=[place for place in places if place],
        marks=marks,
        labels=_labels(points, edge, step),
        base=y(bottom),
        bottom=_plain(bottom),
        top=_plain(top),
        said="; ".join(f"{point.short}: {point.words}" for point in points),
        has_gap=None in heights,
        limits=limits,
    )


def _apart(marks: Sequence[Mark], lowest: float) -> list[Mark]:
    """The words of each line just above it, no two on one another."""
    placed, last = [], 0.0
    for mark in sorted(marks, key=lambda one: one.y):
        last = max(mark.y - 3, last + LINE)
        placed.append(replace(mark, text_y=round(last, 1)))
    over = max(0.0, placed[-1].text_y - lowest) if placed else 0.0
    return [replace(mark, text_y=round(mark.text_y - over, 1)) for mark in placed]


def _scale(levels: Sequence[float], most: float | None = None) -> tuple[float, float]:
    """From where to where the drawing goes: near what varies, but so that a tenth up or down is no cliff."""
    low, high = min(levels), max(levels)
    room = max(0.15 * (high - low), 0.1 * high, 0.5)
    return max(0.0, low - room), high + room if most is None else min(most, high + room)


def _plain(height: float) -> str:
    return f"{height:,.0f}" if height >= 10 else f"{height:.1f}"


def _labels(points: Sequence[Point], edge: int, step: float) -> list[tuple[float, str]]:
    """Words beneath the points: of many every second one, counted from the last."""
    every = 1 if len(points) < 9 else 2
    return [
        (round(edge + step * at, 1), point.short)
        for at, point in enumerate(points)
        if (len(points) - 1 - at) % every == 0
    ]
