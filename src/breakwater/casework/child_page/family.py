"""The people around a person, as a list and as a small drawing: a generation a row, lines from parents to children."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from breakwater.partnership.people.models import Person, Relationship, RelationshipCode
from breakwater.partnership.people.records import presenting

R = RelationshipCode
ELDERS = {R.GRANDMOTHER, R.GRANDFATHER}
PARENTS = {
    R.MOTHER,
    R.FATHER,
    R.PARENT,
    R.STEP_MOTHER,
    R.STEP_FATHER,
    R.FOSTER_CARER,
    R.KINSHIP_CARER,
    R.PARTNER,
    R.AUNT,
    R.UNCLE,
}
BY_BLOOD = {R.MOTHER, R.FATHER, R.PARENT}
BOX, GAP, ROW = 132, 14, 124
MARK, WORDS, BAR = 18, 62, 30  # half a mark, how far the words below it reach, how far above the children the bar runs


@dataclass(frozen=True)
class Relative:
    """Someone related to the person: who, what they are to them, and in which row of the drawing they stand."""

    person: Person
    what: str
    row: int
    is_parent_by_blood: bool
    is_child: bool
    holds_parental_responsibility: bool | None
    lives_here: bool | None
    href: str


@dataclass(frozen=True)
class Place:
    """One person in the drawing. `shape` is square (male), circle (female) or diamond (not known)."""

    x: int
    y: int
    shape: str
    name: str
    what: str
    is_subject: bool


@dataclass(frozen=True)
class Drawing:
    """Places and lines, with the size they need."""

    places: Sequence[Place]
    lines: Sequence[tuple[int, int, int, int]]
    width: int
    height: int


def relatives_of(person: Person) -> list[Relative]:
    """The person's present relatives that the actor may see: the wall leaves out who may not be known of (SG-18).

    A guarded person is drawn beside nobody, for their readers either (SG-13).
    """
    rows = Relationship.objects.present().of([person]).drawable().select_related("person", "other")
    found: dict[int, Relative] = {}
    for row in rows.order_by("pk"):
        other = row.person if row.other_id == person.pk else row.other
        found.setdefault(other.pk, _relative(row, other, said_of_them=row.other_id == person.pk))
    return sorted(found.values(), key=lambda one: (one.row, not one.is_parent_by_blood, one.person.pk))


def _relative(row: Relationship, other: Person, *, said_of_them: bool) -> Relative:
    code = RelationshipCode(row.code)
    if said_of_them:
        what, generation = code.label, 0 if code in ELDERS else 1 if code in PARENTS else 2
    else:
        what = presenting.INVERSE.get(code, code.label)
        generation = 4 if code in ELDERS else 3 if code in PARENTS else 2
    return Relative(
        person=other,
        what=what,
        row=generation,
        is_parent_by_blood=said_of_them and code in BY_BLOOD,
        is_child=not said_of_them and code in BY_BLOOD,
        holds_parental_responsibility=row.holds_parental_responsibility if said_of_them else None,
        lives_here=row.lives_in_household,
        href=reverse("casework:person", args=[other.public_id]),
    )


def drawing(person: Person, relatives: Sequence[Relative]) -> Drawing | None:
    """A drawing of person and relatives, or None where there is nobody to draw beside them."""
    if not relatives:
        return None
    rows: dict[int, list[tuple[Person, Relative | None]]] = {}
    for one in relatives:
        rows.setdefault(one.row, []).append((one.person, one))
    peers = rows.setdefault(2, [])
    peers.insert(len(peers) // 2, (person, None))
    width = max(len(row) for row in rows.values()) * (BOX + GAP) + GAP
    places, parents, siblings, children, subject = [], [], [], [], None
    for depth, generation in enumerate(sorted(rows)):
        row = rows[generation]
        start = (width - len(row) * (BOX + GAP) + GAP) // 2 + BOX // 2
        for number, (who, one) in enumerate(row):
            x, y = start + number * (BOX + GAP), depth * ROW + 30
            place = Place(x, y, _shape(who), _short(who), one.what if one else "", one is None)
            places.append(place)
            if one is None:
                subject = place
            elif one.is_parent_by_blood:
                parents.append(place)
            elif one.is_child:
                children.append(place)
            elif one.what == R.SIBLING.label:
                siblings.append(place)
    lines = _descent(parents, [subject, *siblings]) + _descent([subject], children)
    return Drawing(places, lines, width, len(rows) * ROW)


def _descent(parents: Sequence[Place], children: Sequence[Place]) -> list[tuple[int, int, int, int]]:
    """From parents to children as genograms have it: a line between two parents, one down, a bar, and one to each child."""
    if not (parents and children):
        return []
    left, right = min(place.x for place in parents), max(place.x for place in parents)
    middle, bar = (left + right) // 2, min(place.y for place in children) - BAR
    below_words = parents[0].y + (0 if len(parents) == 2 else WORDS)
    reach = [middle, *(place.x for place in children)]
    lines = [(left + MARK, parents[0].y, right - MARK, parents[0].y)] if len(parents) == 2 else []
    lines += [(middle, below_words, middle, bar), (min(reach), bar, max(reach), bar)]
    return lines + [(place.x, bar, place.x, place.y - MARK) for place in children]


def _shape(person: Person) -> str:
    return {Person.Sex.MALE: "square", Person.Sex.FEMALE: "circle"}.get(person.sex, "diamond")


def _short(person: Person) -> str:
    name = person.known_as or person.forename or person.description or "Not known"
    return name if len(name) <= 17 else f"{name[:16]}\u2026"
