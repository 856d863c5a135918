"""The record as a paper and as data, without what is masked: what was taken out is in neither, nor beneath it, nor in its properties."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from pypdf import PdfReader

from breakwater.foundation.design import paper
from breakwater.foundation.design.csv_file import as_words
from breakwater.foundation.design.locked_paper import locked

from ..masking import operations as masking
from ..masking.titles import title_given
from ..models import GatheredItem, Mark, RightsRequest
from . import letter

TEMPLATE = Path(__file__).parent / "papers" / "record.typ"


@dataclass(frozen=True)
class Made:
    """The PDF; what is handed over, which is the same, or locked with the data attached; pages, and how many places are masked."""

    pdf: bytes
    handed: bytes
    pages: int
    masked: int


def made(
    request: RightsRequest, items: Sequence[GatheredItem], marks: Sequence[Mark], *, passphrase: str, at: datetime
) -> Made:
    """Write it. Without a passphrase it is to be printed, and carries no data beside."""
    given, places, grounds = masking.as_given(items, marks)
    sections = [
        {"title": title, "items": [{"number": item.number, "facts": facts} for item, facts in group]}
        for title, group in groupby(given, key=lambda each: title_given(each[0].source))
    ]
    told = letter.sections(
        request, grounds, dict.fromkeys(item.source for item, _ in given), whole=len(items) - len(given), at=at
    )
    data = {
        "title": "What we hold about you",
        "author": request.area.partnership_name,
        "reference": request.reference,
        "letter": told,
        "sections": sections,
    }
    lost: list[str] = []
    pdf = paper.paper(TEMPLATE, paper.printable(json.loads(json.dumps(data)), lost) | {"signs_lost": bool(lost)})
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    data_beside = {"record_json": _json(data), "record_csv": _csv(given)}
    handed = locked(pdf, passphrase, **data_beside) if passphrase else pdf
    return Made(pdf, handed, pages, places)


def _json(data: dict) -> bytes:
    kept = {key: data[key] for key in ("reference", "author", "sections")}
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def _csv(given) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["part", "row", "what", "words"])
    for item, facts in given:
        for label, words in facts:
            writer.writerow([as_words(cell) for cell in (title_given(item.source), str(item.number), label, words)])
    return ("\ufeff" + out.getvalue()).encode()
