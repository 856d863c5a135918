"""Cut the small tables that the demo's invented area is made from. For maintainers; the product carries the results.

    python tools/extract_demo_data.py FOLDER

FOLDER holds `ons/` (ONS Postcode Directory extract and ward boundaries) and `names-ons/` (counts of names). Writes
postcodes.csv (live and ended postcodes of Portsmouth, each placed in a ward by its grid reference) and names.csv.
"""

import csv
import gzip
import json
import math
import sys
from pathlib import Path

INTO = Path(__file__).resolve().parent.parent / "src/breakwater_dev/demo/data"
PORTSMOUTH = "E06000044"
EVERY = 4  # one postcode in four is plenty
FORENAMES, SURNAMES = 220, 450


def main(folder: Path) -> None:
    wards = json.loads((folder / "ons/boundaries_ward_E06000044_portsmouth.geojson").read_text())["features"]
    with (
        (folder / "ons/postcodes_hips_2025-11.csv").open() as source,
        (INTO / "postcodes.csv").open("w", newline="") as out,
    ):
        write = csv.writer(out, lineterminator="\n")
        write.writerow(["postcode", "ward", "easting", "northing"])
        rows = [row for row in csv.DictReader(source) if row["laua"] == PORTSMOUTH]
        for row in rows[::EVERY]:
            place = _degrees(float(row["easting"]), float(row["northing"]))
            ward = next((w["properties"]["WD25CD"] for w in wards if _inside(place, w["geometry"])), "")
            if ward:
                write.writerow([row["postcode"], ward, row["easting"], row["northing"]])
    with (INTO / "wards.csv").open("w", newline="") as out:
        write = csv.writer(out, lineterminator="\n")
        write.writerow(["code", "name"])
        write.writerows(sorted((w["properties"]["WD25CD"], w["properties"]["WD25NM"]) for w in wards))
    with (INTO / "names.csv").open("w", newline="") as out:
        write = csv.writer(out, lineterminator="\n")
        write.writerow(["kind", "name", "weight"])
        with gzip.open(folder / "names-ons/forenames_ew_2006_2020.csv.gz", "rt") as source:
            rows = sorted(csv.DictReader(source), key=lambda row: -int(row["n"]))
        for sex in ("F", "M"):
            write.writerows([sex, row["name"], row["n"]] for row in [r for r in rows if r["sex"] == sex][:FORENAMES])
        with gzip.open(folder / "names-ons/surnames_uk.csv.gz", "rt") as source:
            rows = sorted(csv.DictReader(source), key=lambda row: -float(row["freq"]))
        for row in rows[:SURNAMES]:
            write.writerow(["S", row["surname"].capitalize(), round(float(row["freq"]) * 1e5)])


def _degrees(easting: float, northing: float) -> tuple[float, float]:
    """Grid reference to longitude and latitude near Portsmouth: a plane through Fratton, good to some metres."""
    lon0, lat0, e0, n0 = -1.071793, 50.80444, 465502.0, 100954.0
    turn = 0.0126  # convergence of the grid there, in radians
    east = (easting - e0) * math.cos(turn) - (northing - n0) * math.sin(turn) * -1
    north = (northing - n0) * math.cos(turn) - (easting - e0) * math.sin(turn)
    return lon0 + east / (111_320 * math.cos(math.radians(lat0))), lat0 + north / 111_240


def _inside(place: tuple[float, float], geometry: dict) -> bool:
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return any(_in_ring(place, shape[0]) for shape in shapes)


def _in_ring(place: tuple[float, float], ring: list) -> bool:
    x, y = place
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


if __name__ == "__main__":
    main(Path(sys.argv[1]))
