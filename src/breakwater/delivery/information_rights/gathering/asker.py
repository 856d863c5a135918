"""What is the asker's own in a record that is also somebody else's: their name, and where and how they themselves are reached."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..models import RightsRequest
from ..redaction import folded
from .ways import PERSON


@dataclass(frozen=True)
class Asker:
    """`person` is their record among those that the request is about, where one alone bears their name. Words are squeezed: no case, space or sign."""

    person: int | None = None
    names: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def has(self, words: str) -> bool:
        return squeezed(words) in self.names | self.own

    def is_named(self, words: str) -> bool:
        return squeezed(words) in self.names


def squeezed(words: str) -> str:
    return re.sub(r"[\W_]+", "", folded(words))


def asker_of(request: RightsRequest, found: Iterable[tuple[str, int, Mapping]]) -> Asker:
    """Whoever was verified, by their name as it was logged. One of two who bear it alike is nobody: their homes are masked (SG-27)."""
    if not request.verified_on:
        return Asker()
    logged, rows = squeezed(request.asker_name), list(found)
    bearing = [pk for table, pk, held in rows if table == PERSON and logged in _names_of(held)]
    names = frozenset({logged} - {""})
    if len(bearing) != 1:
        return Asker(names=names)
    (person,) = bearing
    own: set[str] = set()
    for table, pk, held in rows:
        if table == PERSON and pk == person:
            names |= _names_of(held)
        elif held.get("person_id") == person and table == "people_personcontact":
            own.add(squeezed(held["value"]))
        elif held.get("person_id") == person and table == "people_address":
            lines = [part for part in re.split(r"[,\n]", held["lines"]) if re.search(r"\d", part)]
            own |= {squeezed(each) for each in (held["lines"], held["postcode"], *lines)}
    return Asker(person, names, frozenset(own - {""}))


def _names_of(held: Mapping) -> set[str]:
    firsts = {held["forename"], held["known_as"], f"{held['forename']} {held['middle_names']}"} - {"", None}
    return {squeezed(f"{first} {held['surname']}") for first in firsts if held["surname"]}
