"""The record as a paper and as data, without what is masked: what was taken out is in neither, nor beneath it, nor in its properties."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pypdf import PdfReader

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import paper
from breakwater.foundation.design.csv_file import as_words
from breakwater.foundation.design.locked_paper import locked

from ..gathering import sharing
from ..masking import operations as masking
from ..masking.titles import heading_given, title_given
from ..models import GatheredItem, Mark, RightsRequest, RightsStep
from . import letter, reading

TEMPLATE = Path(__file__).parent / "papers" / "record.typ"


@dataclass(frozen=True)
class Made:
    """The PDF; what is handed over, which is the same, or locked with the data attached; pages, and how many places are masked."""

    pdf: bytes
    handed: bytes
    pages: int
    masked: int


def made(
    request: RightsRequest,
    items: Sequence[GatheredItem],
    marks: Sequence[Mark],
    *,
    steps: Sequence[RightsStep] = (),
    passphrase: str,
    at: datetime,
) -> Made:
    """Write it. Without a passphrase it is to be printed, and carries no data beside. `steps` has what whoever asks does not agree with."""
    found, places, grounds = masking.as_given(items, marks)
    given = [(masking.as_called(item, marks), facts) for item, facts in found]
    disputed = letter.disputed_rows(request, steps)
    read = reading.read(given, disputed)
    told = letter.Told(
        sources=tuple(dict.fromkeys(item.source for item, _ in given)),
        shared=tuple(fact for item, facts in given if item.source == sharing.SOURCE for fact in facts),
        disputes=tuple(masking.without_masked(words, marks) for words in letter.disputes(steps, disputed)),
        left_out=len(items) - len(given),
        in_data_alone=read.in_data_alone,
        has_data=bool(passphrase),
    )
    data = {
        "title": "What we hold about you",
        "author": request.area.partnership_name,
        "reference": request.reference,
        "to": request.asker_name,
        "on": date_in_words(london_date(at)),
        "letter": letter.sections(request, grounds, told, at=at),
        "sections": read.sections,
    }
    lost: list[str] = []
    pdf = paper.paper(TEMPLATE, paper.printable(json.loads(json.dumps(data)), lost) | {"signs_lost": bool(lost)})
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    data_beside = {"record_json": _json(data | {"sections": reading.sections_of(given)}), "record_csv": _csv(given)}
    handed = locked(pdf, passphrase, **data_beside) if passphrase else pdf
    return Made(pdf, handed, pages, places)


def _json(data: dict) -> bytes:
    kept = {key: data[key] for key in ("reference", "author", "sections")}
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def _csv(given) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["part", "record", "row", "what", "words"])
    for item, facts in given:
        for label, words in facts:
            writer.writerow(
                [as_words(cell) for cell in (heading_given(item), title_given(item), str(item.number), label, words)]
            )
    return ("\ufeff" + out.getvalue()).encode()
