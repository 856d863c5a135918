"""That the accuracy of a record is disputed: a line on each page that shows the record, with the day and where to read more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from breakwater.casework.chronology.models import DisputeNote
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

FIELDS = ("at", "ended_at", "path", "restricts", "holder_id", "entry_id", "answers_id", "document_id")


@dataclass(frozen=True)
class ShownDispute:
    """What is disputed, since when, whether its use is restricted meanwhile, and the page that says more, for whoever may open it."""

    what: str
    since: date
    is_restricted: bool
    href: str
    text: str


def with_notes(rows: QuerySet, case: str = "case") -> QuerySet:
    """Rows that belong to a case, which `case` leads to, each with the notes of its case, fetched by the same query: for `notes_beside`."""
    notes = DisputeNote.objects.filter(case=OuterRef(case)).order_by("at", "pk")
    return rows.annotate(dispute_notes=ArraySubquery(notes.values(note=JSONObject(**{name: name for name in FIELDS}))))


def notes_beside(row: Model) -> list[DisputeNote]:
    """The notes that came with a row of `with_notes`."""
    moments = ("at", "ended_at")
    return [
        DisputeNote(**note | {name: note[name] and datetime.fromisoformat(note[name]) for name in moments})
        for note in row.dispute_notes
    ]


def notes_about(person: int, cases: Sequence[int], entries: Sequence[int]) -> list[DisputeNote]:
    """All notes about a person, their cases, and entries of their chronology: one query."""
    about = Q(person=person) | Q(case__in=cases) | Q(entry__in=entries)
    return list(DisputeNote.objects.filter(about).select_related("case").order_by("at", "pk"))


def shown(notes: Iterable[DisputeNote], actor: Actor, case: str = "") -> list[ShownDispute]:
    """As pages draw them; `case` is the reference of the one they are in, where it is the same for all."""
    answers_for = actor.membership and may(actor, Permission.RIGHTS_CORRECT) and actor.membership.team_id
    return [
        _shown(note, case or (note.case.reference if note.case else ""), answers_for) for note in notes if _asks(note)
    ]


def _asks(note: DisputeNote) -> bool:
    """What was looked into and said to be found is beside the record alone."""
    return note.ended_at is None or bool(note.path)


def _shown(note: DisputeNote, case: str, answers_for: int | None) -> ShownDispute:
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
    elif case:
        href, text = f"{reverse('casework:case', args=[case])}#disputes", "Read what is disputed"
    return ShownDispute(what, london_date(note.at), note.restricts, href, text)
