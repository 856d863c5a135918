"""Files with a case: typed by their content, scanned, encrypted with a key outside the data folder, never released unscanned.

`store(stream, name, declared_type, limits)` checks and encrypts; a job calls `scan(stored)`; `open_stored(stored)` gives the
bytes back when the state allows it. The room that keeps a row for the file keeps the StoredFile's fields in it.
"""

from .encryption import KeyFileMissing, KeyFileUnsafe, Tampered, UnknownKey, add_key, create_key_file
from .files import NotReleased, discard, discard_at, open_stored, reencrypt, scan, store
from .scanning import ClamdScanner, NoScanner, Outcome, Verdict, scanner
from .sniffing import DOCUMENTS, IMAGES, MEDIA, Limits, Refused, sniff
from .states import NotAStep, State, StoredFile, advance, may_be_opened, opens_unscanned

__all__ = [
    "DOCUMENTS",
    "IMAGES",
    "MEDIA",
    "ClamdScanner",
    "KeyFileMissing",
    "KeyFileUnsafe",
    "Limits",
    "NoScanner",
    "NotAStep",
    "NotReleased",
    "Outcome",
    "Refused",
    "State",
    "StoredFile",
    "Tampered",
    "UnknownKey",
    "Verdict",
    "add_key",
    "advance",
    "create_key_file",
    "discard",
    "discard_at",
    "may_be_opened",
    "open_stored",
    "opens_unscanned",
    "reencrypt",
    "scan",
    "scanner",
    "sniff",
    "store",
]
