"""The letter after a call on paper: of what the school may read alone, each pupil by the code of the row and initials."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.paper import paper as printed
from breakwater.practice.education.models import Letter, LetterLine

TEMPLATE = Path(__file__).parent / "letter.typ"


def paper(letter: Letter, lines: Sequence[LetterLine], *, reader: str, at: datetime) -> bytes:
    """The PDF, marked with whom it was printed for and when."""
    return printed(TEMPLATE, data_of(letter, lines, reader=reader, at=at))


def data_of(letter: Letter, lines: Sequence[LetterLine], *, reader: str, at: datetime) -> dict:
    """Everything that stands on the paper."""
    shown = [
        {"title": f"Row {line.row_code}, {line.short}" if line.row_code else line.short, "said": line.said}
        for line in lines
    ]
    return {**letter.facts, "lines": shown, "mark": f"Printed by {reader}, {exact_moment(at)}"}
