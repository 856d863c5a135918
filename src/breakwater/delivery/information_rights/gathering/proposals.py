"""What is proposed to be masked: whoever else stands in the rows, who gave information without an account, where a child lives, what a form restricts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from breakwater.partnership.organisations.models import Organisation, Team
from breakwater.partnership.people.models import Address

from ..models import Ground, RightsRequest
from ..redaction import folded
from .rows import Names, restricted_in
from .ways import PERSON, keys_of, tables

NOT_OURS = re.compile(r"(^|_)(name|phone|telephone|email|address|postcode|born|dob|contact)(_|$)")
IN_ROLE = re.compile(
    r"^(professional|school|gp|worker|lead|sender|approval|organisation)_"
)  # named in their work: usually disclosed
LEAST = 2


@dataclass(frozen=True)
class Proposal:
    words: str
    ground: str
    whose: str


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
    return {person: " ".join(dict.fromkeys(parts)) or "Somebody protected" for person, parts in said.items()}


def protected_words(others: Iterable[Other], own: set[str]) -> list[tuple[str, str]]:
    """What is taken out before anybody reads it. The forename and surname of a protected person also where they stand alone."""
    return [(one.words, Ground.THIRD_PARTY) for one in others if one.protected and _counts(one.words, own)]


def proposed(
    request: RightsRequest, rows: list[tuple[str, int, Mapping]], others: list[Other], called: Names
) -> Iterator[Proposal]:
    """Each once; nothing that is also the person's own, but where they live, if somebody else asks."""
    names, seen, own = names_of(others), set(), own_words(rows)
    for one in [*_of_others(others, names), *_of_rows(rows)]:
        if _counts(one.words, own) and folded(one.words) not in seen:
            seen.add(folded(one.words))
            yield one
    if request.asker not in (RightsRequest.Asker.SELF, RightsRequest.Asker.CHILD):
        yield from homes(rows, called)


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
        yield Proposal(one.words, Ground.THIRD_PARTY, names[one.person])


def _of_rows(rows: list[tuple[str, int, Mapping]]) -> Iterator[Proposal]:
    lay = {
        held["answers_id"] for table, _, held in rows if table == "front_door_submission" and not held["sender_user_id"]
    }
    for table, pk, held in rows:
        if table == "front_door_submission" and not held["sender_user_id"]:
            for column in ("sender_words", "reply_to", "name_kept_back"):
                yield Proposal(str(held.get(column) or ""), Ground.SOURCE, "Whoever told the service")
        if table == "casework_answers":
            for words, is_sender in _told(held["values"]):
                if is_sender and pk in lay:
                    yield Proposal(words, Ground.SOURCE, "Whoever told the service")
                elif not is_sender:
                    yield Proposal(words, Ground.THIRD_PARTY, "Named in a form")
            for words in restricted_in(held):
                yield Proposal(words, Ground.HARM, "An answer that the form restricts")


def _told(values, key: str = "") -> Iterator[tuple[str, bool]]:
    """What names somebody in answers, and whether it is whoever sent them. Parts of an answer go by its own key."""
    if isinstance(values, dict):
        for name, each in values.items():
            yield from _told(each, key if NOT_OURS.search(key) else str(name))
    elif isinstance(values, list):
        for each in values:
            yield from _told(each, key)
    elif isinstance(values, str) and NOT_OURS.search(key):
        is_sender = key.startswith("sender_") or key == "safe_contact_sender"
        if is_sender or not IN_ROLE.match(key):
            yield values, is_sender


def homes(rows: list[tuple[str, int, Mapping]], called: Names) -> Iterator[Proposal]:
    """Where the people live whom somebody else asks about, and how they are reached: masked until whoever decides knows that the asker may know
    it. Of somebody whose address is withheld also the school, which would lead there (SG-27).
    """
    withheld = False
    for table, _, held in rows:
        if table == "people_address" and held["ends_on"] is None:
            withheld = withheld or held["kind"] == Address.Kind.REFUGE or held["kept_back"]
            for column in ("lines", "postcode"):
                if held[column]:
                    yield Proposal(held[column], Ground.REFUGE, "Where the person lives")
        if table == "people_personcontact":
            yield Proposal(held["value"], Ground.REFUGE, "How the person is reached")
    for table, _, held in rows:
        if withheld and table == "people_enrolment" and held["ends_on"] is None:
            yield Proposal(
                called.of(Organisation, held["school_id"]), Ground.REFUGE, "Would lead to where the person lives"
            )
            yield Proposal(called.of(Team, held["team_id"]), Ground.REFUGE, "Would lead to where the person lives")
