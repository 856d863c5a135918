"""A Word document, every part of it: what is shown, deleted, hidden, commented, and who is named in its properties."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .hits import Kind, Readable
from .pictures import read_picture
from .refusal import NotReadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
    zlib.error,
)
LARGEST_PART = 50_000_000
PROSE = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments|glossary/document)\.xml")
CALLED = {"document": "the text", "header": "a header", "footer": "a footer", "footnotes": "a footnote", "endnotes": "an endnote", "comments": "a comment", "glossary/document": "the building blocks"}  # fmt: skip
PICTURE = re.compile(r"\.(jpe?g|png|gif|webp)$", re.IGNORECASE)
OTHER_PICTURE = re.compile(r"\.(emf|wmf|tiff?|bmp|heic|svg|wdp)$", re.IGNORECASE)
DELETED, MOVED_AWAY = f"{W}del", f"{W}moveFrom"
TRACKED = {f"{W}{each}": words for each, words in (("ins", "added"), ("del", "deleted"), ("moveFrom", "moved away"), ("moveTo", "moved here"), ("cellIns", "cell added"), ("cellDel", "cell deleted"), ("cellMerge", "cells merged"), ("numberingChange", "numbering changed"))}  # fmt: skip
# Properties that say nothing of who wrote it: what made it, and how long it is. A title and its language are words to be read.
OF_THE_PROGRAM = frozenset(
    [
        "application",
        "appversion",
        "docsecurity",
        "pages",
        "words",
        "characters",
        "characterswithspaces",
        "lines",
        "paragraphs",
        "totaltime",
        "scalecrop",
        "linksuptodate",
        "shareddoc",
        "hyperlinkschanged",
        "revision",
        "language",
        "titlesofparts",
        "headingpairs",
        "hlinks",
    ]
)
READ_ONLY = frozenset({"title", "subject", "description", "keywords", "category", "template"})
TINY = 4  # half-points


def read_word(content: bytes, read: Readable, where: str) -> None:
    """Read a document into passages and marks. Raises NotReadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            hidden = _hidden_styles(archive)
            for name in archive.namelist():
                if not name.endswith("/"):
                    _part(archive, name, read, hidden)
    except FAULTS:
        raise NotReadable(where) from None


def _part(archive: zipfile.ZipFile, name: str, read: Readable, hidden: frozenset[str]) -> None:
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise NotReadable(name)
    if PICTURE.search(name):
        if name.startswith("docProps/"):
            read.mark(Kind.METADATA, "preview", name, "a picture of the first page")
        read_picture(archive.read(name), read, f"the picture {posixpath.basename(name)}")
    elif OTHER_PICTURE.search(name):
        read.mark(
            Kind.METADATA,
            f"the picture {posixpath.basename(name)}",
            name,
            "a picture whose properties cannot be read: save it as PNG",
        )
    elif name.startswith("word/embeddings/"):
        read.mark(Kind.HIDDEN, "a file within the file", name, "another file is carried inside")
    elif name.endswith((".xml", ".rels", ".vml")):
        _xml(name, fromstring(archive.read(name), forbid_dtd=True), read, hidden)


def _xml(name: str, root: Element, read: Readable, hidden: frozenset[str]) -> None:
    if name.startswith("docProps/"):
        _properties(name, root, read)
    elif PROSE.fullmatch(name):
        _prose(name, root, read, hidden)
    elif name == "word/people.xml":
        for each in root.iter():
            if author := _attribute(each, "author"):
                read.mark(Kind.METADATA, "people of the file", author, "who wrote or commented")
    elif name == "word/settings.xml":
        for each in root.iter(f"{W}docVar"):
            read.mark(Kind.METADATA, "variable of the file", f"{_attribute(each, 'name')}: {_attribute(each, 'val')}")
    elif name.startswith("customXml/item") and "Props" not in name and (words := _words(root)):
        read.mark(Kind.METADATA, "data within the file", words)
    elif not name.startswith(("word/theme", "word/styles", "word/fontTable", "word/numbering", "word/webSettings")):
        read.say(f"markup of {name}", _words(root), is_prose=name.startswith("word/") and not name.endswith(".rels"))
    _markup(name, root, read)


def _markup(name: str, root: Element, read: Readable) -> None:
    """Whatever stands in attributes: alternative text, links and the folders they point into, bookmarks, tags."""
    for each in root.iter():
        for key, value in each.attrib.items():
            local = key.rpartition("}")[2]
            if any(sign.isalpha() for sign in value) and local not in ("author", "initials", "date", "rsid"):
                read.say(f"markup of {name}", value, is_prose=local in ("descr", "title", "alt"))


def _properties(name: str, root: Element, read: Readable) -> None:
    for each in root.iter():
        local = each.tag.rpartition("}")[2]
        words = (each.text or "").strip()
        if each is root or not words or local.lower() in OF_THE_PROGRAM:
            continue
        if name.endswith("custom.xml"):
            continue
        read.say(f"property of the file: {local}", words, is_prose=local in READ_ONLY)
        if (
            local not in READ_ONLY
            and name.endswith(("core.xml", "app.xml"))
            and not local.startswith(("lp", "vt", "i4", "vector", "variant"))
        ):
            read.mark(Kind.METADATA, "property of the file", f"{local}: {words}", "who wrote it, when or where")
    if name.endswith("custom.xml"):
        for each in list(root):
            read.mark(
                Kind.METADATA, "property of the file", f"{each.get('name')}: {_words(each)}", "a property of its own"
            )


def _prose(name: str, root: Element, read: Readable, hidden: frozenset[str]) -> None:
    place = CALLED[re.sub(r"\d*\.xml$", "", name.removeprefix("word/"))]
    for each in root.iter():
        words = TRACKED.get(each.tag) or (
            "formatting changed" if each.tag.endswith("Change") and each.tag.startswith(W) else ""
        )
        if words and _attribute(each, "author"):
            read.mark(
                Kind.TRACKED,
                place,
                f"{words} by {_attribute(each, 'author')} {_attribute(each, 'date')}: {_words(each)}",
                words,
            )
    for each in root.iter(f"{W}comment"):
        read.mark(
            Kind.COMMENT, place, f"{_attribute(each, 'author')} {_attribute(each, 'date')}: {_words(each)}", "a comment"
        )
    for at, paragraph in enumerate(root.iter(f"{W}p"), 1):
        shown, gone = "", ""
        for run, is_gone in _runs(paragraph):
            words = _run_words(run)
            if is_gone:
                gone += words
            elif words.strip() and (why := _why_hidden(run, paragraph, hidden)):
                read.mark(Kind.HIDDEN, f"{place}, paragraph {at}", words, why)
                read.say(f"{place}, paragraph {at}, hidden", words)
            shown += "" if is_gone else words
        read.say(f"{place}, paragraph {at}", shown)
        read.say(f"{place}, paragraph {at}, deleted", gone)


def _runs(element: Element, is_gone: bool = False) -> Iterator[tuple[Element, bool]]:
    """The runs of a paragraph, and whether they were deleted; those of a text box within are its own paragraphs'."""
    for each in element:
        if each.tag == f"{W}r":
            yield each, is_gone
        elif each.tag != f"{W}p":
            yield from _runs(each, is_gone or each.tag in (DELETED, MOVED_AWAY))


def _run_words(run: Element) -> str:
    """What a run says: its text, deleted text and codes of fields; a break or a tab is a space, a soft hyphen nothing."""
    said = ""
    for each in run:
        local = each.tag.removeprefix(W)
        if local in ("t", "delText", "instrText", "delInstrText"):
            said += each.text or ""
        elif local in ("br", "cr", "tab", "ptab"):
            said += " "
        elif local == "noBreakHyphen":
            said += "-"
        elif local == "sym" and (code := _attribute(each, "char")):
            said += chr(int(code, 16) & 0xFF)
    return said


def _why_hidden(run: Element, paragraph: Element, hidden: frozenset[str]) -> str:
    properties = run.find(f"{W}rPr")
    styles = [
        found for found in (paragraph.find(f"{W}pPr/{W}pStyle"), run.find(f"{W}rPr/{W}rStyle")) if found is not None
    ]
    if any(_attribute(each, "val") in hidden for each in styles):
        return "hidden by its style"
    if properties is None:
        return ""
    for tag in ("vanish", "webHidden", "specVanish"):
        found = properties.find(f"{W}{tag}")
        if found is not None and _attribute(found, "val") not in ("0", "false", "off"):
            return "hidden text"
    colour, size = properties.find(f"{W}color"), properties.find(f"{W}sz")
    if (
        colour is not None
        and re.fullmatch(r"(?i)f[c-f]f[c-f]f[c-f]|ffffff", _attribute(colour, "val"))
        and properties.find(f"{W}shd") is None
    ):
        return "white text"
    if size is not None and _attribute(size, "val").isdigit() and int(_attribute(size, "val")) <= TINY:
        return "text too small to read"
    return ""


def _hidden_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    if "word/styles.xml" not in archive.namelist():
        return frozenset()
    styles = fromstring(archive.read("word/styles.xml"), forbid_dtd=True)
    return frozenset(
        _attribute(each, "styleId") for each in styles.iter(f"{W}style") if each.find(f"{W}rPr/{W}vanish") is not None
    )


def _attribute(element: Element, local: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == local), "")


def _words(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())
