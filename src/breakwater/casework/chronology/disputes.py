"""That the accuracy of a record is disputed: a line on each page that shows the record, with the day and where to read more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from breakwater.casework.chronology.models import DisputeNote
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

ASK = Q(ended_at=None) | ~Q(path="")  # what was looked into and said to be found is beside the record alone
FIELDS = ("at", "path", "restricts", "holder_id", "entry_id", "answers_id", "document_id")


@dataclass(frozen=True)
class ShownDispute:
    """What is disputed, since when, whether its use is restricted meanwhile, and the page that says more, for whoever may open it."""

    what: str
    since: date
    is_restricted: bool
    href: str
    text: str


def notes_in_case(case: str = "case") -> ArraySubquery:
    """For a query of rows that belong to a case, which `case` leads to: its notes, fetched by that same query."""
    notes = DisputeNote.objects.filter(ASK, case=OuterRef(case)).order_by("at", "pk")
    return ArraySubquery(notes.values(note=JSONObject(**{name: name for name in FIELDS})))


def notes_about(person: int, cases: Sequence[int], entries: Sequence[int]) -> list[DisputeNote]:
    """All notes about a person, their cases, and entries of their chronology: one query."""
    about = Q(person=person) | Q(case__in=cases) | Q(entry__in=entries)
    return list(DisputeNote.objects.filter(about).select_related("case").order_by("at", "pk"))


def shown(notes: Iterable[DisputeNote | Mapping], actor: Actor, case: str = "") -> list[ShownDispute]:
    """As pages draw them; `case` is the reference of the one they are in, where it is the same for all."""
    answers_for = actor.membership and may(actor, Permission.RIGHTS_CORRECT) and actor.membership.team_id
    return [_shown(_Note.of(note, case), answers_for) for note in notes if _Note.asks(note)]


@dataclass(frozen=True)
class _Note:
    at: datetime
    path: str
    restricts: bool
    holder_id: int | None
    entry_id: int | None
    answers_id: int | None
    document_id: int | None
    case: str

    @classmethod
    def of(cls, note: DisputeNote | Mapping, case: str) -> Self:
        if isinstance(note, Mapping):
            return cls(**note | {"at": datetime.fromisoformat(note["at"])}, case=case)
        facts = {name: getattr(note, name) for name in FIELDS}
        return cls(**facts, case=case or (note.case.reference if note.case else ""))

    @staticmethod
    def asks(note: DisputeNote | Mapping) -> bool:
        return isinstance(note, Mapping) or note.ended_at is None or bool(note.path)


def _shown(note: _Note, answers_for: int | None) -> ShownDispute:
    what = next(
        (
            words
            for key, words in (
                (note.entry_id, "an entry of the chronology"),
                (note.document_id, "a document"),
                (note.answers_id, "a form"),
            )
            if key
        ),
        "something recorded here",
    )
    href, text = "", ""
    if note.path and note.holder_id == answers_for:
        href, text = note.path, "Read the correction that was asked for"
    elif note.case:
        href, text = f"{reverse('casework:case', args=[note.case])}#disputes", "Read what is disputed"
    return ShownDispute(what, london_date(note.at), note.restricts, href, text)
