"""Lines as people paste or export them: any line ending, a byte-order mark, UTF-8, UTF-16 or Windows' own encoding."""

import codecs
import sys
from collections.abc import Iterator
from pathlib import Path


def read_lines(path: str | None = None) -> Iterator[str]:
    """The lines of a file, or of standard input, without their ends. An end after the last line starts no further one."""
    if path in (None, "-"):
        data = sys.stdin.buffer.read()
    else:
        data = Path(path).read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n")
    if data:
        yield from map(_decode, data.split(b"\n"))


def _decode(line: bytes) -> str:
    """Line by line, so that one line from elsewhere does not change how the others read."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def printable(text: str) -> str:
    """The text without tabs and control characters, which would break columns or steer a terminal."""
    return "".join(char if char.isprintable() or char == "\u00a0" else " " for char in text)
