"""The text of a file that was gathered: of a PDF its text layer, of plain text all of it. Anything else is read and redacted by hand."""

import io
from collections.abc import Mapping

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from breakwater.casework.documents.models import Document
from breakwater.foundation import storage

from ..redaction import Fact

MOST = 200_000  # characters
BY_HAND = "No text of it could be read here. Read and redact the file itself by hand: ask the team that holds the case for it."
IN_PART = "The file may hold pictures and handwriting besides: look at it before its text is given."
PLAIN = ("text/plain", "text/csv")


def text_of(held: Mapping) -> list[Fact]:
    """What the file of a document's row says, and what is still to be looked at by hand."""
    try:
        text = _read(held).strip()[:MOST] if held["state"] == Document.State.CLEAN else ""
    except (OSError, PyPdfError, storage.NotReleased, storage.Tampered, storage.UnknownKey):
        text = ""
    return [("Text of the file", text), ("File", IN_PART)] if text else [("File", BY_HAND)]


def _read(held: Mapping) -> str:
    kind = held["media_type"]
    if kind not in ("application/pdf", *PLAIN):
        return ""
    names = ("stored_as", "size", "digest", "key_id")
    stored = storage.StoredFile.kept_in(
        Document(**{name: held[name] for name in names}), name=held["title"], media_type=kind
    )
    content = b"".join(storage.open_stored(stored))
    if kind in PLAIN:
        return content.decode("utf-8", errors="replace")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
