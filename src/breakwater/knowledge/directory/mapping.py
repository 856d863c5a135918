"""The map beside a list of services: the area's wards as outlines, and a numbered mark for each that has a place.

Drawn on the server from the national grid; it says nothing that the list does not say.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .models import Service

DATA = Path(__file__).parent / "data"
WIDTH = 600  # units of the drawing; height follows the area's shape
MARGIN = 400  # metres around the outlines


@dataclass(frozen=True)
class Mark:
    """The numbers of the services at one place, and where to draw them."""

    numbers: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    width: float
    height: float
    outlines: tuple[str, ...]
    marks: tuple[Mark, ...]
    beyond: int  # services with a place outside the drawing


@dataclass(frozen=True)
class Ward:
    """One ward of an area: its code, its name, and its outline in units of the drawing."""

    code: str
    name: str
    outline: str


@cache
def wards_of(area_code: str) -> tuple[float, float, tuple[Ward, ...]] | None:
    """(width, height, wards) of an area whose outlines are here, each ward by itself so that it can be shaded; else None."""
    held = _wards(area_code)
    if held is None:
        return None
    left, top, metres, height, _ = held
    found = json.loads((DATA / f"wards_{area_code}.json").read_text())["wards"]
    return (
        WIDTH,
        round(height),
        tuple(
            Ward(ward["code"], ward["name"], "".join(_outline(path, left, top, metres) for path in ward["paths"]))
            for ward in found
        ),
    )


def _outline(path, left: float, top: float, metres: float) -> str:
    return "M" + "L".join(f"{(x - left) / metres:.0f} {(top - y) / metres:.0f}" for x, y in path) + "Z"


@cache
def _wards(area_code: str) -> tuple | None:
    """(least easting, most northing, metres a unit, height, outlines) of an area whose outlines are here; else None."""
    file = DATA / f"wards_{area_code}.json"
    if not file.exists():
        return None
    paths = [path for ward in json.loads(file.read_text())["wards"] for path in ward["paths"]]
    east = [point[0] for path in paths for point in path]
    north = [point[1] for path in paths for point in path]
    left, right, bottom, top = min(east) - MARGIN, max(east) + MARGIN, min(north) - MARGIN, max(north) + MARGIN
    metres = (right - left) / WIDTH
    outlines = tuple(_outline(path, left, top, metres) for path in paths)
    return left, top, metres, (top - bottom) / metres, outlines


def draw(services: Iterable[Service], *, area_code: str, first: int = 1) -> Map | None:
    """The map of these services, numbered from `first` as the list numbers them. None where no outlines are held."""
    held = _wards(area_code)
    if held is None:
        return None
    left, top, metres, height, outlines = held
    at: dict[tuple[float, float], list[int]] = {}
    beyond = 0
    for number, service in enumerate(services, first):
        point = next((p.location for p in service.places.all() if p.location.easting is not None), None)
        if point is None:
            continue
        x, y = (point.easting - left) / metres, (top - point.northing) / metres
        if not (0 <= x <= WIDTH and 0 <= y <= height):
            beyond += 1
            continue
        at.setdefault((round(x, 1), round(y, 1)), []).append(number)
    marks = tuple(Mark(", ".join(map(str, numbers)), x, y) for (x, y), numbers in at.items())
    return Map(WIDTH, round(height), outlines, marks, beyond) if marks else None
