"""A PDF, every object of it: pages, properties, notes, bookmarks, pictures, and what is not seen on the page."""

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

from .hits import Kind, Readable
from .pictures import read_picture
from .refusal import NotReadable

FAULTS = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError)
# What made it, and what a screen reader needs: words to be read, no mark by being there.
OF_THE_PROGRAM = frozenset({"/Producer", "/Creator", "/Title", "/Trapped"})
XMP_OF_THE_PROGRAM = re.compile(
    r"^(producer|creatortool|format|title|part|conformance|rev|language|documentid|instanceid|originaldocumentid|trapped|about|lang|renditionclass|pages|npages|.*version.*)$",
    re.IGNORECASE,
)
INVISIBLE, WHITE = 3, 0.97
MOST_OBJECTS = 200_000
TINY = 2


def read_pdf(content: bytes, read: Readable, where: str) -> None:
    """Read a PDF into passages and marks. Raises NotReadable."""
    try:
        reader = PdfReader(io.BytesIO(content))
        _versions(content, read)
        for name, value in (reader.metadata or {}).items():
            words = str(value)
            read.say(f"property of the file: {name[1:]}", words, is_prose=name == "/Title")
            if name not in OF_THE_PROGRAM and words.strip():
                read.mark(Kind.METADATA, "property of the file", f"{name[1:]}: {words}", "who wrote it, when or where")
        for number, page in enumerate(reader.pages, 1):
            read.say(f"page {number}", page.extract_text())
            _unseen(page, f"page {number}", read)
            _notes(page, f"page {number}", read)
        if "/OCProperties" in reader.root_object:
            _layers(reader.root_object["/OCProperties"], read)
        _objects(reader, read)
    except FAULTS:
        raise NotReadable(where) from None


def _versions(content: bytes, read: Readable) -> None:
    ends = len(re.findall(rb"%%EOF", content))
    if ends > (2 if b"/Linearized" in content[:2048] else 1):
        read.mark(
            Kind.HIDDEN, "the file", f"{ends} versions", "earlier versions are still in the file: print it to a new PDF"
        )


def _unseen(page, place: str, read: Readable) -> None:
    """Text drawn invisibly, in white, too small, or off the page."""
    box = page.mediabox

    def see(words, cm, tm, _font, size):
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] or tm[0]) * abs(cm[3] or cm[0])
        if not words.strip():
            return
        if not (float(box.left) - 1 <= x <= float(box.right) + 1 and float(box.bottom) - 1 <= y <= float(box.top) + 1):
            read.mark(Kind.HIDDEN, place, words, "text off the page")
        elif size and size * scale < TINY:
            read.mark(Kind.HIDDEN, place, words, "text too small to read")

    state = {"mode": 0, "white": False}
    kept: list[dict] = []

    def before(operator, operands, _cm, _tm):
        if operator == b"q":
            kept.append(dict(state))
        elif operator == b"Q" and kept:
            state.update(kept.pop())
        elif operator == b"Tr":
            state["mode"] = int(operands[0])
        elif operator in (b"rg", b"g", b"sc", b"scn"):
            numbers = [float(each) for each in operands if isinstance(each, (int, float))]
            state["white"] = bool(numbers) and len(numbers) != 4 and min(numbers) >= WHITE
        elif operator == b"k":
            state["white"] = max(float(each) for each in operands) <= 1 - WHITE
        elif operator in (b"Tj", b"TJ", b"'", b'"') and (state["mode"] == INVISIBLE or state["white"]):
            shown = operands[0] if operands else ""
            words = (
                "".join(str(each) for each in shown if not isinstance(each, (int, float)))
                if isinstance(shown, list)
                else str(shown)
            )
            read.mark(Kind.HIDDEN, place, words, "invisible text" if state["mode"] == INVISIBLE else "white text")

    page.extract_text(visitor_text=see, visitor_operand_before=before)


def _notes(page, place: str, read: Readable) -> None:
    for each in page.get("/Annots") or []:
        note = each.get_object()
        if note.get("/Subtype") in ("/Link", "/Widget"):
            continue
        words = " ".join(str(note.get(key, "")) for key in ("/T", "/Subj", "/Contents", "/M"))
        read.mark(Kind.COMMENT, place, words, "a note on the page")


def _layers(layers, read: Readable) -> None:
    off = layers.get_object().get("/D", {}).get("/OFF") or []
    for each in off:
        read.mark(
            Kind.HIDDEN, "the file", f"layer {each.get_object().get('/Name', '')}", "a layer that is switched off"
        )


def _objects(reader: PdfReader, read: Readable) -> None:
    """Every string in the file, every picture, every packet of XMP; a form's answers and alternative texts are among them."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    for number in sorted(numbers)[:MOST_OBJECTS]:
        try:
            held = reader.get_object(IndirectObject(number, 0, reader))
        except FAULTS:
            continue
        if isinstance(held, StreamObject):
            _stream(held, number, read)
        for key, words in _strings(held):
            if key not in ("/CreationDate", "/ModDate", "/M", "/ID", "/Producer"):
                read.say(
                    f"within the file: {key[1:]}",
                    words,
                    is_prose=key in ("/Alt", "/ActualText", "/E", "/TU", "/V", "/Title", "/Contents"),
                )
            if key in ("/UF", "/EF"):
                read.mark(Kind.HIDDEN, "a file within the file", words, "another file is carried inside")


def _strings(held, key: str = "/", depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > 12 or isinstance(held, IndirectObject):
        return
    if isinstance(held, TextStringObject):
        yield key, str(held)
    elif isinstance(held, ByteStringObject):
        yield key, held.decode("latin-1")
    elif isinstance(held, DictionaryObject):
        for name, value in held.items():
            yield from _strings(
                value.get_object() if depth < 3 and not isinstance(value, IndirectObject) else value,
                str(name),
                depth + 1,
            )
    elif isinstance(held, ArrayObject):
        for value in held:
            yield from _strings(value, key, depth + 1)


def _stream(held: StreamObject, number: int, read: Readable) -> None:
    if held.get("/Type") == "/Metadata":
        _xmp(held.get_data(), read)
    elif held.get("/Subtype") == "/Image":
        filters = held.get("/Filter")
        names = [str(each) for each in filters] if isinstance(filters, list) else [str(filters)]
        if names == ["/DCTDecode"]:
            read_picture(held._data, read, f"picture {number}")


def _xmp(packet: bytes, read: Readable) -> None:
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        read.mark(Kind.METADATA, "XMP", packet[:200].decode("latin-1"), "a packet that cannot be read")
        return
    for name, words in _leaves(root):
        read.say(f"XMP {name}", words, is_prose=name == "title")
        if not XMP_OF_THE_PROGRAM.match(name) and not words.startswith("http://"):
            read.mark(Kind.METADATA, "XMP", f"{name}: {words}", "who wrote it, when or where")


def _leaves(element, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text and attribute of a packet with the name of its property; a list's entries have the list's."""
    local = element.tag.rpartition("}")[2]
    name = name if local in ("Seq", "Bag", "Alt", "li") else local
    for key, value in element.attrib.items():
        if value.strip() and (short := key.rpartition("}")[2]) not in ("about", "lang", "parseType", "xmptk"):
            yield short, value
    if (element.text or "").strip():
        yield name, element.text.strip()
    for each in element:
        yield from _leaves(each, name)
