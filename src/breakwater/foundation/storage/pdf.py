"""PDF: whole, unprotected, and without anything that runs or is carried inside."""

import re
import zlib
from collections.abc import Iterator

from .refusal import Refused

PRINT = "Open it, print it to a new PDF and send that."
RUNS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia")
NAME = re.compile(rb"/[A-Za-z0-9#]{2,60}")
OBJECT_STREAM = re.compile(rb"/ObjStm\b")
UNPACKED = 20 * 1024 * 1024


def check(content: bytes) -> None:
    """Raise Refused for a PDF that is cut off or added to, protected, or carries scripts, programs or other files."""
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > 1024:
        raise Refused(f"The PDF is cut off or has something added at its end. {PRINT}")
    names = _names(content)
    if b"/Encrypt" in names:
        raise Refused(
            "The PDF is protected by a password, so it cannot be checked. Save it without a password and send that."
        )
    for part in _object_streams(content):
        names |= _names(part)
    if names.intersection(RUNS):
        raise Refused(f"The PDF contains a script, a program or another file. {PRINT}")


def _names(content: bytes) -> set[bytes]:
    """The names used, with #4A written out as J: PDF lets any letter of a name be written so."""
    return {
        re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name) if b"#" in name else name
        for name in NAME.findall(content)
    }


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What the PDF keeps in compressed object streams, up to a bound in all."""
    left = UNPACKED
    for found in OBJECT_STREAM.finditer(content):
        start = content.find(b"stream", found.end(), found.end() + 400)
        if start < 0:
            continue
        start += len(b"stream")
        start += 2 if content.startswith(b"\r\n", start) else 1
        try:
            part = zlib.decompressobj().decompress(content[start : content.find(b"endstream", start)], left)
        except zlib.error:
            continue
        left -= len(part)
        if left <= 0:
            raise Refused(f"The PDF unpacks to far more than its size. {PRINT}")
        yield part
