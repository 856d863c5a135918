"""A table of what a school says of pupils who are missing from its roll: one line a pupil, as CSV, for the command."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace

from breakwater.partnership.people.models import RollPupil

from .fields import Unreadable, day_of, plain
from .pupils import who
from .rows import NotARoll

HEADINGS = ("Surname", "Forename", "Date of birth", "Left on", "Next school", "Stays because")
LONGEST = 160


def read(content: bytes, left: Iterable[RollPupil], *, today: date) -> dict[str, dict]:
    """What is said of each of them, by public id: `left_on`, `gone_to`, `stays_because`. Raises NotARoll unless all are spoken of."""
    try:
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise NotARoll("The file of leavers cannot be read. Save it as CSV (UTF-8)") from None
    missing = {who(known): known for known in left}
    said = {}
    for number, line in enumerate(lines, start=2):
        cells = {plain(key): " ".join((value or "").split()) for key, value in line.items() if isinstance(key, str)}
        try:
            known, words = _one(cells, missing, today)
        except Unreadable as fault:
            raise NotARoll(f"Line {number} of the file of leavers: {fault}") from None
        said[known.public_id] = words
    unsaid = [
        f"{known.name}, born {known.born_on:%-d %B %Y}" for known in missing.values() if known.public_id not in said
    ]
    if unsaid:
        raise NotARoll("\n".join(["The file of leavers says nothing of these pupils:", *unsaid]))
    return said


def _one(cells: dict[str, str], missing: dict[tuple, RollPupil], today: date) -> tuple[RollPupil, dict]:
    of = {heading: cells.get(plain(heading), "") for heading in HEADINGS}
    born = day_of(of["Date of birth"])
    known = missing.get(who(SimpleNamespace(forename=of["Forename"], surname=of["Surname"], born_on=born)))
    if known is None:
        raise Unreadable("no such pupil is missing from the roll")
    left_on = day_of(of["Left on"]) if of["Left on"] else None
    if left_on and left_on > today:
        raise Unreadable("the day they left must be today or in the past")
    if of["Stays because"] and (left_on or of["Next school"]):
        raise Unreadable("a pupil who stays has no last day and no next school")
    texts = {"gone_to": of["Next school"][:LONGEST], "stays_because": of["Stays because"][:LONGEST]}
    return known, {"left_on": left_on, **texts}
