"""The map beside a list of services: the area's wards with their names, and a number of its own for each that has a place.

Drawn on the server from the national grid; it says nothing that the list does not say.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .models import Service

DATA = Path(__file__).parent / "data"
WIDTH = 600  # units of a drawing by wards alone; height follows the area's shape
NARROW = 340  # units of a map with numbers: about the pixels of a telephone, so that they can be read there
RADIUS, GAP = 10.5, 1.5  # of a number, and between two
ROOM = 36  # units of the whole drawing around what is shown
TALLEST, CLOSEST = 440, 3.0  # units of a drawing's height, and how many times as large as the whole city it may be
LETTER, LOWER = 5.2, 20  # units of a letter of a ward's name, and how far its name may give way
RINGS = 20  # how far from its place a number may stand, in radii
LONG_NAME = 12  # letters of a ward's name that is drawn in two lines
MARGIN = 400  # metres around the outlines


@dataclass(frozen=True)
class Mark:
    """One service: its number in the list, where it is, and where its number stands without touching another."""

    number: int
    x: float
    y: float
    at_x: float
    at_y: float

    @property
    def is_apart(self) -> bool:
        return (self.x, self.y) != (self.at_x, self.at_y)


@dataclass(frozen=True)
class Name:
    """The name of a ward, in lines that fit into it."""

    lines: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True)
class Tile:
    """A square of a street map, from the owner's own server (streets.py)."""

    address: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    width: float
    height: float
    outlines: tuple[str, ...]
    names: tuple[Name, ...]
    marks: tuple[Mark, ...]
    beyond: int = 0  # services with a place outside the drawing
    tiles: tuple[Tile, ...] = ()
    zoom: str = ""  # how the outlines are placed: an SVG transform


@dataclass(frozen=True)
class Ward:
    """One ward of an area: its code, its name, its outline in units of the drawing, and the middle of its largest part."""

    code: str
    name: str
    outline: str
    x: float = 0
    y: float = 0


@cache
def wards_of(area_code: str) -> tuple[float, float, tuple[Ward, ...]] | None:
    """(width, height, wards) of an area whose outlines are here, each ward by itself so that it can be shaded; else None."""
    held = _wards(area_code)
    if held is None:
        return None
    left, top, metres, height, _ = held
    found = json.loads((DATA / f"wards_{area_code}.json").read_text())["wards"]
    return WIDTH, round(height), tuple(_ward(each, left, top, metres) for each in found)


def _ward(ward: dict, left: float, top: float, metres: float) -> Ward:
    outline = "".join(_outline(path, left, top, metres) for path in ward["paths"])
    _, east, north = max((_middle(path) for path in ward["paths"]), key=lambda each: each[0])
    return Ward(ward["code"], ward["name"], outline, round((east - left) / metres), round((top - north) / metres))


def _outline(path, left: float, top: float, metres: float) -> str:
    return "M" + "L".join(f"{(x - left) / metres:.0f} {(top - y) / metres:.0f}" for x, y in path) + "Z"


@cache
def _wards(area_code: str) -> tuple | None:
    """(least easting, most northing, metres a unit, height, outlines) of an area whose outlines are here; else None."""
    return _scaled(area_code, WIDTH)


@cache
def _scaled(area_code: str, width: int) -> tuple | None:
    file = DATA / f"wards_{area_code}.json"
    if not file.exists():
        return None
    paths = [path for ward in json.loads(file.read_text())["wards"] for path in ward["paths"]]
    east = [point[0] for path in paths for point in path]
    north = [point[1] for path in paths for point in path]
    left, right, bottom, top = min(east) - MARGIN, max(east) + MARGIN, min(north) - MARGIN, max(north) + MARGIN
    metres = (right - left) / width
    outlines = tuple(_outline(path, left, top, metres) for path in paths)
    return left, top, metres, (top - bottom) / metres, outlines


@cache
def _names(area_code: str) -> tuple[Name, ...]:
    """The wards' names, each in the middle of its largest part."""
    left, top, metres, _, _ = _scaled(area_code, NARROW)
    found = []
    for ward in json.loads((DATA / f"wards_{area_code}.json").read_text())["wards"]:
        _, east, north = max((_middle(path) for path in ward["paths"]), key=lambda each: each[0])
        found.append(Name(_lines(ward["name"]), (east - left) / metres, (top - north) / metres))
    return tuple(found)


def _middle(path) -> tuple[float, float, float]:
    """(area, easting, northing) of the middle of a closed line."""
    double = x_sum = y_sum = 0.0
    for (x, y), (to_x, to_y) in zip(path, [*path[1:], path[0]], strict=True):
        cross = x * to_y - to_x * y
        double, x_sum, y_sum = double + cross, x_sum + (x + to_x) * cross, y_sum + (y + to_y) * cross
    if not double:  # a line there and back, left over where an outline was made simpler
        return 0.0, *path[0]
    return abs(double) / 2, x_sum / (3 * double), y_sum / (3 * double)


def _lines(name: str) -> tuple[str, ...]:
    """A long name in two lines: "Eastney and", "Craneswater"."""
    words = name.split()
    if len(name) < LONG_NAME or len(words) < 2:
        return (name,)
    return " ".join(words[:-1]), words[-1]


def place_of(service: Service):
    """The first place of a service that can be drawn, or None."""
    return next((each.location for each in service.places.all() if each.location.easting is not None), None)


def draw(services: Iterable[Service], *, area_code: str, first: int = 1) -> Map | None:
    """The map of these services, numbered from `first` as the list numbers them. None where no outlines are held."""
    held = _scaled(area_code, NARROW)
    if held is None:
        return None
    left, top, metres, height, outlines = held
    points, beyond = [], 0
    for number, service in enumerate(services, first):
        place = place_of(service)
        if place is None:
            continue
        x, y = (place.easting - left) / metres, (top - place.northing) / metres
        if 0 <= x <= NARROW and 0 <= y <= height:
            points.append((number, x, y))
        else:
            beyond += 1
    if not points:
        return None
    frame = _frame(points, height)
    marks = apart([(number, *frame.at(x, y)) for number, x, y in points], NARROW, frame.height)
    names = tuple(_clear(_names(area_code), frame, marks))
    return Map(NARROW, round(frame.height), outlines, names, marks, beyond, zoom=frame.said)


@dataclass(frozen=True)
class _Frame:
    """The part of the whole drawing that is shown, and how many times as large."""

    left: float
    top: float
    times: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) * self.times, (y - self.top) * self.times

    @property
    def said(self) -> str:
        return f"scale({self.times:.3f}) translate({-self.left:.1f} {-self.top:.1f})"


def _frame(points: list[tuple[int, float, float]], height: float) -> _Frame:
    """Around these points, with room at each side: a few streets in one part of the city are not a spot on the whole of it."""
    x, y = [each[1] for each in points], [each[2] for each in points]
    wide, high = max(x) - min(x) + 2 * ROOM, max(y) - min(y) + 2 * ROOM
    times = min(NARROW / wide, TALLEST / high, CLOSEST)
    shown = max(high * times, NARROW * 0.7)
    middle_x, middle_y = (min(x) + max(x)) / 2, (min(y) + max(y)) / 2
    return _Frame(middle_x - NARROW / times / 2, middle_y - shown / times / 2, times, shown)


def _clear(names: Iterable[Name], frame: _Frame, marks: tuple[Mark, ...]) -> Iterable[Name]:
    """The names that have room in the drawing, each a little higher or lower where a number would hide it."""
    for name in names:
        x, y = frame.at(name.x, name.y)
        half = max(map(len, name.lines)) * LETTER / 2
        for to_y in (y, y - LOWER, y + LOWER):
            is_inside = half < x < NARROW - half and 2 * LETTER < to_y < frame.height - 3 * LETTER
            hidden = any(abs(mark.at_x - x) < half + RADIUS and abs(mark.at_y - to_y) < RADIUS + 8 for mark in marks)
            if is_inside and not hidden:
                yield Name(name.lines, x, to_y)
                break


def apart(points: list[tuple[int, float, float]], width: float, height: float) -> tuple[Mark, ...]:
    """Marks whose numbers do not touch: each stands on its place, or as near to it as there is room, with a line to it."""
    taken: list[tuple[float, float]] = []
    marks = []
    for number, x, y in points:
        at = next((each for each in _around(x, y, width, height) if _is_free(each, taken)), (x, y))
        taken.append(at)
        marks.append(Mark(number, round(x, 1), round(y, 1), round(at[0], 1), round(at[1], 1)))
    return tuple(marks)


def _around(x: float, y: float, width: float, height: float):
    """Places for a number, the nearest first: where its service is, then rings around it, all within the drawing."""
    yield min(max(x, RADIUS), width - RADIUS), min(max(y, RADIUS), height - RADIUS)
    for ring in range(1, RINGS):
        steps = 8 * ring
        for step in range(steps):
            turn = 2 * math.pi * step / steps
            to_x, to_y = x + ring * RADIUS * math.cos(turn), y + ring * RADIUS * math.sin(turn)
            if RADIUS <= to_x <= width - RADIUS and RADIUS <= to_y <= height - RADIUS:
                yield to_x, to_y


def _is_free(at: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    return all((at[0] - x) ** 2 + (at[1] - y) ** 2 >= (2 * RADIUS + GAP) ** 2 for x, y in taken)
