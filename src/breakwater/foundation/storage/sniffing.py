"""What a file is by its content, and whether it may come in. Every refusal says what the person can do instead.

Only kinds on the list come in: a file that is two things at once, carries a program, or hides what it is, is refused. Checks
are of shape; what is inside a well-shaped file is the virus scanner's business, and nothing is ever opened on the server.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

import filetype

from . import office, pdf
from .refusal import Refused
from .shapes import has_hidden_archive, text_of

__all__ = ["DOCUMENTS", "IMAGES", "KINDS", "MEDIA", "Kind", "Limits", "Refused", "clean_name", "read_within", "sniff"]

MEGABYTE = 1024 * 1024
LONGEST_NAME = 120
MOST_PIXELS = 100_000_000


@dataclass(frozen=True)
class Kind:
    """A kind of file that may come in: its name, its media type, the extensions it goes by, and what people call it."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    called: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), "a PDF"),
        Kind("docx", office.WORD, ("docx",), "a Word document"),
        Kind("xlsx", office.EXCEL, ("xlsx",), "an Excel workbook"),
        Kind("pptx", office.POWERPOINT, ("pptx",), "a PowerPoint presentation"),
        Kind("odt", "application/vnd.oasis.opendocument.text", ("odt",), "an OpenDocument text"),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",), "an OpenDocument spreadsheet"),
        Kind("txt", "text/plain", ("txt",), "plain text"),
        Kind("csv", "text/csv", ("csv",), "comma-separated text"),
        Kind("xml", "application/xml", ("xml",), "an XML file"),
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg"), "a JPEG picture"),
        Kind("png", "image/png", ("png",), "a PNG picture"),
        Kind("gif", "image/gif", ("gif",), "a GIF picture"),
        Kind("webp", "image/webp", ("webp",), "a WebP picture"),
        Kind("heic", "image/heic", ("heic", "heif"), "a HEIC picture"),
        Kind("mp3", "audio/mpeg", ("mp3",), "an MP3 recording"),
        Kind("m4a", "audio/mp4", ("m4a",), "an M4A recording"),
        Kind("wav", "audio/x-wav", ("wav",), "a WAV recording"),
        Kind("mp4", "video/mp4", ("mp4",), "an MP4 video"),
        Kind("zip", "application/zip", ("zip",), "a ZIP archive"),  # of our own making alone: no upload names it
    )
}
IMAGES = frozenset({"jpeg", "png", "gif", "webp", "heic"})
MEDIA = frozenset({"mp3", "m4a", "wav", "mp4"})
DOCUMENTS = frozenset({"pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv"}) | IMAGES
BY_EXTENSION = {extension: kind for kind in KINDS.values() for extension in kind.extensions}
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS.values()}

# What people do send and may not, with what to do instead.
INSTEAD = {
    **dict.fromkeys(("doc", "dot", "rtf"), "Open it in Word and save it as .docx or PDF."),
    **dict.fromkeys(("xls", "xlt"), "Open it in Excel and save it as .xlsx or PDF."),
    **dict.fromkeys(("ppt", "pps"), "Open it in PowerPoint and save it as .pptx or PDF."),
    **dict.fromkeys(
        ("docm", "xlsm", "pptm", "dotm", "xltm", "xlsb"), "It may contain macros. Save it without macros, or as PDF."
    ),
    **dict.fromkeys(("zip", "7z", "rar", "gz", "tar", "iso"), "Take the files out and send them one by one."),
    **dict.fromkeys(("msg", "eml", "htm", "html", "svg"), "Print it to PDF and send that."),
}
ACTIVE_TYPES = re.compile(r"html|svg|javascript|ecmascript|xhtml|x-msdownload|x-sh|x-php", re.IGNORECASE)
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"L\0\0\0\x01\x14\x02\0")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SCRIPT = re.compile(rb"<\s*(script|html|svg|iframe|!doctype)\b|<\?php", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """How large a file may be, in bytes, and which kinds may come in."""

    largest: int = 20 * MEGABYTE
    kinds: frozenset[str] = DOCUMENTS


def sniff(content: bytes, name: str, declared_type: str, limits: Limits) -> Kind:
    """The kind of the file. Raises Refused with words for the person who sent it.

    Content decides, the extension must agree, and a declared type may only narrow: browsers guess it, so a wrong guess is
    harmless unless it claims something a browser would run.
    """
    if not content:
        raise Refused("The file is empty. Check it opens on your computer, then choose it again.")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    claimed = BY_EXTENSION.get(extension)
    if claimed is None or claimed.name not in limits.kinds:
        raise Refused(_not_this_kind(extension, limits))
    if content.startswith(PROGRAMS):
        raise Refused("The file is a program, whatever its name says. Programs cannot be sent.")
    if ACTIVE_TYPES.search(declared_type or ""):
        raise Refused("The file says it is a web page or a script. Print it to PDF and send that.")
    kind = _by_content(content, claimed)
    if kind is None:
        raise Refused(
            f"The file's name ends in .{extension}, but it is not {claimed.called}. "
            "Open it on your computer, save it again and choose the new copy."
        )
    if kind.name != claimed.name:
        raise Refused(
            f"The file's name ends in .{extension}, but it is {kind.called}. Change the ending to .{kind.extensions[0]} "
            "if that is right, then choose it again."
        )
    _check_inside(content, kind)
    return kind


def clean_name(name: str) -> str:
    """The name as people may see it: no folders, no invisible or direction-changing characters, not too long."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(" " if c.isspace() else c for c in base if c.isspace() or unicodedata.category(c)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "_", re.sub(" +", " ", kept)).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if dot and len(kept) > LONGEST_NAME:
        kept = stem[: max(1, LONGEST_NAME - len(extension) - 1)] + dot + extension[:10]
    return kept[:LONGEST_NAME] or "file"


def read_within(stream: BinaryIO, limits: Limits) -> bytes:
    """The whole content. Raises Refused as soon as it is over the limit."""
    content = stream.read(limits.largest + 1)
    if len(content) > limits.largest:
        raise Refused(
            f"The file must be smaller than {limits.largest // MEGABYTE}MB. Send a smaller copy or only the pages needed."
        )
    return content


def _by_content(content: bytes, claimed: Kind) -> Kind | None:
    if content.startswith(OLD_OFFICE):
        raise Refused(
            f"The file is in an old or protected Office format. {INSTEAD['doc'].replace('.docx', '.docx, .xlsx, .pptx')}"
        )
    if content.startswith(b"%PDF-"):
        return KINDS["pdf"]
    if content.startswith(b"PK\x03\x04"):
        return KINDS["zip"] if claimed.name == "zip" else KINDS.get(office.kind_of(content))
    guessed = filetype.guess(content[:8192])
    if guessed is not None:
        if guessed.mime == "video/mp4" and claimed.name == "m4a":
            return claimed
        return BY_MEDIA_TYPE.get(guessed.mime)
    # Plain text has no mark: what the claim is for, and nothing that a browser or a shell would run.
    return claimed if claimed.name in ("txt", "csv", "xml") and text_of(content) is not None else None


def _check_inside(content: bytes, kind: Kind) -> None:
    if kind.name in ("docx", "xlsx", "pptx", "odt", "ods"):
        office.check(content)
        return
    if kind.name == "zip":
        return
    if has_hidden_archive(content):
        raise Refused("The file has another file hidden in it. Save a fresh copy and choose that.")
    if kind.name == "pdf":
        pdf.check(content)
    elif kind.name in ("txt", "csv"):
        start = (text_of(content) or "").lstrip()[:4096]
        if SCRIPT.search(start.encode()) or start.startswith(("#!", "<?xml", "@echo")):
            raise Refused("The file is a web page or a script, not plain text. Print it to PDF and send that.")
    elif kind.name == "xml":
        text = text_of(content) or ""
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!DOCTYPE" in text[:65_536]:
            raise Refused("The file is written in a way that is not safe. Save it again from the system it comes from.")
        start = text.lstrip("\ufeff \t\r\n")[:4096]
        if not start.startswith("<") or SCRIPT.search(start.encode()):
            raise Refused("The file is a drawing, a web page or a script, not an XML file of records.")
    elif kind.name in IMAGES:
        if SCRIPT.search(content):
            raise Refused("The picture has a script hidden in it. Open it, save it as a new picture and choose that.")
        if kind.name == "png":
            _check_png(content)


def _check_png(content: bytes) -> None:
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if width * height > MOST_PIXELS:
        raise Refused("The picture has too many dots to be shown safely. Make it smaller and choose it again.")
    if not content.endswith(b"\0\0\0\0IEND\xaeB`\x82"):
        raise Refused(
            "The picture is cut off or has something added at its end. Save it again and choose the new copy."
        )


def _not_this_kind(extension: str, limits: Limits) -> str:
    listed = sorted({ending for name in limits.kinds for ending in KINDS[name].extensions})
    allowed = f"You can send files that end in {', '.join('.' + ending for ending in listed[:-1])} or .{listed[-1]}."
    if not extension:
        return f"The file's name has no ending that says what it is. {allowed}"
    if extension in INSTEAD:
        return f"Files that end in .{extension} cannot be sent. {INSTEAD[extension]}"
    return f"Files that end in .{extension} cannot be sent. {allowed}"
