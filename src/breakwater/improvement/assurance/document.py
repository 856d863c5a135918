"""A document of a partnership as a PDF that a screen reader reads: what it is, and sections with their words and a table each."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from breakwater.foundation.design import paper as papers

TEMPLATE = Path(__file__).parent / "papers" / "document.typ"


@dataclass(frozen=True)
class Section:
    """A section as a page and a paper draw it. `rows` have their headings first; none where it has no table."""

    heading: str
    words: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Document:
    """`standing` are lines beneath the title: what it is, since when, who may read it."""

    title: str
    partnership: str
    standing: Sequence[str]
    sections: Sequence[Section]


def pdf(document: Document) -> bytes:
    lost: list[str] = []
    said = {
        "title": document.title,
        "partnership": document.partnership,
        "standing": [line for line in document.standing if line],
        "sections": [
            {"heading": each.heading, "words": list(each.words), "rows": [list(row) for row in each.rows]}
            for each in document.sections
        ],
    }
    return papers.paper(TEMPLATE, papers.printable(said, lost) | {"signs_lost": bool(lost)})


def answer(document: Document, name: str) -> HttpResponse:
    """The PDF to download."""
    made = HttpResponse(pdf(document), content_type="application/pdf")
    made["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")
    return made


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
