"""Files of rolls and lists as they came: encrypted, scanned, read again, deleted. Their entries are `Roll` and `ListVersion`."""

import io

from breakwater.foundation import storage

MOST_SHOWN = 500


def keep(entry, content: bytes, name: str, limits: storage.Limits) -> None:
    """Encrypt a file to disk, have it scanned, and put on its entry where it is. Raises storage.Refused."""
    stem, dot, ending = name.rpartition(".")
    if ending.lower() in ("tsv", "tab"):
        name = f"{stem}{dot}txt"
    stored = storage.scan(storage.store(io.BytesIO(content), name, "", limits))
    if stored.state in (storage.State.REFUSED, storage.State.HELD):
        storage.discard(stored)
        raise storage.Refused(
            "The scanner found something harmful in this file. Do not open it; tell your IT support."
            if stored.state == storage.State.REFUSED
            else "The file cannot be checked just now. Try again in a few minutes."
        )
    entry.name, entry.stored_kind = stored.name[:120], stored.kind
    entry.keep_file(stored)


def headings_of(columns) -> list:
    return [[written, plain, columns.read_as.get(plain, "")] for written, plain in columns.headings]


def said_of(refusals, most: int | None = MOST_SHOWN) -> list:
    """Refusals as an entry keeps them: line, field, reason."""
    return [[one.line, one.field, one.reason] for one in refusals[:most]]
