"""Words kept encrypted in a row of the database, with the keys that files have: outside the data folder and the database.

`bound_to` names the row, so that one row's words cannot stand in for another's.
"""

import io

from . import encryption


def lock_words(words: str, *, bound_to: str) -> bytes:
    """The words, encrypted with the current key. Raises KeyFileMissing."""
    target = io.BytesIO()
    encryption.encrypt(io.BytesIO(words.encode()), target, bound_to=bound_to, held=encryption.keys())
    return target.getvalue()


def open_words(locked: bytes, *, bound_to: str) -> str:
    """The words again. Raises Tampered, UnknownKey, KeyFileMissing."""
    return b"".join(encryption.decrypt(io.BytesIO(bytes(locked)), bound_to=bound_to, held=encryption.keys())).decode()
