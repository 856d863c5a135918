"""Opening an export with the recipient's key, and saying of each file whether it is what was written."""

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from breakwater.delivery.backups.places import written
from breakwater.delivery.backups.sealing import Ring

from . import AGE, PACKAGE


@dataclass
class Opened:
    """How many tables, rows and files were opened, and what is not as the package says, a line each."""

    tables: int = 0
    rows: int = 0
    files: int = 0
    faults: tuple[str, ...] = ()


def open_into(folder: Path, ring: Ring, into: Path) -> Opened:
    """Decrypt every file of an export and compare sizes, hashes and rows with its package. Raises BackupFault."""
    said = json.loads(ring.bytes(folder / f"{PACKAGE}{AGE}"))
    opened, faults = Opened(), []
    _write(into / PACKAGE, json.dumps(said, indent=1, ensure_ascii=False).encode())
    for resource in said["resources"]:
        faults += _open(folder, ring, into, resource["path"], resource["bytes"], resource["hash"])
        rows = _rows(into / resource["path"])
        if len(rows) != resource["rows"]:
            faults.append(f"{resource['path']} has {len(rows)} rows, not {resource['rows']}")
        if resource["name"] != "files":
            opened.tables, opened.rows = opened.tables + 1, opened.rows + len(rows)
            continue
        for row in rows:
            if row["path"]:
                opened.files += 1
                faults += _open(folder, ring, into, row["path"], int(row["bytes"]), row["hash"])
    opened.faults = tuple(faults)
    return opened


def _open(folder: Path, ring: Ring, into: Path, path: str, size: int, hashes_to: str) -> list[str]:
    """Decrypt one file; what is wrong with it."""
    content = ring.bytes(folder / f"{path}{AGE}")
    _write(into / path, content)
    if len(content) != size or f"sha256:{hashlib.sha256(content).hexdigest()}" != hashes_to:
        return [f"{path} is not what was written"]
    return []


def _write(path: Path, content: bytes) -> None:
    with written(path) as target:
        target.write(content)


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
