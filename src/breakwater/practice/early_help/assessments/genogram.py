"""A family drawn: a square for a man or boy, a circle for a woman or girl, older generations above; and the same as a list.

Plain: give people and ties, get places and words. Whoever is not given is not drawn, and no gap shows that there is more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from breakwater.foundation.design.moments import day
from breakwater.partnership.people.models import Person, Relationship, RelationshipCode

CODE = RelationshipCode
PARENTS = {
    CODE.MOTHER,
    CODE.FATHER,
    CODE.PARENT,
    CODE.STEP_MOTHER,
    CODE.STEP_FATHER,
    CODE.FOSTER_CARER,
    CODE.KINSHIP_CARER,
}
NOT_BY_BIRTH = {CODE.STEP_MOTHER, CODE.STEP_FATHER, CODE.FOSTER_CARER, CODE.KINSHIP_CARER}
# How many generations above `other` a person of this code stands.
ABOVE = dict.fromkeys(PARENTS | {CODE.AUNT, CODE.UNCLE, CODE.PARTNER}, 1) | {CODE.GRANDMOTHER: 2, CODE.GRANDFATHER: 2}
BESIDE = {CODE.SIBLING, CODE.HALF_SIBLING, CODE.STEP_SIBLING}
STEP_X, STEP_Y, EDGE, SIZE = 170, 150, 85, 26
LONGEST_NAME = 22


@dataclass(frozen=True)
class Symbol:
    """One person in the drawing, at the middle of their shape."""

    name: str
    born: str
    shape: str
    x: int
    y: int
    is_child: bool


@dataclass(frozen=True)
class Line:
    """A tie between two places: drawn whole by birth, broken otherwise."""

    x1: int
    y1: int
    x2: int
    y2: int
    is_broken: bool


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    symbols: list[Symbol]
    lines: list[Line]
    said: list[str]
    person_ids: list[int] = field(default_factory=list)


def draw(people: Mapping[int, Person], ties: Iterable[Relationship], children: set[int]) -> Drawing:
    """Place `people` (by id) by generation, the `children` of the episode lowest or with their kind, and say every tie."""
    ties = list(ties)
    rows: dict[int, list[int]] = {}
    for key, level in _generations(people, ties, children).items():
        rows.setdefault(level, []).append(key)
    widest = max((len(row) for row in rows.values()), default=1)
    width = widest * STEP_X
    places: dict[int, tuple[int, int]] = {}
    for depth, level in enumerate(sorted(rows, reverse=True)):
        row = sorted(
            rows[level],
            key=lambda key: (_under(key, ties, places), people[key].born_on is None, people[key].born_on, key),
        )
        start = (width - len(row) * STEP_X) // 2 + EDGE
        for number, key in enumerate(row):
            places[key] = (start + number * STEP_X, 50 + depth * STEP_Y)
    symbols = [_symbol(people[key], places[key], key in children) for key in places]
    drawn = [
        Line(*places[tie.person_id], *places[tie.other_id], tie.code in NOT_BY_BIRTH)
        for tie in ties
        if tie.code in PARENTS | {CODE.GRANDMOTHER, CODE.GRANDFATHER, CODE.AUNT, CODE.UNCLE, CODE.PARTNER}
    ]
    return Drawing(width, 50 + len(rows) * STEP_Y, symbols, drawn, [_said(people, tie) for tie in ties], sorted(people))


def _generations(people: Mapping[int, Person], ties: list[Relationship], children: set[int]) -> dict[int, int]:
    """Each person's generation: 0 for the children, 1 for their parents, and so on; whoever is tied to nobody stands at 0."""
    level = {key: 0 for key in children if key in people}
    for _ in range(len(people)):
        for tie in ties:
            up = 0 if tie.code in BESIDE else ABOVE.get(tie.code, 0)
            if tie.other_id in level and tie.person_id not in level:
                level[tie.person_id] = level[tie.other_id] + up
            elif tie.person_id in level and tie.other_id not in level:
                level[tie.other_id] = level[tie.person_id] - up
    return level | {key: 1 for key in people if key not in level}


def _under(key: int, ties: list[Relationship], places: Mapping[int, tuple[int, int]]) -> float:
    """Where the people above stand, so that children come below their parents."""
    above = [places[tie.person_id][0] for tie in ties if tie.other_id == key and tie.person_id in places]
    return sum(above) / len(above) if above else 0


def _symbol(person: Person, place: tuple[int, int], is_child: bool) -> Symbol:
    name = person.known_as or person.name
    shape = {"M": "square", "F": "circle"}.get(person.sex, "diamond")
    born = str(person.born_on.year) if person.born_on else ("not yet born" if person.expected_on else "")
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return Symbol(short, born, shape, *place, is_child)


def _said(people: Mapping[int, Person], tie: Relationship) -> str:
    more = []
    if tie.holds_parental_responsibility:
        more.append("holds parental responsibility")
    if tie.lives_in_household is not None:
        more.append("lives with them" if tie.lives_in_household else "lives elsewhere")
    if tie.starts_on:
        more.append(f"since {day(tie.starts_on)}")
    words = f"{people[tie.person_id].name} is {tie.get_code_display()} of {people[tie.other_id].name}"
    return f"{words} ({', '.join(more)})" if more else words
