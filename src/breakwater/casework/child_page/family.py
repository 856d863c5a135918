"""The people around a person, as a list and as a genogram."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from breakwater.partnership.people.models import Person, Relationship
from breakwater.partnership.people.records import genogram, presenting


@dataclass(frozen=True)
class Relative:
    """Someone related to the person: who, what they are to them, and the tie that says so."""

    person: Person
    what: str
    tie: Relationship
    holds_parental_responsibility: bool | None
    lives_here: bool | None
    href: str


def relatives_of(person: Person) -> list[Relative]:
    """The person's present relatives that the actor may see, elders first: the wall leaves out who may not be known of (SG-18).

    A guarded person is drawn beside nobody, for their readers either (SG-13).
    """
    rows = Relationship.objects.present().of([person]).drawable().select_related("person", "other")
    found: dict[int, Relative] = {}
    for row in rows.order_by("pk"):
        other = row.person if row.other_id == person.pk else row.other
        found.setdefault(other.pk, _relative(row, other))
    return sorted(
        found.values(), key=lambda one: (_generation(one), one.tie.code not in genogram.BY_BIRTH, one.person.pk)
    )


def _relative(row: Relationship, other: Person) -> Relative:
    said_of_them = row.person_id == other.pk
    return Relative(
        person=other,
        what=presenting.what_they_are(row, other.pk, other),
        tie=row,
        holds_parental_responsibility=row.holds_parental_responsibility if said_of_them else None,
        lives_here=row.lives_in_household,
        href=reverse("casework:person", args=[other.public_id]),
    )


def _generation(one: Relative) -> int:
    up = genogram.ABOVE.get(one.tie.code, 0)
    return -up if one.tie.person_id == one.person.pk else up


def drawing(person: Person, relatives: Sequence[Relative], on: date) -> genogram.Drawing | None:
    """A genogram of person and relatives, or None where there is nobody to draw beside them."""
    if not relatives:
        return None
    people = {person.pk: person} | {one.person.pk: one.person for one in relatives}
    return genogram.draw(people, [one.tie for one in relatives], {person.pk}, on=on)
