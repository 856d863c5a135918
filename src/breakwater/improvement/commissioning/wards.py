"""The wards of an area, by code and name. A ward is known by the code that the Office for National Statistics gives it."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WHOLE = ""  # in place of a ward: the whole area
WHOLE_NAME = "Whole area"


@cache
def _held() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with (Path(__file__).parent / "data" / "wards.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["area"], {})[row["code"]] = row["name"]
    return found


def of_area(code: str) -> Mapping[str, str]:
    """Names by code, in the order of names; none where the wards of an area are not here."""
    return _held().get(code, {})


def name_in(area_code: str, ward: str) -> str:
    """What a page calls a ward. One that is no ward of the area any more keeps its code."""
    return of_area(area_code).get(ward, ward) if ward else WHOLE_NAME
