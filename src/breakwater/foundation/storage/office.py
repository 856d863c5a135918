"""Office files: zip archives of known shape, without macros, programs, links that load themselves, or bombs."""

import io
import re
import zipfile
import zlib

from .refusal import Refused

_OOXML = "application/vnd.openxmlformats-officedocument."
WORD = f"{_OOXML}wordprocessingml.document"
EXCEL = f"{_OOXML}spreadsheetml.sheet"
POWERPOINT = f"{_OOXML}presentationml.presentation"
MAIN = {f"{WORD}.main+xml": "docx", f"{EXCEL}.main+xml": "xlsx", f"{POWERPOINT}.main+xml": "pptx"}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}

MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES = 200
SMALL = 1024 * 1024
READ = 8 * 1024 * 1024

AGAIN = "Open it, save it again and choose the new copy."
BOMB = "The file unpacks to far more than its size, which is not safe. Send it as PDF."
MACROS = "The file contains macros or other programs. Save it without them, or as PDF."
DAMAGED = f"The file is damaged. {AGAIN}"
MACRO_PARTS = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|^basic/|^scripts/|\.(bin|exe|dll|js|vbs|jar|class|ole|docm|xlsm|pptm|xlsb)$"
)
HARMLESS_BINARY = re.compile(r"printersettings\d*\.bin$")
SELF_LOADING = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?=[^>]*(?:attachedTemplate|oleObject|frame|subDocument|externalLinkPath))",
    re.IGNORECASE,
)
FIELD_THAT_RUNS = re.compile(rb"\bDDE(?:AUTO)?\b\s", re.IGNORECASE)


def kind_of(content: bytes) -> str:
    """The kind of an Office file by its own contents list, or an empty text for any other archive. Raises Refused."""
    with _archive(content) as archive:
        names = set(archive.namelist())
        if "mimetype" in names:
            return OPEN_DOCUMENT.get(_read(archive, "mimetype", 200).strip(), "")
        if "[Content_Types].xml" not in names:
            return ""
        types = _read(archive, "[Content_Types].xml", READ).decode("utf-8", "replace")
    if re.search("macroEnabled|vbaProject", types, re.IGNORECASE):
        raise Refused(MACROS)
    return next((kind for main, kind in MAIN.items() if f'"{main}"' in types or f"'{main}'" in types), "")


def check(content: bytes) -> None:
    """Raise Refused for an Office file that is damaged, locked, a bomb, two files in one, or carries something that runs."""
    _check_whole(content)
    with _archive(content) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(BOMB)
        if len({part.filename.lower() for part in parts}) != len(parts):
            raise Refused(DAMAGED)
        unpacked = 0
        for part in parts:
            _check_part(part)
            unpacked = _check_unpacked(archive, part, unpacked)


def _check_whole(content: bytes) -> None:
    """The archive must fill the file from first byte to last, or another file stands before, behind or between its parts."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        raise Refused(DAMAGED)
    size, start = (int.from_bytes(content[end + at : end + at + 4], "little") for at in (12, 16))
    comment = int.from_bytes(content[end + 20 : end + 22], "little")
    if start + size != end or end + 22 + comment != len(content):
        raise Refused(f"The file has something added to it. {AGAIN}")


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower().replace("\\", "/")
    if part.flag_bits & 1:
        raise Refused(
            "The file is protected by a password, so it cannot be checked. Save it without a password and send that."
        )
    if name.startswith("/") or ".." in name.split("/"):
        raise Refused(DAMAGED)
    if MACRO_PARTS.search(name) and not HARMLESS_BINARY.search(name):
        raise Refused(MACROS)
    if name.endswith((".zip", ".7z", ".rar")):
        raise Refused("The file has another file hidden in it. Take it out and send it by itself.")
    if part.file_size > SMALL and part.file_size > part.compress_size * MOST_TIMES:
        raise Refused(BOMB)


def _check_unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, unpacked: int) -> int:
    """Unpack one part to nowhere, so that a size that lies is found out, and look into what could load or run."""
    name = part.filename.lower()
    looked_at = b""
    try:
        with archive.open(part) as source:
            while chunk := source.read(SMALL):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise Refused(BOMB)
                if name.endswith((".xml", ".rels")) and len(looked_at) < READ:
                    looked_at += chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused(DAMAGED) from None
    if b"<!DOCTYPE" in looked_at[:4096] or b"<!ENTITY" in looked_at:
        raise Refused(f"The file is written in a way that is not safe. {AGAIN}")
    if name.endswith(".rels") and SELF_LOADING.search(looked_at):
        raise Refused("The file loads something from elsewhere when it is opened. Save it as PDF and send that.")
    if name.startswith("word/") and any(FIELD_THAT_RUNS.match(field) for field in _fields(looked_at)):
        raise Refused(MACROS)
    return unpacked


def _fields(xml: bytes) -> list[bytes]:
    return [field.strip() + b" " for field in re.findall(rb"<w:instrText[^>]*>([^<]*)", xml)]


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with archive.open(name) as source:
            return source.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refused(DAMAGED) from None


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused(DAMAGED) from None
