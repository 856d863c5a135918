"""The national grid and degrees, and the metres between a postcode and a place."""

from functools import cache

MILE = 1609.344  # metres
MOST = 700_000, 1_300_000  # how far the grid reaches east and north, in metres


class NoSuchPostcode(Exception):
    """The postcode is not in the directory of postcodes that this installation holds."""


@cache
def _transformers():
    from pyproj import Transformer  # slow to import, and wanted only where an address is kept

    return (
        Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True),
        Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True),
    )


def degrees(easting: int, northing: int) -> tuple[float, float]:
    """(latitude, longitude) of a point on the grid, to about five metres."""
    longitude, latitude = _transformers()[0].transform(easting, northing)
    return round(latitude, 5), round(longitude, 5)


def on_the_grid(latitude: float, longitude: float) -> tuple[int, int] | None:
    """(easting, northing) in metres, or None for a point off the grid (abroad, or nonsense)."""
    easting, northing = _transformers()[1].transform(longitude, latitude)
    if not (0 <= easting <= MOST[0] and 0 <= northing <= MOST[1]):
        return None
    return round(easting), round(northing)


def point_of(postcode: str) -> tuple[int, int]:
    """(easting, northing) of a postcode's middle. Raises NoSuchPostcode."""
    from .models import Postcode

    found = Postcode.objects.filter(code=postcode).values_list("easting", "northing").first()
    if found is None:
        raise NoSuchPostcode(postcode)
    return found
