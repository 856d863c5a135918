"""Files that are not what their name says: what to do instead, in the words of whoever sends rolls and lists."""

import re

import filetype

from breakwater.foundation.storage import Refused, office
from breakwater.foundation.storage.shapes import text_of

from .shapes import ROLL, Shape

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XML_BEGINS = re.compile(r"\s*<(\?xml|CTfile\b)", re.IGNORECASE)
A_PAGE = re.compile(r"\s*<(!doctype|html|table|head|body|script|div)\b", re.IGNORECASE)


def words_of(content: bytes, name: str, shape: Shape) -> str:
    """What is wrong with a file that is something else than its name says, and what to do; empty where nothing is."""
    ending = name.rpartition(".")[2].lower()
    if content.startswith(OLD_OFFICE) or ending == "xls":
        return "This is an old Excel file, or one with a password. Open it in Excel and save it without a password as .xlsx or CSV"
    if content.startswith(b"%PDF-"):
        return f"This is a PDF, which holds no table that can be read. {shape.export}"
    if content.startswith(b"PK\x03\x04"):
        return _of_an_archive(content, ending, shape)
    guessed = filetype.guess(content[:8192])
    if guessed is not None and guessed.mime.startswith(("image/", "video/", "audio/")):
        return f"This is a picture or a recording and not a {shape.called}. {shape.export}"
    return _of_text((text_of(content) or "")[:4096].lstrip("\ufeff"), ending, shape)


def _of_an_archive(content: bytes, ending: str, shape: Shape) -> str:
    try:
        kind = office.kind_of(content)
    except Refused:
        return ""  # the words of whoever checks it inside
    if kind == "xlsx":
        return (
            ""
            if ending == "xlsx"
            else "This is an Excel workbook. Change the ending of its name to .xlsx and choose it again"
        )
    if kind:
        return f"This is a document and not a table. {shape.export}"
    return f"This is a zip folder. Open it, take the {shape.called} out and choose that"


def _of_text(text: str, ending: str, shape: Shape) -> str:
    if A_PAGE.match(text):
        return f"This is a web page and not a {shape.called}. {shape.export}"
    if XML_BEGINS.match(text) and ending != "xml":
        if shape is ROLL and "<CTfile" in text:
            return "This is a Common Transfer File. Change the ending of its name to .xml and choose it again"
        return f"This is an XML file and not a table. {shape.export}"
    if ending == "xlsx" and text.strip():
        return "This is no Excel workbook, whatever its name says. Open it in Excel and save it as .xlsx, or as CSV"
    if ending == "xml" and text.strip() and not text.lstrip().startswith("<"):
        return "This is no XML file, whatever its name says. If it is a table, change the ending of its name to .csv"
    return ""
