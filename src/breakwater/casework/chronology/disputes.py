"""That the accuracy of a record is disputed: a line on each page that shows the record, with the day and where to read more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from breakwater.casework.cases.models import Case
from breakwater.casework.chronology.models import DisputeNote
from breakwater.casework.pathways.registry import PATHWAYS
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

FIELDS = ("at", "ended_at", "path", "restricts", "case_id", "holder_id", "entry_id", "answers_id", "document_id")


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
    """As pages draw them, those that lead to one place as one line; `case` is the reference of the one they are in, where it is the same for all."""
    answers_for = actor.membership and may(actor, Permission.RIGHTS_CORRECT) and actor.membership.team_id
    lines: dict[tuple[str, str], list[DisputeNote]] = {}
    for note in filter(_asks, notes):
        lines.setdefault(_leads_to(note, case, answers_for), []).append(note)
    return [_line(together, *place, names_case=not case) for place, together in lines.items()]


def _asks(note: DisputeNote) -> bool:
    """What was looked into and said to be found is beside the record alone."""
    return note.ended_at is None or bool(note.path)


def _leads_to(note: DisputeNote, case: str, answers_for: int | None) -> tuple[str, str]:
    """The page that says more, and what its link is called; two empty words where there is none."""
    if note.path and note.holder_id == answers_for:
        return note.path, "Read the correction that was asked for"
    if reference := case or (note.case.reference if note.case else ""):
        return f"{reverse('casework:case', args=[reference])}#disputes", "Read what is disputed"
    return "", ""


def _line(notes: Sequence[DisputeNote], href: str, text: str, *, names_case: bool) -> ShownDispute:
    counts = Counter(_noun(note) for note in notes)
    things = ", ".join(one if count == 1 or not many else f"{count} {many}" for (one, many), count in counts.items())
    case = notes[0].case if names_case and notes[0].case_id else None
    what = f"{_called(case)}: {things}" if case else things
    since = min(london_date(note.at) for note in notes)
    return ShownDispute(what, since, any(note.restricts for note in notes), href, text)


def _noun(note: DisputeNote) -> tuple[str, str]:
    """What a note is about: one of it, and several."""
    if note.entry_id:
        return "an entry of the chronology", "entries of the chronology"
    if note.document_id:
        return "a document", "documents"
    if note.answers_id:
        return "a form", "forms"
    return ("the case itself" if note.case_id else "what is recorded of the person"), ""


def _called(case: Case) -> str:
    noun = PATHWAYS[case.kind].noun if case.kind in PATHWAYS else "case"
    return f"{noun} {case.reference}"
