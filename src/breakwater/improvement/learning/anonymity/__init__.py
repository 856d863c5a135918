"""Whether a text or a file names a child, a family, a worker, a place or a day, or carries marks of who wrote it. Reads no database.

`scan(readable, terms, days)` gives hits; two people still look, for what no list knows: a rare combination, a face in a picture.
"""

from .hits import Hit, Kind
from .names import Term
from .reading import NotReadable, Passage, Readable, read_file, read_text
from .scanning import scan
from .typed import scan_typed

__all__ = ["Hit", "Kind", "NotReadable", "Passage", "Readable", "Term", "read_file", "read_text", "scan", "scan_typed"]
