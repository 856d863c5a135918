"""A family drawn with the symbols of a genogram: a square is male, a circle female, a diamond where nobody recorded it.

Older generations stand above, couples side by side with a line between them, brothers and sisters by age under one bar, whoever
the drawing is about in a double line, whoever has died crossed out. A broken line is a tie that is not by birth, or by one parent.
Give people and ties, get places and words: whoever is not given is not drawn, and no gap shows that there is more (SG-18).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from breakwater.foundation.dates.partial import age_in_words

from ..models import Person, Relationship, RelationshipCode
from . import presenting

CODE = RelationshipCode
BY_BIRTH = {CODE.MOTHER, CODE.FATHER, CODE.PARENT}
CARERS = {CODE.STEP_MOTHER, CODE.STEP_FATHER, CODE.FOSTER_CARER, CODE.KINSHIP_CARER}
# How many generations above `other` a person of this code stands.
ABOVE = dict.fromkeys(BY_BIRTH | CARERS | {CODE.AUNT, CODE.UNCLE, CODE.PARTNER}, 1) | dict.fromkeys(
    (CODE.GRANDMOTHER, CODE.GRANDFATHER), 2
)
BROTHERS_AND_SISTERS = {CODE.SIBLING, CODE.HALF_SIBLING, CODE.STEP_SIBLING}
# What the word itself says, for someone whose sex nobody recorded; nothing is taken from a name.
FEMALE = {CODE.MOTHER, CODE.STEP_MOTHER, CODE.GRANDMOTHER, CODE.AUNT}
MALE = {CODE.FATHER, CODE.STEP_FATHER, CODE.GRANDFATHER, CODE.UNCLE}
COLUMN, ROW, EDGE = 146, 146, 32
HALF, WORDS, LANE = 20, 66, 8  # half a symbol; how far the words below its middle reach; between two bars
LONGEST = 16  # letters of a name


@dataclass(frozen=True, slots=True)
class Symbol:
    """One person, at the middle of their shape; `age` stands inside it."""

    name: str
    what: str
    age: str
    shape: str
    x: int
    y: int
    is_subject: bool
    has_died: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A way through points, as the `d` of an SVG path."""

    d: str
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    symbols: Sequence[Symbol]
    lines: Sequence[Line]

    @property
    def has_broken(self) -> bool:
        return any(line.is_broken for line in self.lines)


@dataclass(slots=True)
class _Family:
    """What the ties say. `parents` are by birth; brothers and sisters share them where only one side's are recorded."""

    people: Mapping[int, Person]
    ties: Sequence[Relationship]
    parents: dict[int, tuple[int, ...]] = field(default_factory=dict)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self):
        found: dict[int, set[int]] = {}
        for tie in self.ties:
            if tie.code in BY_BIRTH:
                found.setdefault(tie.other_id, set()).add(tie.person_id)
        for one, other in self.beside(CODE.SIBLING):
            shared = found.get(one) or found.get(other)
            if shared:
                found.setdefault(one, shared), found.setdefault(other, shared)
        self.parents = {child: tuple(sorted(those)) for child, those in found.items()}

    def beside(self, *codes: str) -> Iterator[tuple[int, int]]:
        return ((tie.person_id, tie.other_id) for tie in self.ties if tie.code in codes)

    def codes_of(self, key: int) -> set[str]:
        """What this person is to others, by the ties."""
        return {tie.code for tie in self.ties if tie.person_id == key}

    def unions(self) -> dict[tuple[int, ...], list[int]]:
        """The children of each set of parents."""
        found: dict[tuple[int, ...], list[int]] = {}
        for child, parents in sorted(self.parents.items()):
            found.setdefault(parents, []).append(child)
        return found


def draw(people: Mapping[int, Person], ties: Iterable[Relationship], subjects: Collection[int], *, on: date) -> Drawing:
    """Draw `people` (by key) as they are tied. `subjects` are those it is about, `on` the day on which ages are said."""
    family = _Family(people, [tie for tie in ties if tie.person_id in people and tie.other_id in people])
    rows: dict[int, list[int]] = {}
    for key, level in _generations(family, subjects).items():
        rows.setdefault(level, []).append(key)
    widest = max(map(len, rows.values()), default=1)
    for depth, level in enumerate(sorted(rows, reverse=True)):
        row = _in_order(family, rows[level])
        start = (widest - len(row)) * COLUMN // 2 + COLUMN // 2
        family.places |= {key: (start + number * COLUMN, EDGE + depth * ROW) for number, key in enumerate(row)}
    said = _what_they_are(family, subjects)
    symbols = [_symbol(family, key, said.get(key, ""), key in subjects, on) for key in family.places]
    lines = [*_births(family), *_others(family)]
    return Drawing(widest * COLUMN, EDGE + len(rows) * ROW - ROW + WORDS + 8, symbols, lines)


def shape_of(person: Person, codes: Collection[str] = ()) -> str:
    """The recorded sex; without one what the recorded tie says in itself."""
    if person.sex == Person.Sex.MALE:
        return "square"
    if person.sex == Person.Sex.FEMALE:
        return "circle"
    if FEMALE.isdisjoint(codes) == MALE.isdisjoint(codes):
        return "diamond"
    return "square" if FEMALE.isdisjoint(codes) else "circle"


def _generations(family: _Family, subjects: Collection[int]) -> dict[int, int]:
    """Each person's generation: 0 for the subjects, 1 for their parents, -1 for their children."""
    level = {key: 0 for key in subjects if key in family.people}
    for _ in range(len(family.people)):
        before = len(level)
        for tie in family.ties:
            up = ABOVE.get(tie.code, 0)
            if tie.other_id in level and tie.person_id not in level:
                level[tie.person_id] = level[tie.other_id] + up
            elif tie.person_id in level and tie.other_id not in level:
                level[tie.other_id] = level[tie.person_id] - up
        if len(level) == before:
            break
    return level | {key: 1 for key in family.people if key not in level}


def _in_order(family: _Family, row: Sequence[int]) -> list[int]:
    """A generation from left to right: under its parents, the eldest first, and two who have a child side by side."""
    related = {key for pair in family.beside(*BROTHERS_AND_SISTERS) for key in pair} | set(family.parents)
    has_children = {key for parents in family.parents.values() for key in parents}

    def place(key: int):
        above = [family.places[one][0] for one in family.parents.get(key, ()) if one in family.places]
        born = family.people[key].born_on
        near = key in related or key in has_children
        return (
            not near,
            not above if key in related else False,
            sum(above) / len(above) if above else 0,
            key in has_children and shape_of(family.people[key], family.codes_of(key)) != "square",
            born is None,
            born or date.max,
            key,
        )

    waiting, ordered = sorted(row, key=place), []
    partners: dict[int, list[int]] = {}
    for parents in family.unions():
        for one, other in pairwise(parents):
            partners.setdefault(one, []).append(other)
            partners.setdefault(other, []).append(one)
    while waiting:
        # From an end of a chain of couples, so that each stands beside the other.
        ends = [key for key in waiting if len([p for p in partners.get(key, ()) if p in waiting]) < 2]
        key = ends[0] if ends else waiting[0]
        while key is not None:
            ordered.append(key)
            waiting.remove(key)
            key = next((one for one in partners.get(key, ()) if one in waiting), None)
    return ordered


def _what_they_are(family: _Family, subjects: Collection[int]) -> dict[int, str]:
    """What each is to those it is about."""
    said: dict[int, str] = {}
    for tie in family.ties:
        if tie.other_id in subjects:
            said.setdefault(tie.person_id, presenting.what_they_are(tie, tie.person_id, family.people[tie.person_id]))
        if tie.person_id in subjects:
            said.setdefault(tie.other_id, presenting.what_they_are(tie, tie.other_id, family.people[tie.other_id]))
    return {key: words for key, words in said.items() if key not in subjects}


def _births(family: _Family) -> Iterator[Line]:
    """From parents to children: a line between two, one down, a bar, and one to each child. Each family has a bar of its own."""
    lanes: dict[int, int] = {}
    for parents, children in family.unions().items():
        below = min(family.places[child][1] for child in children)
        lane = lanes[below] = lanes.get(below, -1) + 1
        bar = below - HALF - 28 - lane * LANE
        at = sorted(family.places[key] for key in parents)
        if len(at) == 2 and at[0][1] == at[1][1] and at[1][0] - at[0][0] == COLUMN:
            (left, y), (right, _) = at
            yield Line(f"M{left + HALF} {y}H{right - HALF}", is_broken=False)
            stems = [((left + right) // 2, y)]
        else:
            stems = [(x, y + WORDS) for x, y in at]
        for x, y in stems:
            yield Line(f"M{x} {y}V{bar}", is_broken=False)
        reach = [x for x, _ in stems] + [family.places[child][0] for child in children]
        yield Line(f"M{min(reach)} {bar}H{max(reach)}", is_broken=False)
        for child in children:
            x, y = family.places[child]
            yield Line(f"M{x} {bar}V{y - HALF}", is_broken=False)


def _others(family: _Family) -> Iterator[Line]:
    """Carers who are no parents by birth, and brothers and sisters whose parents are not recorded here: a bar for each group."""
    cared_for: dict[int, list[int]] = {}
    for carer, child in family.beside(*CARERS):
        cared_for.setdefault(carer, []).append(child)
    together: dict[tuple[int, ...], list[int]] = {}
    for carer, children in cared_for.items():
        together.setdefault(tuple(sorted(children)), []).append(carer)
    lane = 0
    for children, carers in together.items():
        yield from _bar(family, carers, children, lane, is_broken=True)
        lane += 1
    for codes in ((CODE.SIBLING,), (CODE.HALF_SIBLING, CODE.STEP_SIBLING)):
        pairs = [pair for pair in family.beside(*codes) if not all(family.parents.get(key) for key in pair)]
        if pairs:
            group = sorted({key for pair in pairs for key in pair})
            yield from _bar(family, (), group, lane, is_broken=codes != (CODE.SIBLING,))
            lane += 1


def _bar(
    family: _Family, above: Collection[int], children: Collection[int], lane: int, *, is_broken: bool
) -> Iterator[Line]:
    """One bar over `children`, with a stem from each of those above and a drop to each child, beside the drop of a birth."""
    stems, drops = [family.places[key] for key in above], [family.places[key] for key in children]
    aside = LANE if is_broken else 0
    bar = min(y for _, y in drops) - HALF - 8 - lane * LANE
    reach = [x for x, _ in stems] + [x + aside for x, _ in drops]
    yield Line(f"M{min(reach)} {bar}H{max(reach)}", is_broken)
    for x, y in stems:
        yield Line(f"M{x} {y + WORDS}V{bar}", is_broken)
    for x, y in drops:
        yield Line(f"M{x + aside} {bar}V{y - HALF}", is_broken)


def _symbol(family: _Family, key: int, what: str, is_subject: bool, on: date) -> Symbol:
    person = family.people[key]
    name = person.known_as or person.forename or person.description or "Name not known"
    return Symbol(
        name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…",
        "unborn" if person.expected_on and not person.born_on and not what else what,
        _age(person, on),
        shape_of(person, family.codes_of(key)),
        *family.places[key],
        is_subject,
        person.died_on is not None,
    )


def _age(person: Person, on: date) -> str:
    """12, or 5 m for months; nothing where the year is not certain."""
    words = "" if person.died_on or not person.born else age_in_words(on=on, born=person.born).split()
    if len(words) != 2 or not words[0].isdigit():
        return ""
    return words[0] if words[1].startswith("year") else f"{words[0]} {words[1][0]}"
