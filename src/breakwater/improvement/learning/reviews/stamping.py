"""A numbered copy: every page of a PDF, and the top of a Word document, says whose it is."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from breakwater.foundation.design.paper import paper

from ..anonymity import NotReadable

PAPERS = Path(__file__).parent / "papers"
DOCUMENT = "word/document.xml"
BANNER = (
    '<w:p><w:pPr><w:jc w:val="center"/><w:pBdr><w:bottom w:val="single" w:sz="8" w:space="4" w:color="auto"/></w:pBdr></w:pPr>'
    "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p>"
)


def stamped(content: bytes, kind: str, says: str) -> bytes:
    """The file with `says` on it. Raises NotReadable where it is locked, or is no file of its kind as Word and PDF writers make them."""
    try:
        return _pdf(content, says) if kind == "pdf" else _word(content, says)
    except (PyPdfError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as fault:
        raise NotReadable(kind) from fault


def _pdf(content: bytes, says: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        band = PdfReader(io.BytesIO(paper(PAPERS / "stamp.typ", {"says": says, "width": width, "height": height})))
        page.merge_page(band.pages[0])
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _word(content: bytes, says: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            held = source.read(part)
            if part.filename == DOCUMENT:
                at = held.index(b">", held.index(b"<w:body")) + 1
                held = held[:at] + BANNER.format(escape(says)).encode() + held[at:]
            target.writestr(part, held)
    return made.getvalue()
