"""What happened to a person, as a list, and as a drawing over time."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby

from django.db.models import Q, QuerySet
from markupsafe import Markup

from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.design import charts
from breakwater.foundation.design.moments import day, moment
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.models import Person

MOST_DRAWN = 1000


def entries_about(person: Person, cases: Iterable[int]) -> QuerySet[ChronologyEntry]:
    """Entries about the person, and those about their cases as a whole, newest first."""
    about = Q(person=person) | Q(person=None, case__in=list(cases))
    return ChronologyEntry.objects.filter(about).select_related("case", "corrects").order_by("-happened_at", "-pk")


def agencies_among(keys: Iterable[int]) -> QuerySet[Organisation]:
    """These organisations, by name."""
    return Organisation.objects.filter(pk__in=set(keys)).order_by("name", "pk")


def kind_said(kind: str) -> str:
    """early_help as people read it: Early help."""
    return kind.replace("_", " ").capitalize()


def event(entry: ChronologyEntry) -> dict:
    """An entry as the component `timeline.html` takes it."""
    when = moment(entry.happened_at) if entry.happened_precision == "MINUTE" else day(entry.happened_at)
    corrected = f"Corrects an earlier entry: {entry.corrects.what}" if entry.corrects_id else ""
    return {
        "title": entry.what,
        "when": when,
        "kind": kind_said(entry.kind),
        "source": f"source: {entry.source}",
        "significant": entry.is_significant,
        "body": "\n".join(filter(None, [entry.detail, corrected])),
    }


def runs(entries: Iterable[ChronologyEntry], *, folds: bool) -> list[dict]:
    """Entries in order, in runs of what happened and, folded, of steps of the work between (`folds`: whether these fold)."""
    made = []
    for is_process, run in groupby(entries, key=lambda entry: folds and entry.is_process):
        events = [event(entry) for entry in run]
        title = "1 step of the work" if len(events) == 1 else f"{len(events)} steps of the work"
        made.append({"folded": is_process, "title": title, "events": events})
    return made


def drawing(entries: Sequence[tuple]) -> tuple[str, Markup] | None:
    """The finding in a sentence, and the drawing, of (happened_at, kind, is_significant) rows; None for none."""
    if not entries:
        return None
    values = [
        {"at": f"{to_london(at):%Y-%m-%d}", "kind": kind_said(kind), "mark": "Significant" if significant else "Other"}
        for at, kind, significant in entries
    ]
    kinds = sorted({value["kind"] for value in values})
    first, last = min(value["at"] for value in values), max(value["at"] for value in values)
    marked = sum(value["mark"] == "Significant" for value in values)
    entries_said = "1 entry" if len(values) == 1 else f"{len(values)} entries"
    first, last = day(min(e[0] for e in entries)), day(max(e[0] for e in entries))
    when = f"on {first}" if first == last else f"from {first} to {last}"
    finding = f"{entries_said} {when}, {marked} of them significant"
    specification = {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 120, "opacity": 0.85},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "title": None, "axis": {"labelOverlap": True}},
            "y": {"field": "kind", "type": "nominal", "title": None, "sort": kinds},
            "shape": {
                "field": "mark",
                "type": "nominal",
                "title": None,
                "scale": {"domain": ["Significant", "Other"], "range": ["diamond", "circle"]},
                "legend": {"orient": "top"},
            },
            "color": {
                "field": "mark",
                "type": "nominal",
                "title": None,
                "scale": {"domain": ["Significant", "Other"], "range": [charts.HARBOUR, "#8b8375"]},
                "legend": {"orient": "top"},
            },
        },
    }
    key = sha256(repr(values).encode()).hexdigest()
    described = f"A row for each kind of entry: {', '.join(kinds)}. From {first} to {last}."
    drawn = charts.svg(
        specification, key, title=finding, description=described, width=680, height=max(80, 34 * len(kinds))
    )
    return finding, drawn
