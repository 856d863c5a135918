"""Taking a file in: each entry by the operation that its page runs, all in one transaction, which is undone unless it is meant."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Area

from .reading import Entry, Fault, read
from .sections import SECTIONS
from .taking import Outcome, Taking


class Unreadable(Refusal):
    """A file that was chosen in the browser cannot be read as an area's configuration; the words name the line."""

    box = "file"


class _NotMeant(Exception):
    """Undoes what was done to be shown."""


def take_in(file: Entry, *, area: Area, actors: Sequence[Actor], at: datetime, apply: bool) -> Outcome:
    """What the file changes; kept only where it is to `apply` and nothing in it is wrong. Taken in again it changes nothing."""
    taking = Taking(area, actors, at)
    try:
        with transaction.atomic(), acting_as(actors[0], verb="import-area"):
            for section in SECTIONS:
                try:
                    section(file, taking)
                except Fault as fault:
                    taking.outcome.faults.append(fault)
            _finish(file, taking.outcome)
            if taking.outcome.faults or not apply:
                raise _NotMeant
            taking.outcome.is_applied = True
    except _NotMeant:
        pass
    taking.outcome.faults.sort(key=lambda fault: fault.line)
    taking.outcome.changes.sort(key=lambda change: change.line)
    return taking.outcome


def text_of(content: bytes) -> str:
    """The text of a file as it was sent. Raises Unreadable."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(words="The file is not text in UTF-8. Save it as UTF-8 and choose it again") from None


def take_in_text(text: str, **how) -> Outcome:
    """What a file given as text changes, as `take_in`. Raises Unreadable."""
    try:
        file = read(text.encode())
    except Fault as fault:
        raise Unreadable(words=f"Line {fault.line}: {fault.words}") from None
    return take_in(file, **how)


def _finish(file: Entry, outcome: Outcome) -> None:
    try:
        file.finish()
    except Fault as fault:
        outcome.faults.append(fault)
