"""An existing manual as Word keeps it, read into chapters with their headings. The file is hostile until proved otherwise.

What came in was checked by `foundation.storage` (bombs, macros, entities, two files in one); here it is read by defusedxml,
which knows no entities, and nothing of it is kept but text and the pictures that pages can show.
"""

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from breakwater.foundation import storage
from breakwater.foundation.design import rich_text

from .word_styles import W, lists_of, styles_of
from .word_text import Picture, Reader

LIMITS = storage.Limits(largest=8_000_000, kinds=frozenset({"docx"}))
LARGEST_PART, LARGEST_PICTURE = 25_000_000, 5_000_000
MOST_CHAPTERS, MOST_BLOCKS, MOST_PICTURES = 200, 20_000, 200
NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})[.):]?\s+(.+)")
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
DAMAGED = "The file is damaged. Open it in Word, save it again and choose the new copy."
FAULTS = (
    zipfile.BadZipFile,
    KeyError,
    ParseError,
    DefusedXmlException,
    RecursionError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    zlib.error,
)


@dataclass
class Found:
    """One chapter of the file; `number` is empty where its heading has none. `parts` are (kind, text) as in `rich_text.parse`.

    The text of a picture is its number in the file's pictures until it is kept.
    """

    number: str
    title: str
    parts: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class WordFile:
    """What a file holds: its chapters, its pictures, and in words what is left out of it or was found tracked."""

    chapters: list[Found]
    pictures: list[tuple[Picture, bytes]]
    left_out: list[str]


def read(content: bytes) -> WordFile:
    """The chapters: what stands beneath each heading of the highest level. Raises storage.Refused with words for the sender."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            body = _part(archive, DOCUMENT).find(f"{W}body")
            styles = _part(archive, "word/styles.xml") if "word/styles.xml" in names else None
            numbering = _part(archive, "word/numbering.xml") if "word/numbering.xml" in names else None
            reader = Reader(styles_of(styles), lists_of(numbering), _links(archive) if RELATIONS in names else {})
            parts = list(reader.parts(body if body is not None else Element("none")))
            pictures = [(each, _picture(archive, each.part)) for each in reader.pictures[:MOST_PICTURES]]
            reader.left["margin"] = sum(bool(re.fullmatch(r"word/(header|footer)\d*\.xml", name)) for name in names)
    except FAULTS:
        raise storage.Refused(DAMAGED) from None
    if len(parts) > MOST_BLOCKS or len(reader.pictures) > MOST_PICTURES:
        raise storage.Refused("The file has too many paragraphs or pictures for one manual. Send it in parts.")
    chapters = _divided(parts, reader)
    return WordFile(chapters, pictures, reader.said_of_what_is_left())


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as source:
        content = source.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise storage.Refused("The text in the file is too long for one manual. Send it in parts.")
    return fromstring(content, forbid_dtd=True)


def _picture(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as source:
        content = source.read(LARGEST_PICTURE + 1)
    if len(content) > LARGEST_PICTURE:
        raise storage.Refused(
            "A picture in the file is larger than 5 MB. Make it smaller in Word and choose the file again."
        )
    return content


def _links(archive: zipfile.ZipFile) -> dict[str, str]:
    """The relations of the document: an address for what is outside, the name of a part for what is within."""
    return {
        each.get("Id", ""): each.get("Target", "")
        if each.get("TargetMode") == "External"
        else posixpath.normpath(posixpath.join("word", each.get("Target", ""))).removeprefix("/")
        for each in _part(archive, RELATIONS)
    }


def _divided(parts: list[tuple[int, str, str]], reader: Reader) -> list[Found]:
    top = min((level for level, _, _ in parts if level), default=0)
    if not top:
        raise storage.Refused(
            "The file has no headings. In Word, give each chapter's name the style Heading 1, and choose the file again."
        )
    found: list[Found] = []
    for level, kind, text in parts:
        if level == top:
            named = NUMBERED.fullmatch(text)
            found.append(Found(named[1] if named else "", (named[2] if named else text)[:160]))
        elif found:
            found[-1].parts.append((("h2" if level == top + 1 else "h3") if level else kind, text))
        else:
            reader.left["first"] += 1
    if len(found) > MOST_CHAPTERS:
        raise storage.Refused(f"The file has more than {MOST_CHAPTERS} chapters. Send it in parts.")
    for each in found:
        each.parts = _settled(each.parts)
    return found


def _settled(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts as the editor would read them again, so that a first change of a writer moves nothing."""
    made: list[tuple[str, str]] = []
    words: list[str] = []
    before = ""

    def end():
        made.extend(rich_text.parse("".join(words)))
        words.clear()

    for kind, text in parts:
        if kind == "picture":
            end()
            made.append((kind, text))
        else:
            within = text.startswith("  ") and before in rich_text.LISTS
            joined = kind in rich_text.LISTS and (kind == before or within)
            kind = before if within else kind
            line = f"{rich_text.MARKS[kind]}{text}" if kind in ("h2", "h3") else text
            words.append(f"{chr(10) if joined else chr(10) * 2}{line}")
        before = kind
    end()
    return made
