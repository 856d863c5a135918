"""For maintainers: cut the outlines of an area's wards for the map of services, on the national grid, ten metres sharp.

    python tools/extract_ward_outlines.py boundaries_ward.geojson OUT.json

Source: ONS Open Geography boundaries (OGL v3.0). Writes {"wards": [{"code", "name", "paths": [[[easting, northing], ...]]}]}.
"""

import json
import sys
from pathlib import Path

from pyproj import Transformer

SHARP = 10  # metres
STEP = 60  # metres between points that are kept


def main(source: str, target: str) -> None:
    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    wards = []
    for each in json.loads(Path(source).read_text())["features"]:
        facts, shape = each["properties"], each["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        code = next(value for key, value in facts.items() if key.startswith("WD") and key.endswith("CD"))
        name = next(value for key, value in facts.items() if key.startswith("WD") and key.endswith("NM"))
        paths = [thinned([to_grid.transform(*point) for point in polygon[0]]) for polygon in polygons]
        wards.append({"code": code, "name": name, "paths": [path for path in paths if len(path) > 3]})
    Path(target).write_text(json.dumps({"wards": wards}, separators=(",", ":")) + "\n")


def thinned(points: list[tuple[float, float]]) -> list[list[int]]:
    kept: list[list[int]] = []
    for east, north in points:
        point = [round(east / SHARP) * SHARP, round(north / SHARP) * SHARP]
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= STEP:
            kept.append(point)
    return kept


if __name__ == "__main__":
    main(*sys.argv[1:])
