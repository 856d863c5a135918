"""Rows, and parts of them, that are proposed to be left out whole, with their questions, until whoever decides gives them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from breakwater.practice.front_door.senders import asks_not_to_be_named

from ..models import Ground, RightsRequest
from .ended import recorded_since
from .owners import Owners, Row
from .parts import Of, Part
from .ways import PERSON

OWN = (RightsRequest.Asker.SELF, RightsRequest.Asker.CHILD)
# Rows that tell too much by standing there; those of the second kind if somebody else asks.
TELLS = {
    "casework_disputenote": (Ground.OUTSIDE, "What somebody disputed: that they asked is theirs"),
    "audit_entry": (Ground.OUTSIDE, "Who has looked: given where it is asked for"),
}
TELLS_OTHERS = {
    "people_address": (Ground.THIRD_PARTY, "Where the person lives, or lived"),
    "people_personcontact": (Ground.THIRD_PARTY, "How the person is reached"),
    "people_enrolment": (Ground.THIRD_PARTY, "Where the person is by day"),
}
OWN_PART = ("early_help_familypart", "early_help_familycomment")  # what one of the family wrote for the workers
RESTRICTED = "Only workers read this part of the form: give it once somebody judged that it harms nobody"


@dataclass(frozen=True)
class Deciding:
    """What is known of a request when its rows are looked at: whose rows they are, how people are called, who is the asker (None: not known)."""

    request: RightsRequest
    subjects: set[int]
    owners: Owners
    called: Mapping[int, str]
    told: set[tuple[str, int]]  # forms, and what came with them, of whoever told us in confidence
    ended: Mapping[int, list[Mapping]] = field(default_factory=dict)
    asker: int | None = None


def whole(known: Deciding, source: str, row: int | None, held: Mapping | None, part: Part) -> tuple[str, str] | None:
    """The ground on which a part is proposed to be left out whole, and whose it is."""
    if source in TELLS:
        return TELLS[source]
    of = known.owners.get((source, row or 0), set())
    if source in TELLS_OTHERS and known.request.asker not in OWN and of != {known.asker}:
        return TELLS_OTHERS[source]
    if held is None:
        return None
    if recorded_since(source, held, known.ended):
        return Ground.OUTSIDE, "Recorded when whoever asks had no part in the case"
    if source == "front_door_informationanswer" and held["label"] != "FAMILY":
        return Ground.SOURCE, "What an agency gave to professionals alone"
    if part.of is Of.VOICE and not _is_own(known, of, held):
        return Ground.SOURCE, f"{_names(known, of) or 'A child'}’s own words"
    if source != PERSON and of and not of & known.subjects:
        return Ground.THIRD_PARTY, f"About {_names(known, of)}, and nobody whose record was asked for"
    if source in OWN_PART and known.request.asker not in OWN and of != {known.asker}:
        return Ground.SOURCE, f"What {_names(known, of)} wrote for the workers"
    if part.of is Of.RESTRICTED:
        return Ground.HARM, RESTRICTED
    if part.of is Of.SENDER and is_of_told(known.told, source, row, held):
        return Ground.SOURCE, "Who told us, and how they are reached"
    return None


def _is_own(known: Deciding, of: set[int], held: Mapping) -> bool:
    """Whether a child's own words are the asker's. Of an adult who asks about themselves that has to be known: they may be the parent."""
    values = held.get("values")
    several = isinstance(values, dict) and len(values.get("children") or ()) > 1
    if known.request.asker not in OWN or several:
        return False
    return of <= known.subjects and bool(of) or not of and known.request.asker == RightsRequest.Asker.CHILD


def is_of_told(told: set[tuple[str, int]], source: str, row: int | None, held: Mapping) -> bool:
    """Whether a row came from somebody who is kept back (`told_rows`)."""
    near = {
        (source, row),
        ("front_door_submission", held.get("submission_id")),
        ("front_door_contact", held.get("contact_id")),
    }
    return bool(near & told)


def told_rows(found: list[Row]) -> set[tuple[str, int]]:
    """What came from somebody who is kept back: what they sent, its form, and the contacts made of it."""
    sent = {pk: held.get("answers_id") for pk, held in told_submissions(found).items()}
    contacts = {pk for table, pk, held in found if table == "front_door_contact" and held["submission_id"] in sent}
    made = {("front_door_submission", pk) for pk in sent} | {("front_door_contact", pk) for pk in contacts}
    return made | {("casework_answers", answers) for answers in sent.values() if answers}


def told_submissions(found: Iterable[Row]) -> dict[int, Mapping]:
    """What somebody sent who is kept back, by its key: whoever has no account here, and whoever asked for it, when they called or in writing."""
    rows = list(found)
    values = {pk: held["values"] for table, pk, held in rows if table == "casework_answers"}
    sent = {pk: held for table, pk, held in rows if table == "front_door_submission"}
    cases: dict[int, set[int]] = {
        pk: {held["joined_to_id"]} - {None} for pk, held in sent.items() if "joined_to_id" in held
    }
    for table, _, held in rows:
        if table == "front_door_contact" and held.get("case_id"):
            cases.setdefault(held["submission_id"], set()).add(held["case_id"])
    told = {pk for pk, held in sent.items() if _is_told(held, values.get(held.get("answers_id")) or {})}
    before: set[int] = set()
    while told != before:
        before, theirs = told, set().union(*(cases.get(pk, ()) for pk in told))
        told = told | {pk for pk in sent if theirs & cases.get(pk, set())}
    return {pk: sent[pk] for pk in sent if pk in told}


def _is_told(submission: Mapping, values: Mapping) -> bool:
    asks = asks_not_to_be_named(values, submission.get("worry") or "")
    return not submission["sender_user_id"] or bool(submission.get("name_kept_back")) or asks


def _names(known: Deciding, of: set[int]) -> str:
    return ", ".join(sorted(filter(None, (known.called.get(each, "") for each in of))))
