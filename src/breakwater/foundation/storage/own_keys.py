"""A key of its own for one thing, in a file of its own: with that file every copy of the thing becomes unreadable, older backups too.

The files lie in a folder beside the file of keys (BREAKWATER_OWN_KEYS), outside the database and the data folder. Its only copy is the
one that `./breakwater backup` keeps, which forgets a key within a minute of its being destroyed here (docs/decisions/0014).
"""

import io
import os
import re
import secrets
from pathlib import Path

from django.conf import settings

from . import encryption, purged

NAME = re.compile(r"[0-9a-f]{32}")


class Destroyed(Exception):
    """The key was destroyed, or never was: nothing that it locked opens again."""


def folder() -> Path:
    """Where the keys lie. Raises KeyFileUnsafe."""
    place = Path(settings.BREAKWATER_OWN_KEYS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    encryption.check_place(place)
    return place


def create() -> str:
    """Make a key, readable by its owner alone, and return its name."""
    name = secrets.token_hex(16)
    encryption.create_key_file(folder() / name)
    return name


def lock(words: str, *, key: str, bound_to: str) -> bytes:
    """The words, encrypted with the key of this name. Raises Destroyed."""
    target = io.BytesIO()
    encryption.encrypt(io.BytesIO(words.encode()), target, bound_to=bound_to, held=_keys(key))
    return target.getvalue()


def unlock(locked: bytes, *, key: str, bound_to: str) -> str:
    """The words again. Raises Destroyed, Tampered."""
    return b"".join(encryption.decrypt(io.BytesIO(bytes(locked)), bound_to=bound_to, held=_keys(key))).decode()


def destroy(key: str) -> None:
    """Destroy a key. One that is gone already stays gone.

    It is overwritten before it is removed; a disk that keeps older blocks needs its own encryption besides (docs/threat-model.md).
    """
    path = _path(key)
    if path.exists():
        purged.note(purged.KEY, key)
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
        place = os.open(path.parent, os.O_RDONLY)
        os.fsync(place)
        os.close(place)


def names() -> set[str]:
    """The keys that there are."""
    return {each.name for each in folder().iterdir() if NAME.fullmatch(each.name)}


def _path(key: str) -> Path:
    if not NAME.fullmatch(key):
        raise Destroyed(key)
    return folder() / key


def _keys(key: str) -> encryption.Keys:
    try:
        return encryption.keys(_path(key))
    except encryption.KeyFileMissing:
        raise Destroyed(key) from None
