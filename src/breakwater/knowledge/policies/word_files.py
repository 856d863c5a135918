"""An existing manual as Word keeps it, read into chapters with their headings. The file is hostile until proved otherwise.

What came in was checked by `foundation.storage` (bombs, macros, entities, two files in one); here it is read by defusedxml,
which knows no entities, and nothing of it is kept but text.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from breakwater.foundation import storage

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LIMITS = storage.Limits(largest=8_000_000, kinds=frozenset({"docx"}))
LARGEST_PART = 25_000_000
MOST_CHAPTERS, MOST_BLOCKS = 200, 20_000
NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})[.):]?\s+(.+)")
HEADING = re.compile(r"heading ([1-9])")
DAMAGED = "The file is damaged. Open it in Word, save it again and choose the new copy."


@dataclass
class Found:
    """One chapter of the file; `number` is empty where its heading has none. `parts` are (kind, text) as in `blocks.parse`."""

    number: str
    title: str
    parts: list[tuple[str, str]] = field(default_factory=list)


def chapters_in(content: bytes) -> list[Found]:
    """The chapters: what stands beneath each heading of the highest level. Raises storage.Refused with words for the sender."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _part(archive, "word/document.xml").find(f"{W}body")
            levels = _levels(archive)
            numbered = _numbered(archive)
        paragraphs = list(_paragraphs(body if body is not None else Element("none"), levels, numbered))
    except (
        zipfile.BadZipFile,
        KeyError,
        ParseError,
        DefusedXmlException,
        RecursionError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ):
        raise storage.Refused(DAMAGED) from None
    if len(paragraphs) > MOST_BLOCKS:
        raise storage.Refused("The file has too many paragraphs for one manual. Send it in parts.")
    return _divided(paragraphs)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as source:
        content = source.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise storage.Refused("The text in the file is too long for one manual. Send it in parts.")
    return fromstring(content, forbid_dtd=True)


def _levels(archive: zipfile.ZipFile) -> dict[str, int]:
    """Style -> level of heading (1 is the highest)."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    found = {}
    for style in _part(archive, "word/styles.xml").iter(f"{W}style"):
        name, outline = style.find(f"{W}name"), style.find(f"{W}pPr/{W}outlineLvl")
        named = HEADING.fullmatch(name.get(f"{W}val", "").lower()) if name is not None else None
        level = named[1] if named else _next(outline.get(f"{W}val", "")) if outline is not None else ""
        if level:
            found[style.get(f"{W}styleId", "")] = int(level)
    return found


def _next(outline: str) -> str:
    """Word counts outline levels from 0; the tenth means body text."""
    return str(int(outline) + 1) if outline.isascii() and outline.isdigit() and int(outline) < 9 else ""


def _numbered(archive: zipfile.ZipFile) -> set[str]:
    """The lists whose items carry numbers, not dots."""
    if "word/numbering.xml" not in archive.namelist():
        return set()
    root = _part(archive, "word/numbering.xml")
    formats = {
        each.get(f"{W}abstractNumId"): (
            first.get(f"{W}val") if (first := each.find(f"{W}lvl/{W}numFmt")) is not None else "bullet"
        )
        for each in root.iter(f"{W}abstractNum")
    }
    return {
        each.get(f"{W}numId", "")
        for each in root.iter(f"{W}num")
        if (of := each.find(f"{W}abstractNumId")) is not None
        and formats.get(of.get(f"{W}val"), "bullet") not in ("bullet", "none")
    }


def _paragraphs(body: Element, levels: dict[str, int], numbered: set[str]):
    """(level of heading or 0, kind, text) of each paragraph; a row of a table becomes an item of a list."""
    for each in body:
        if each.tag == f"{W}p":
            text = _text(each)
            if text:
                yield (*_kind(each, levels, numbered), text)
        elif each.tag == f"{W}tbl":
            for row in each.iter(f"{W}tr"):
                cells = [cell for cell in (_text(column) for column in row.findall(f"{W}tc")) if cell]
                if cells:
                    yield 0, "list", ": ".join(cells)
        elif each.tag == f"{W}sdt" and (inner := each.find(f"{W}sdtContent")) is not None:
            yield from _paragraphs(inner, levels, numbered)


def _kind(paragraph: Element, levels: dict[str, int], numbered: set[str]) -> tuple[int, str]:
    style, outline = paragraph.find(f"{W}pPr/{W}pStyle"), paragraph.find(f"{W}pPr/{W}outlineLvl")
    level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
    if not level and outline is not None:
        level = int(_next(outline.get(f"{W}val", "")) or 0)
    if level:
        return level, "heading"
    listed = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    if listed is not None:
        return 0, "numbers" if listed.get(f"{W}val") in numbered else "list"
    named = style.get(f"{W}val", "").lower() if style is not None else ""
    return 0, "numbers" if named.startswith("listnumber") else "list" if named.startswith("list") else "p"


def _text(element: Element) -> str:
    said: list[str] = []
    _gather(element, said)
    return re.sub(r"\s+", " ", "".join(said)).strip()


def _gather(element: Element, said: list[str]) -> None:
    for each in element:
        if each.tag == f"{W}t":
            said.append(each.text or "")
        elif each.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            said.append(" ")
        elif each.tag not in (FALLBACK, f"{W}del", f"{W}pPr"):
            _gather(each, said)
            if each.tag == f"{W}p":
                said.append(" ")


def _divided(paragraphs: list[tuple[int, str, str]]) -> list[Found]:
    top = min((level for level, _, _ in paragraphs if level), default=0)
    if not top:
        raise storage.Refused(
            "The file has no headings. In Word, give each chapter's name the style Heading 1, and choose the file again."
        )
    found: list[Found] = []
    for level, kind, text in paragraphs:
        if level == top:
            named = NUMBERED.fullmatch(text)
            found.append(Found(named[1] if named else "", (named[2] if named else text)[:160]))
        elif found:
            _add(found[-1].parts, ("h2" if level == top + 1 else "h3") if level else kind, text)
    if len(found) > MOST_CHAPTERS:
        raise storage.Refused(f"The file has more than {MOST_CHAPTERS} chapters. Send it in parts.")
    return found


def _add(parts: list[tuple[str, str]], kind: str, text: str) -> None:
    """Items that follow one another are one list."""
    if kind in ("list", "numbers") and parts and parts[-1][0] == kind:
        parts[-1] = (kind, f"{parts[-1][1]}\n{text}")
    else:
        parts.append((kind, text))
