"""Adding to the chronology. Nothing is taken out of it."""

from datetime import datetime
from textwrap import shorten

from breakwater.casework.cases.models import Case
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .models import ChronologyEntry

LINE = 200  # characters


def in_a_line(words: str) -> str:
    """The first paragraph of what somebody wrote, cut at a word to a length that a chronology can carry."""
    return shorten(words.strip().partition("\n")[0], LINE, placeholder=" …")


def record(
    *,
    what: str,
    kind: str,
    detail: str = "",
    process: bool = False,
    by: Actor,
    at: datetime,
    case: Case | None = None,
    person: Person | None = None,
    happened_at: datetime | None = None,
    source: str = "",
    significant: bool = False,
    corrects: ChronologyEntry | None = None,
) -> ChronologyEntry:
    """Add what happened, and when, to a case, a person or a person in a case. `source` is who says so.

    `detail` has the concern, the reason or what was agreed; `process` marks a step of the work (a form, an offer, an
    assignment), which readers find folded.
    """
    return ChronologyEntry.objects.create(
        case=case,
        person=person,
        happened_at=happened_at or at,
        kind=kind,
        what=what,
        detail=detail,
        is_process=process,
        is_significant=significant,
        source=source or by.post[:120],
        corrects=corrects,
        recorded_at=at,
        by=by,
    )
