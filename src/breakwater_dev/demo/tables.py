"""The small public tables the invented area is drawn from, and the one source of chance."""

import csv
import random
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SEED = 851


def chance(name: str) -> random.Random:
    """A generator of its own for each part of the world, so that a change in one leaves the others as they were."""
    return random.Random(f"{SEED} {name}")


def _rows(name: str) -> list[dict]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def postcodes() -> list[tuple[str, str]]:
    """(postcode, ward code)."""
    return [(row["postcode"], row["ward"]) for row in _rows("postcodes.csv")]


@cache
def grid() -> dict[str, tuple[int, int]]:
    """Postcode to its middle on the national grid, (easting, northing) in metres."""
    return {row["postcode"]: (int(row["easting"]), int(row["northing"])) for row in _rows("postcodes.csv")}


@cache
def wards() -> dict[str, str]:
    """Ward code to name."""
    return {row["code"]: row["name"] for row in _rows("wards.csv")}


@cache
def names(kind: str) -> tuple[list[str], list[int]]:
    """Names of a kind (F, M forenames; S surnames) and their weights."""
    rows = [row for row in _rows("names.csv") if row["kind"] == kind]
    return [row["name"] for row in rows], [int(row["weight"]) for row in rows]
