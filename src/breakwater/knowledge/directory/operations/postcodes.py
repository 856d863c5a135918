"""Where postcodes lie: those that the product carries for an area, and those that an owner brings."""

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

from ..models import Postcode

DATA = Path(__file__).parents[1] / "data"
AT_ONCE = 5_000


def carried_for(area_code: str) -> dict[str, tuple[int, int]]:
    """Every postcode of an area, and of three kilometres around it, that the product carries; nothing for another area."""
    file = DATA / f"postcodes_{area_code}.csv.gz"
    if not file.exists():
        return {}
    with gzip.open(file, "rt", newline="") as source:
        return {row["postcode"]: (int(row["easting"]), int(row["northing"])) for row in csv.DictReader(source)}


def keep(found: Mapping[str, tuple[int, int]]) -> int:
    """Put postcodes into the directory, or bring their places up to date; return how many. Twice changes nothing."""
    Postcode.objects.bulk_create(
        (Postcode(code=code, easting=east, northing=north) for code, (east, north) in found.items()),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["easting", "northing"],
    )
    return len(found)
