"""One child's plan as it was in force at a moment, as a PDF that a screen reader reads.

It is made of what never changes: the version with its header, measures as they stood, what had called for a review by then. The same
moment gives the same bytes.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design import moments
from breakwater.foundation.design.paper import paper as printed

from ..incidents.lookup import words_for
from ..incidents.registry import PAPERS
from ..models import Assessment, IncidentChild, Measure, PlanOrder, ReviewCall
from . import lookup

NOT_THE_TEAMS = "Told to the safeguarding team by who works with the child."
TEMPLATE = Path(__file__).parent / "papers" / "plan.typ"
HEADER = (
    ("capacity", "Child is"),
    ("born", "Born"),
    ("school", "School"),
    ("reference", "Incident"),
    ("category", "Type"),
    ("happened_on", "Date"),
    ("place", "Place"),
    ("platform", "Online platform"),
)


def plan(version: Assessment, at: datetime) -> bytes:
    """The version, with the measures and the review log as they stood at that moment."""
    return printed(TEMPLATE, _content(version, at) | {"order": [], "fingerprint": ""})


def ordered(order: PlanOrder) -> bytes:
    """The same for a court, with who ordered it, on what basis, who approved it, and the fingerprint of what it says."""
    content = content_of(order)
    return printed(TEMPLATE, content | {"fingerprint": fingerprint(content)})


def content_of(order: PlanOrder) -> dict:
    """What the paper of an order says: rows of it that never change."""
    version = lookup.VERSIONS.get(pk=order.assessment_id)
    rows = [
        ("Ordered by", order.ordered_by),
        ("Ordered on", moments.day(order.ordered_on)),
        ("Lawful basis", order.basis),
        ("In force at", exact_moment(order.in_force_at)),
        ("Made", f"{exact_moment(order.made_at)}, by {order.given_by}"),
    ]
    return _content(version, order.in_force_at) | {"order": _rows(rows)}


def fingerprint(content: dict) -> str:
    """SHA-256 of what a paper says, whatever it is printed with."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _content(version: Assessment, at: datetime) -> dict:
    header, child = version.header, version.child
    facts = [(label, header[key]) for key, label in HEADER if header.get(key)]
    if since := lookup.type_until(version, at):
        facts.append(("Recorded since as", f"{since[0]}, {exact_moment(since[1])}. This version was written before"))
    facts += [
        ("Version", f"{version.number}: {version.get_trigger_display()}"),
        ("In force from", exact_moment(version.in_force_from)),
        ("Put in force by", header["approved_by"]),
        ("Head", lookup.head_in_words(version, at)),
        ("Review by", moments.day(version.review_on)),
    ]
    form = recording.definition_of(version.form)
    return {
        "title": "Risk and needs assessment",
        "child": header["child"],
        "reference": header["reference"],
        "at": exact_moment(at),
        "facts": _rows(facts),
        "police": _rows(_police(child, at)),
        "sections": [
            {"title": each.title, "rows": _rows((str(row.question), str(row.value)) for row in each.rows)}
            for each in recording_answers.summary(form, version.answers, unanswered=False)
            if each.rows
        ],
        "measures": [_measure(each) for each in lookup.measures_at(child, at)],
        "log": _rows(_log(version, at)),
    }


def _police(child: IncidentChild, at: datetime) -> list[tuple[str, str]]:
    """What the police and the courts had said by that moment, as it was recorded then. What binds another child is left out (PL 9.4)."""
    said = lookup.police_until(child, at)
    rows = [(f"{each.label}, {moments.day(each.on)}", words_for(each, child) or "No more was said.") for each in said]
    if other := lookup.police_of_others_until(child, at):
        rows.append((moments.day(other.on), "They said more, of another child alone. It is not in this paper."))
    return rows or [("Police", "Nothing was recorded by then.")]


@PAPERS.register("plan")
def in_force_now(child: IncidentChild, at: datetime) -> bytes:
    """The plan in force of one child, as it goes along with a move; nothing where none is in force."""
    version = lookup.VERSIONS.filter(child=child, in_force_from__lte=at).order_by("-number").first()
    return plan(version, at) if version else b""


def _is_the_teams(call: ReviewCall) -> bool:
    """The team's words were compared with the names of the other children; those of who works with one child could not be (PL 9.11)."""
    return call.called_by.membership.team_id == call.child.team_id


def _rows(pairs) -> list[dict]:
    return [{"key": key if key.endswith("?") else f"{key}:", "value": value} for key, value in pairs]


def _measure(row: Measure) -> dict:
    facts = [
        ("Risk", row.risk),
        ("Before", f"likelihood {row.get_likelihood_display().lower()}, impact {row.get_impact_display().lower()}"),
        ("Who", row.who),
        ("From", moments.day(row.starts_on)),
        ("Communicated to", row.told),
        ("Check by", moments.day(row.check_on)),
        ("Residual risk", row.residual),
    ]
    return {"what": row.what, "rows": _rows(facts)}


def _log(version: Assessment, at: datetime) -> list[tuple[str, str]]:
    """What was approved, and what called for a review, in order of time."""
    versions = lookup.VERSIONS.filter(child=version.child, in_force_from__lte=at)
    found = [
        (each.in_force_from, f"Version {each.number}: {each.get_trigger_display()}", each.what_changed)
        for each in versions
    ]
    found += [
        (each.called_at, each.get_trigger_display(), each.words if _is_the_teams(each) else NOT_THE_TEAMS)
        for each in lookup.calls_until(version.child, at)
    ]
    return [(exact_moment(moment), f"{what}. {words}".strip()) for moment, what, words in sorted(found)]
