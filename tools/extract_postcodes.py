"""Cut the postcodes that the directory carries for Portsmouth. For maintainers; the product carries the result.

    python tools/extract_postcodes.py FOLDER

FOLDER holds `ons/postcodes_hips_2025-11.csv`, an extract of the ONS Postcode Directory. Who lives just over the boundary also looks
for help in the city: three kilometres around it are kept.
"""

import csv
import gzip
import io
import sys
from pathlib import Path

INTO = Path(__file__).resolve().parent.parent / "src/breakwater/knowledge/directory/data/postcodes_851.csv.gz"
PORTSMOUTH, AROUND = "E06000044", 3_000  # metres


def main(folder: Path) -> None:
    with (folder / "ons/postcodes_hips_2025-11.csv").open() as source:
        rows = [
            (row["postcode"], int(row["easting"]), int(row["northing"]), row["laua"]) for row in csv.DictReader(source)
        ]
    east = [row[1] for row in rows if row[3] == PORTSMOUTH]
    north = [row[2] for row in rows if row[3] == PORTSMOUTH]
    kept = sorted(
        row[:3]
        for row in rows
        if min(east) - AROUND <= row[1] <= max(east) + AROUND and min(north) - AROUND <= row[2] <= max(north) + AROUND
    )
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["postcode", "easting", "northing"])
    write.writerows(kept)
    with INTO.open("wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as packed:
        packed.write(text.getvalue().encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
