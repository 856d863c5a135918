"""What is proposed to be masked: whoever else stands in the rows, who gave information without an account, where a child lives, what a form restricts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from breakwater.partnership.organisations.models import Organisation, Team

from ..models import Ground, RightsRequest
from ..redaction import folded
from .rows import Names, restricted_in
from .ways import PERSON, keys_of, tables

NOT_OURS = re.compile(r"(^|_)(name|phone|telephone|email|address|postcode|born|dob|contact)(_|$)")
IN_ROLE = re.compile(
    r"^(professional|school|gp|worker|lead|sender|approval|organisation)_"
)  # named in their work: usually disclosed
LEAST = 2
TOLD = "Whoever told the service"
NO_NAMES = re.compile(
    r"His|Her|Their|Our|The|This|That|And|For|From|Next|Mother|Father|Mum|Dad|Aunt|Uncle|Sister|Brother|Grandmother"
    r"|Grandfather|Nan|Neighbour|Friend|Teacher|Mrs|Miss|Doctor|Somebody|Someone|Anonymous|Unknown|Child|Family|School|Member|Public|Police|Nurse"
)
WHEREABOUTS = (
    "address",
    "postcode",
    "kept",
    "school",
)  # of somebody protected: taken out though the person lives there too
HIDDEN = (
    "[removed: somebody else’s information]"  # as everybody else is called on the copy: nobody learns who is protected
)
OWN = (RightsRequest.Asker.SELF, RightsRequest.Asker.CHILD)
# Rows that tell too much by standing there are left out whole until the officer decides otherwise; those of the second kind if somebody else asks.
TELLS = {
    "casework_disputenote": (Ground.OUTSIDE, "What somebody disputed: that they asked is theirs"),
    "audit_entry": (Ground.OUTSIDE, "Who has looked: given where it is asked for"),
}
TELLS_OTHERS = {
    "people_address": (Ground.THIRD_PARTY, "Where the person lives, or lived"),
    "people_personcontact": (Ground.THIRD_PARTY, "How the person is reached"),
    "people_enrolment": (Ground.THIRD_PARTY, "Where the person is by day"),
}
# When a row was recorded, as `access.rights_recorded` has it.
RECORDED = ("recorded_at", "entered_at", "saved_at", "made_at", "added_at", "at", "received_at", "asked_at", "sent_at")
RECORDED += ("offered_at", "called_at", "decided_at", "started_at", "starts_at", "on")
CHILDS_WORDS = re.compile(r"childs?_words")
OF_SENDER = re.compile(r"^(sender|referrer)_|^safe_contact_sender$|^relation(_|$)")


@dataclass(frozen=True)
class Proposal:
    words: str
    ground: str
    whose: str
    at: tuple[str, int] | None = None  # the row alone in which it is masked: words that say nothing elsewhere


@dataclass(frozen=True)
class Other:
    """A fact of somebody else whom the rows name."""

    person: int
    kind: str
    words: str
    protected: bool


def names_of(others: Iterable[Other]) -> dict[int, str]:
    """How the rows call everybody else; whoever is protected is called nothing."""
    said: dict[int, list[str]] = {}
    for one in others:
        if one.protected:
            said[one.person] = []
        elif one.kind in ("forename", "surname") and one.words:
            said.setdefault(one.person, []).append(one.words)
    return {person: " ".join(dict.fromkeys(parts)) or HIDDEN for person, parts in said.items()}


def protected_words(others: Iterable[Other], own: set[str]) -> list[tuple[str, str]]:
    """What is taken out before anybody reads it. The forename and surname of a protected person also where they stand alone."""
    return [
        (words, Ground.THIRD_PARTY)
        for one in others
        if one.protected
        for words in _in_parts(one)
        if _counts(words, set() if one.kind in WHEREABOUTS else own)
    ]


def proposed(
    request: RightsRequest, rows: list[tuple[str, int, Mapping]], others: list[Other], called: Names
) -> Iterator[Proposal]:
    """Each once; nothing that is also the person's own, but where they live, if somebody else asks."""
    names, seen, own = names_of(others), set(), own_words(rows)
    for one in [*_of_others(others, names), *_of_rows(rows)]:
        if (one.at or _counts(one.words, own)) and one.words.strip() and (folded(one.words), one.at) not in seen:
            seen.add((folded(one.words), one.at))
            yield one
    if request.asker not in OWN:
        yield from homes(rows, called)
        yield from _childs_words(rows)


def parts_ended(
    rows: list[tuple[str, int, Mapping]], subjects: set[int], request: RightsRequest
) -> dict[int, list[Mapping]]:
    """Cases in which a parent who asks has no part any more, and the parts that they had."""
    if request.asker != RightsRequest.Asker.PARENT:
        return {}
    parts: dict[int, list[Mapping]] = {}
    for table, _, held in rows:
        if table == "casework_participant" and held["person_id"] in subjects and held["capacity"] == "PARENT":
            parts.setdefault(held["case_id"], []).append(held)
    return {case: had for case, had in parts.items() if all(each["ends_at"] for each in had)}


def recorded_since(table: str, held: Mapping, ended: Mapping[int, list[Mapping]]) -> bool:
    """Whether a row of a case was recorded when whoever asks had no part in it, and is not about them."""
    had = ended.get(held.get("case_id"), [])
    moment = next((held[name] for name in RECORDED if held.get(name)), None)
    if not had or moment is None or table == "casework_case":
        return False
    keys = [key for key in keys_of(tables()[table]) if key.related_model._meta.db_table == PERSON]
    if {held.get(key.column) for key in keys} & {each["person_id"] for each in had}:
        return False
    return not any(
        each["starts_at"][:10] <= moment and moment <= max(each["ends_at"], each["starts_at"]) for each in had
    )


def whole(
    source: str, held: Mapping | None, subjects: set[int], request: RightsRequest, ended: Mapping[int, list[Mapping]]
) -> tuple[str, str] | None:
    """The ground on which a row is proposed to be left out whole, and whose it is."""
    if source in TELLS:
        return TELLS[source]
    if source in TELLS_OTHERS and request.asker not in OWN:
        return TELLS_OTHERS[source]
    if held is None:
        return None
    if recorded_since(source, held, ended):
        return Ground.OUTSIDE, "Recorded when whoever asks had no part in the case"
    if source == "front_door_informationanswer" and held["label"] != "FAMILY":
        return Ground.SOURCE, "What an agency gave to professionals alone"
    return (Ground.THIRD_PARTY, "A row about somebody else") if about_somebody_else(source, held, subjects) else None


def about_somebody_else(table: str, held: Mapping, subjects: set[int]) -> bool:
    """Whether every person whom a row names is somebody else."""
    keys = [key for key in keys_of(tables()[table]) if key.related_model._meta.db_table == PERSON]
    named = {held.get(key.column) for key in keys} - {None}
    return table != PERSON and bool(named) and not named & subjects


def own_words(rows: list[tuple[str, int, Mapping]]) -> set[str]:
    """Words of the people whom the request is about, folded: never masked as somebody else's."""
    own = set()
    for table, _, held in rows:
        if table == PERSON:
            own |= {held["forename"], held["surname"], held["known_as"], held["middle_names"], held["born_on"]}
        if table in ("people_personcontact", "people_identifier"):
            own.add(held["value"])
        if table == "people_address":
            own |= {held["lines"], held["postcode"]}
    return {folded(str(each)) for each in own if each}


def _counts(words: str, own: set[str]) -> bool:
    return len(words.strip()) >= LEAST and folded(words) not in own


def _of_others(others: list[Other], names: Mapping[int, str]) -> Iterator[Proposal]:
    open_ones = [one for one in others if not one.protected]
    for person in dict.fromkeys(one.person for one in open_ones):
        yield Proposal(names[person], Ground.THIRD_PARTY, names[person])
    for one in open_ones:
        for words in _in_parts(one):
            yield Proposal(words, Ground.THIRD_PARTY, names[one.person])


def _of_rows(rows: list[tuple[str, int, Mapping]]) -> Iterator[Proposal]:
    """Who told the service: whoever has no account, and whoever asked that their name be kept back, whoever passed it on (FD 7.4)."""
    told = {
        held["answers_id"]: held
        for table, _, held in rows
        if table == "front_door_submission" and (not held["sender_user_id"] or held.get("name_kept_back"))
    }
    for held in told.values():
        for words in (*_names(held.get("sender_words") or ""), held.get("reply_to") or ""):
            yield Proposal(words, Ground.SOURCE, TOLD)
    for table, pk, held in rows:
        if table == "casework_answers":
            for key, words in _told(held["values"]):
                if not OF_SENDER.search(key):
                    yield Proposal(words, Ground.THIRD_PARTY, "Named in a form")
                elif pk in told and NOT_OURS.search(key):
                    for part in _names(words) if "name" in key else [words]:
                        yield Proposal(part, Ground.SOURCE, TOLD)
                elif pk in told:
                    yield Proposal(words, Ground.SOURCE, TOLD, at=(table, pk))
            for words in restricted_in(held):
                yield Proposal(words, Ground.HARM, "An answer that the form restricts", at=(table, pk))


def _names(words: str) -> list[str]:
    """The words whole, and each name in them: in the record stands seldom more than one."""
    return [words, *(each for each in re.findall(r"\b[A-Z][^\W\d_]{2,}\b", words) if not NO_NAMES.fullmatch(each))]


def _told(values, key: str = "") -> Iterator[tuple[str, str]]:
    """Keys and words of what names somebody in answers. Parts of an answer go by its own key."""
    if isinstance(values, dict):
        for name, each in values.items():
            yield from _told(each, key if NOT_OURS.search(key) else str(name))
    elif isinstance(values, list):
        for each in values:
            yield from _told(each, key)
    elif isinstance(values, str) and (OF_SENDER.search(key) or (NOT_OURS.search(key) and not IN_ROLE.match(key))):
        yield key, values


def homes(rows: list[tuple[str, int, Mapping]], called: Names) -> Iterator[Proposal]:
    """Where the people live or lived whom somebody else asks about, where they go to school, and how they are reached: masked until whoever decides
    knows that the asker may know it. Of everybody alike, so that a mask says nothing of whose address is withheld (SG-27).
    """
    for table, _, held in rows:
        if table == "people_address":
            for words in (*_lines(held["lines"]), held["postcode"]):
                if words:
                    yield Proposal(words, Ground.THIRD_PARTY, "Where the person lives, or lived")
        if table == "people_personcontact":
            yield Proposal(held["value"], Ground.THIRD_PARTY, "How the person is reached")
        if table == "people_enrolment":
            for model, column in ((Organisation, "school_id"), (Team, "team_id")):
                if held[column] and (words := called.of(model, held[column])):
                    yield Proposal(words, Ground.THIRD_PARTY, "The person’s school")


def _childs_words(rows: list[tuple[str, int, Mapping]]) -> Iterator[Proposal]:
    """What a child said is theirs: a parent reads it once somebody decided so."""
    for table, _, held in rows:
        values = held["values"] if table == "casework_answers" else held
        for key, said in values.items() if isinstance(values, dict) else ():
            if CHILDS_WORDS.search(str(key)):
                for words in _texts(said):
                    yield Proposal(words, Ground.SOURCE, "The child’s own words")


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _in_parts(one: Other) -> Iterator[str]:
    """The words, and of an address each line: it is seldom written whole."""
    yield from _lines(one.words) if one.kind in ("address", "kept") else [one.words]


def _lines(address: str) -> list[str]:
    """An address whole, and each part of it that has a number and a street."""
    parts = [part.strip() for part in re.split(r"[,\n]", address or "")]
    streets = (part for part in parts if re.search(r"\d", part) and re.search(r"[^\W\d_]{3}", part))
    return list(dict.fromkeys([address, *streets]))
