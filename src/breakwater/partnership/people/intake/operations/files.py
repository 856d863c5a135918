"""Files of rolls and lists as they came: encrypted, scanned, read again, deleted. Their entries are `Roll` and `ListVersion`."""

import io
from datetime import datetime, timedelta

from django.db import connection

from breakwater.foundation import storage

KEPT_FOR = timedelta(days=30)  # SG-29
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
    entry.name, entry.digest, entry.size = stored.name[:120], stored.sha256, stored.size
    entry.stored_as, entry.stored_kind, entry.key_id = stored.path, stored.kind, stored.key_id


def stored_file(entry) -> storage.StoredFile:
    return storage.StoredFile.kept_in(
        entry, name=entry.name, kind=entry.stored_kind, media_type="application/octet-stream"
    )


def content_of(entry) -> bytes:
    return b"".join(storage.open_stored(stored_file(entry)))


def discard(entry, at: datetime) -> None:
    """The file goes; what is known of its headings goes with it."""
    if entry.stored_as:
        storage.discard(stored_file(entry))
    entry.deleted_at, entry.headings = at, []
    entry.save(update_fields=["state", "taken_at", "deleted_at", "headings"])


def headings_of(columns) -> list:
    return [[written, plain, columns.read_as.get(plain, "")] for written, plain in columns.headings]


def said_of(refusals) -> list:
    """Refusals as an entry keeps them: line, field, reason."""
    return [[one.line, one.field, one.reason] for one in refusals[:MOST_SHOWN]]


def one_at_a_time(what: str) -> None:
    """Nobody else takes in a file of the same school or list until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 28))", [what])
