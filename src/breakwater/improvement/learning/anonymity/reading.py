"""Files read for a scan: all of what they hold, shown or not. A file came in through `foundation.storage`, which refused what runs."""

from .hits import Hit, Kind, Passage, Readable
from .pdf_files import read_pdf
from .pictures import read_picture
from .refusal import NotReadable
from .word_files import read_word

READERS = {
    "docx": read_word,
    "pdf": read_pdf,
    "jpeg": read_picture,
    "png": read_picture,
    "gif": read_picture,
    "webp": read_picture,
}

__all__ = ["READERS", "Hit", "Kind", "NotReadable", "Passage", "Readable", "read_file", "read_text"]


def read_text(words: str, where: str = "the text") -> Readable:
    """A text typed here, paragraph by paragraph."""
    read = Readable()
    for at, paragraph in enumerate((each for each in words.split("\n\n") if each.strip()), 1):
        read.say(f"{where}, paragraph {at}", paragraph)
    return read


def read_file(content: bytes, kind: str) -> Readable:
    """A Word document, a PDF or a picture by its kind (`storage.sniffing`). Raises NotReadable."""
    if kind not in READERS:
        raise NotReadable(kind)
    read = Readable()
    READERS[kind](content, read, "")
    return read
