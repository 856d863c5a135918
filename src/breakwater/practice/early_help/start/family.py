"""Who else of the family takes part in help that a school or another lead starts: proposed from the record, each by choice.

What the record proposes is what whoever starts may read. Whom they name besides is looked for among the child's own relatives by the
area's service, by the very name and no likeness, and never one whose record is restricted or guarded (SG-13, SG-18), nor a brother or
sister, of whom a school is told nothing (SG-21).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Case
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people import cleaning
from breakwater.partnership.people.models import Person, RelationshipCode
from breakwater.partnership.people.records import presenting

Code = RelationshipCode
PARENTS = {Code.MOTHER.label, Code.FATHER.label, Code.PARENT.label}
BROTHERS_AND_SISTERS = {Code.SIBLING.label, Code.HALF_SIBLING.label, Code.STEP_SIBLING.label}


@dataclass(frozen=True)
class Proposed:
    """Someone of the family who may take part, and why they are proposed."""

    person: Person
    words: str


@dataclass(frozen=True)
class Chosen:
    """Whom the starter wants to take part: records (by key) that they chose, and names that they typed."""

    people: Sequence[int] = ()
    names: Sequence[str] = ()


def proposed_for(child: Person, *, at: datetime) -> list[Proposed]:
    """The parents, whoever holds parental responsibility and the adults of the household, as far as the actor may read them."""
    found = _relatives(child, at)
    audit.saw("person", *(one.person.pk for one in found))
    return [Proposed(one.person, _why(one)) for one in found]


def _relatives(child: Person, at: datetime) -> list[presenting.Relative]:
    relatives = presenting.header(child, on=london_date(at)).relatives
    return [
        one
        for one in relatives
        if one.is_their not in BROTHERS_AND_SISTERS
        and (one.is_their in PARENTS or one.holds_parental_responsibility or one.lives_in_household)
    ]


def _why(one: presenting.Relative) -> str:
    said = [
        f"{one.person.name}, {one.is_their}",
        "holds parental responsibility" if one.holds_parental_responsibility else "",
        "lives in the household" if one.lives_in_household else "",
    ]
    return ", ".join(filter(None, said))


def bring_in(case: Case, child: Person, chosen: Chosen, *, by: Actor, at: datetime) -> list[str]:
    """Put those chosen into the case, as the area's service; return the typed names that no relative on record has."""
    wanted = {cleaning.clean_name(name): name for name in chosen.names}
    for one in _relatives(child, at):
        name = cleaning.clean_name(one.person.name)
        if one.person.pk in chosen.people or name in wanted:
            wanted.pop(name, None)
            is_parent = one.is_their in PARENTS or one.holds_parental_responsibility
            capacity = Capacity.PARENT if is_parent else Capacity.HOUSEHOLD
            cases.add_participant(case=case, person=one.person, capacity=capacity, by=by, at=at)
    return list(wanted.values())


def names_in(text: str) -> list[str]:
    """The names typed, one a line; what stands behind a comma says what they are to the child."""
    return [name for line in text.splitlines() if (name := " ".join(line.split(",")[0].split()))]


def keys_of(proposed: Iterable[Proposed], chosen: Iterable[str]) -> list[int]:
    """The records behind the choices of a form."""
    by_id = {one.person.public_id: one.person.pk for one in proposed}
    return [by_id[key] for key in chosen if key in by_id]
