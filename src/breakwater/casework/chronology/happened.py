"""Entries of a chronology as pages draw them: what kind of thing it was, what happened, when, and who says so, by months."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from breakwater.casework.chronology.models import ChronologyEntry, DisputeNote
from breakwater.foundation.dates.london_time import to_london

# What an entry's kind is called, and the mark it has in the margin. One that a room adds without a line here has a plain one.
KINDS = {
    "advice": ("Consultation", "contact"),
    "agreement": ("Agreement", "decision"),
    "assessment": ("Assessment", "plan"),
    "contact": ("Contact", "contact"),
    "danger_now": ("In danger now", "danger"),
    "decision": ("Decision", "decision"),
    "duty": ("Emergency duty", "danger"),
    "early_help": ("Early help", "plan"),
    "handover": ("Handover", "handover"),
    "meeting": ("Meeting", "meeting"),
    "plan": ("Family plan", "plan"),
    "strategy": ("Strategy discussion", "meeting"),
    "visit": ("Visit", "visit"),
}
PLAIN = "other"


def kind_said(kind: str) -> str:
    """early_help as people read it: Early help."""
    return KINDS[kind][0] if kind in KINDS else kind.replace("_", " ").capitalize()


def disputes_of(notes: Iterable[DisputeNote]) -> dict[int, list[str]]:
    """What is disputed, by entry: it stands beside the entry wherever that is read, in brief too."""
    said: dict[int, list[str]] = {}
    for note in notes:
        if note.entry_id:
            said.setdefault(note.entry_id, []).append(note.said)
    return said


def event(entry: ChronologyEntry, *, in_brief: bool = False, disputes: Sequence[str] = ()) -> dict:
    """An entry as `casework/chronology/happened.html` takes it: its kind once, and not again before what happened.

    `in_brief` leaves out the detail, on a page of the case that says it already.
    """
    at, kind = to_london(entry.happened_at), kind_said(entry.kind)
    what = entry.what.removeprefix(f"{kind}: ")
    more = [] if in_brief else [entry.detail]
    if entry.corrects_id and not in_brief:
        more.append(f"Corrects an earlier entry: {entry.corrects.what}")
    return {
        "mark": KINDS.get(entry.kind, ("", PLAIN))[1],
        "kind": kind,
        "what": what[:1].upper() + what[1:],
        "day": f"{at:%a} {at.day}",
        "date": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}" if entry.happened_precision == "MINUTE" else "",
        "source": entry.source,
        "significant": entry.is_significant,
        "body": "\n".join(filter(None, [*more, *disputes])),
    }


def months(
    entries: Iterable[ChronologyEntry],
    *,
    folds: bool,
    in_brief: bool = False,
    notes: Iterable[DisputeNote] | None = None,
) -> list[dict]:
    """Entries in order, by the month in which they happened; in each, runs of what happened and, where this `folds`, of steps of
    the work between. `notes` are those of the entries at least, where the page has read them already.
    """
    entries = list(entries)
    if notes is None:
        notes = DisputeNote.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("at", "pk")
    disputes = disputes_of(notes)
    return [
        {"title": title, "runs": _runs(those, folds=folds, in_brief=in_brief, disputes=disputes)}
        for title, those in groupby(entries, key=lambda entry: f"{to_london(entry.happened_at):%B %Y}")
    ]


def _runs(
    entries: Iterable[ChronologyEntry], *, folds: bool, in_brief: bool, disputes: Mapping[int, Sequence[str]]
) -> list[dict]:
    made = []
    for is_process, run in groupby(entries, key=lambda entry: folds and entry.is_process):
        events = [event(entry, in_brief=in_brief, disputes=disputes.get(entry.pk, ())) for entry in run]
        title = "1 step of the work" if len(events) == 1 else f"{len(events)} steps of the work"
        made.append({"folded": is_process, "title": title, "events": events})
    return made
