"""A street map behind the numbers, where the owner has a server of map tiles (BREAKWATER_MAP_TILES): drawn only when asked for.

The squares are pictures within the same drawing, so it needs no script. The reader's browser asks that server for them, and the
page says so; nothing else leaves this service.
"""

import math
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from .mapping import NARROW, Map, Tile, apart, place_of
from .models import Service

SQUARE = 128  # units of the drawing for a tile of 256 pixels, so that it is sharp on a telephone too
HEIGHT = 400
CLOSEST, WIDEST = 16, 8  # zoom
EDGE = 30  # units kept free around the marks


def is_offered() -> bool:
    return bool(settings.BREAKWATER_MAP_TILES)


def server() -> str:
    """The origin of the owner's tiles: https://HOST."""
    parts = urlsplit(settings.BREAKWATER_MAP_TILES)
    return f"{parts.scheme}://{parts.netloc}"


def draw(services: Iterable[Service], *, first: int = 1) -> Map | None:
    """The services on the owner's street map, numbered as the list numbers them; None where none has a place."""
    places = [(number, place_of(each)) for number, each in enumerate(services, first)]
    known = [(number, place) for number, place in places if place is not None and place.latitude is not None]
    if not known:
        return None
    zoom, left, top = _frame([(place.longitude, place.latitude) for _, place in known])
    points = []
    for number, place in known:
        x, y = _position(place.longitude, place.latitude, zoom)
        points.append((number, x - left, y - top))
    return Map(NARROW, HEIGHT, (), (), apart(points, NARROW, HEIGHT), tiles=tuple(_tiles(zoom, left, top)))


def _frame(points: list[tuple[float, float]]) -> tuple[int, float, float]:
    """(zoom, left, top) of the closest drawing that holds every point."""
    for zoom in range(CLOSEST, WIDEST, -1):
        at = [_position(*point, zoom) for point in points]
        x, y = [each[0] for each in at], [each[1] for each in at]
        if max(x) - min(x) <= NARROW - 2 * EDGE and max(y) - min(y) <= HEIGHT - 2 * EDGE:
            break
    return zoom, (min(x) + max(x) - NARROW) / 2, (min(y) + max(y) - HEIGHT) / 2


def _position(longitude: float, latitude: float, zoom: int) -> tuple[float, float]:
    """Where a point lies in the whole world's drawing at a zoom (web Mercator), in units."""
    world = SQUARE * 2**zoom
    turned = math.asinh(math.tan(math.radians(latitude)))
    return (longitude + 180) / 360 * world, (1 - turned / math.pi) / 2 * world


def _tiles(zoom: int, left: float, top: float) -> Iterable[Tile]:
    for column in range(int(left // SQUARE), int((left + NARROW) // SQUARE) + 1):
        for row in range(int(top // SQUARE), int((top + HEIGHT) // SQUARE) + 1):
            address = settings.BREAKWATER_MAP_TILES.format(z=zoom, x=column, y=row)
            yield Tile(address, round(column * SQUARE - left, 1), round(row * SQUARE - top, 1))
