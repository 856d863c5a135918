"""Taking a file in, having it scanned, giving it out, throwing it away."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from . import encryption, purged
from .scanning import Outcome, Scanner, scanner
from .sniffing import Limits, clean_name, read_within, sniff
from .states import State, StoredFile, advance, may_be_opened


class NotReleased(Exception):
    """The file's state lets nobody open it."""


NEXT = {
    Outcome.CLEAN: State.CLEAN,
    Outcome.FOUND: State.REFUSED,
    Outcome.NOT_SCANNED: State.NOT_SCANNED,
    Outcome.DOWN: State.HELD,
}


def store(stream: BinaryIO, name: str, declared_type: str, limits: Limits | None = None) -> StoredFile:
    """Check a file, encrypt it to disk under a random name, and return what is known of it, in the state RECEIVED.

    The plain bytes are held in memory (`limits.largest` at most) and never touch the disk. Raises Refused with words for
    the person, KeyFileMissing, KeyFileUnsafe.
    """
    limits = limits or Limits()
    name = clean_name(name)
    content = read_within(stream, limits)
    kind = sniff(content, name, declared_type, limits)
    held = encryption.keys()
    random = secrets.token_hex(16)
    path = f"{random[:2]}/{random[2:4]}/{random}"
    place = _place(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(f"{place}.part", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        encryption.encrypt(BytesIO(content), target, bound_to=path, held=held)
        target.flush()
        os.fsync(target.fileno())
    os.rename(f"{place}.part", place)
    return StoredFile(
        path=path,
        name=name,
        kind=kind.name,
        media_type=kind.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        key_id=held.current,
    )


def scan(stored: StoredFile, by: Scanner | None = None) -> StoredFile:
    """Have the file scanned and return it in its new state: CLEAN, REFUSED, NOT_SCANNED, or HELD when nobody could say."""
    scanning = stored if stored.state == State.SCANNING else advance(stored, State.SCANNING)
    verdict = (by or scanner()).scan(_chunks(stored))
    return advance(scanning, NEXT[verdict.outcome], verdict.detail)


def open_stored(stored: StoredFile) -> Iterator[bytes]:
    """The file's bytes in chunks, for a response served as an attachment.

    Raises NotReleased at once, unless the state lets it be opened; Tampered when a chunk is reached that was altered.
    """
    if not may_be_opened(stored.state):
        raise NotReleased(f"{stored.path} is {stored.state}")
    return _chunks(stored)


def discard(stored: StoredFile) -> None:
    """Delete the file from disk. It is no error when it has gone already."""
    discard_at(stored.path)


def discard_at(path: str) -> None:
    """Delete the file that lies at this place below the folder of files. It is no error when it has gone already."""
    purged.note(purged.FILE, path)
    _place(path).unlink(missing_ok=True)


def reencrypt(stored: StoredFile) -> StoredFile:
    """Encrypt the file again with the current key, so that an older key can be retired."""
    held = encryption.keys()
    place = _place(stored.path)
    content = b"".join(_chunks(stored))
    with os.fdopen(os.open(f"{place}.part", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        encryption.encrypt(BytesIO(content), target, bound_to=stored.path, held=held)
        target.flush()
        os.fsync(target.fileno())
    os.rename(f"{place}.part", place)
    return replace(stored, key_id=held.current)


def _chunks(stored: StoredFile) -> Iterator[bytes]:
    with _place(stored.path).open("rb") as source:
        yield from encryption.decrypt(source, bound_to=stored.path, held=encryption.keys())


def _place(path: str) -> Path:
    return Path(settings.BREAKWATER_DATA) / "files" / path
