"""A person in words, for the top of their page, a contact's card or a list; with the same few queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from breakwater.foundation.dates.partial import age_in_words
from breakwater.foundation.design.absent import NOBODY_CONFIRMED
from breakwater.foundation.design.moments import day

from .. import cleaning
from ..models import Address, Enrolment, Person, Registration, Relationship, RelationshipCode
from ..models import PersonSearch as Known

ADDRESS_WITHHELD = "Address withheld"
# The same words whatever the reason: a page that said "refuge" to one reader would say it to all.
CAUTION_WITHHELD = (
    "Where they live is withheld. Tell nobody, parents and relatives included, that they are here or where they live, "
    "before you have called the MASH or whoever leads."
)
ADDRESS_NOT_KNOWN = "No address that your role can see"
SECOND_PLACES = (Registration.SUBSIDIARY, Registration.GUEST)

Code = RelationshipCode
# What the other is to someone who is this to them.
INVERSE = {
    Code.MOTHER: "child",
    Code.FATHER: "child",
    Code.PARENT: "child",
    Code.STEP_MOTHER: "stepchild",
    Code.STEP_FATHER: "stepchild",
    Code.FOSTER_CARER: "foster child",
    Code.KINSHIP_CARER: "child in kinship care",
    Code.GRANDMOTHER: "grandchild",
    Code.GRANDFATHER: "grandchild",
    Code.AUNT: "niece or nephew",
    Code.UNCLE: "niece or nephew",
    Code.PARTNER: "partner's child",
}

# The word for one whose sex is recorded: (male, female). Nobody's is guessed.
BY_SEX = {
    Code.SIBLING.label: ("brother", "sister"),
    Code.HALF_SIBLING.label: ("half-brother", "half-sister"),
    Code.STEP_SIBLING.label: ("step-brother", "step-sister"),
    "child": ("son", "daughter"),
    "stepchild": ("stepson", "stepdaughter"),
    "grandchild": ("grandson", "granddaughter"),
    "niece or nephew": ("nephew", "niece"),
}


def what_they_are(tie: Relationship, key: int, person: Person) -> str:
    """What one of the two of a relationship is to the other, in one word where their sex is recorded: sister, son, mother."""
    code = RelationshipCode(tie.code)
    words = code.label if tie.person_id == key else INVERSE.get(code, code.label)
    male, female = BY_SEX.get(words, (words, words))
    return {Person.Sex.MALE: male, Person.Sex.FEMALE: female}.get(person.sex, words)


@dataclass(frozen=True, slots=True)
class Relative:
    """Someone related, and what they are to the person: 'mother', 'brother or sister', 'child'."""

    person: Person
    is_their: str
    holds_parental_responsibility: bool | None
    lives_in_household: bool | None


@dataclass(frozen=True, slots=True)
class Header:
    """The words at the top of a person's page. Empty where nothing is known, but for the address, which says so."""

    person: Person
    name: str
    age: str
    born: str
    address: str
    address_is_withheld: bool
    postcode: str
    school: str
    school_is_verified: bool
    year_group: str
    left_school: str  # where no place is now; no school is told from here where a pupil went (FD 5.7)
    language: str
    care_with_contact: str
    other_names: tuple[str, ...]
    relatives: tuple[Relative, ...]
    parental_responsibility: tuple[str, ...]

    def responsibility_said(self, told: Sequence[str] = ()) -> str:
        """Who holds parental responsibility, as far as the reader sees; `told` are those of whom a form says so."""
        return responsibility_said(self.parental_responsibility, told)


def responsibility_said(confirmed: Sequence[str], told: Sequence[str] = ()) -> str:
    """Who holds parental responsibility for a child, as every page says it.

    Whoever is named by a form alone is named as such, so that no header contradicts the form beside it; and nobody is said to
    be the only one, or none, since the record of another may be hidden from the reader.
    """
    said = ", ".join(confirmed) or NOBODY_CONFIRMED
    return f"{said}. As told, not confirmed: {', '.join(told)}" if told else said


def header(person: Person, *, on: date) -> Header:
    """One person's header. Four queries."""
    return headers([person], on=on)[0]


def headers(people: Sequence[Person], *, on: date) -> list[Header]:
    """Headers of several people in their order, with the same four queries however many there are."""
    ids = [person.pk for person in people]
    addresses = _latest(Address.objects.filter(person__in=ids).filter(Q(ends_on=None) | Q(ends_on__gt=on)))
    begun = list(Enrolment.objects.filter(person__in=ids, starts_on__lte=on).select_related("school"))
    places = _main_of_each(place for place in begun if place.ends_on is None or place.ends_on >= on)
    left = {place.person_id: place for place in sorted(_ended(begun, on), key=lambda place: (place.ends_on, place.pk))}
    others = defaultdict(list)
    for person in Person.objects.filter(pk__in=ids, other_names__isnull=False).values(
        "pk", "forename", "surname", "other_names__forename", "other_names__surname"
    ):
        forename = person["other_names__forename"] or person["forename"]
        surname = person["other_names__surname"] or person["surname"]
        others[person["pk"]].append(f"{forename} {surname}".strip())
    relatives = _relatives(ids)
    return [
        _header(p, addresses.get(p.pk), places.get(p.pk) or left.get(p.pk), others[p.pk], relatives[p.pk], on)
        for p in people
    ]


def withheld_among(people: Iterable[int], *, on: date) -> set[int]:
    """Those of some people (by key) of whom a present address is withheld from this page, as far as the reader sees. One query."""
    current = Address.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), person__in=list(people))
    return {one.person_id for one in current if is_withheld(one)}


def is_withheld(address: Address) -> bool:
    return address.is_withheld or not address.said


def _ended(places: Iterable[Enrolment], on: date) -> list[Enrolment]:
    return [place for place in places if place.ends_on is not None and place.ends_on < on]


def left_said(place: Enrolment) -> str:
    """Which school a child left, when, and for which one as far as was said: for the authority's pages alone (FD 5.7)."""
    return f"Left {place.school.name} on {day(place.ends_on)}. Next school: {place.gone_to or 'not known'}"


def _latest(rows) -> dict:
    """The last row of each person."""
    return {row.person_id: row for row in rows.order_by("starts_on", "pk")}


def _main_of_each(places) -> dict:
    """The last place of each person; of one at two schools the first of them, whichever began later."""
    rows = sorted(places, key=lambda row: (row.registration not in SECOND_PLACES, row.starts_on, row.pk))
    return {row.person_id: row for row in rows}


def _header(person, address, place, others, relatives, on: date) -> Header:
    withheld = bool(address and address.is_withheld)
    left = left_said(place) if place and _ended([place], on) else ""
    place = None if left else place
    language = person.first_language
    if person.interpreter_needed:
        language = f"{language}, interpreter needed" if language else "Interpreter needed"
    return Header(
        person=person,
        name=person.name,
        age=age_in_words(on=on, born=person.born, expected=person.expected_on),
        born=person.born.in_words() if person.born else "",
        address=ADDRESS_WITHHELD if withheld else (address.said if address else "") or ADDRESS_NOT_KNOWN,
        address_is_withheld=withheld,
        postcode="" if withheld or not address else address.postcode,
        school=place.school.name if place else "",
        school_is_verified=bool(place and place.verified_on),
        year_group=place.year_group if place else "",
        left_school=left,
        language=language,
        care_with_contact=person.care_with_contact,
        other_names=tuple(dict.fromkeys(others)),
        relatives=tuple(relatives),
        parental_responsibility=tuple(
            f"{r.person.name} ({r.is_their})" for r in relatives if r.holds_parental_responsibility
        ),
    )


def _relatives(ids: Iterable[int]) -> dict[int, list[Relative]]:
    """Each person's relatives, read from both ends; one query."""
    wanted = set(ids)
    found = defaultdict(list)
    rows = Relationship.objects.present().of(wanted).drawable()
    for row in rows.select_related("person", "other").order_by("pk"):
        code = RelationshipCode(row.code)
        shared = row.holds_parental_responsibility, row.lives_in_household
        if row.other_id in wanted:
            found[row.other_id].append(Relative(row.person, code.label, *shared))
        if row.person_id in wanted:
            # Parental responsibility is held by the one who is named first, so it says nothing of the other.
            found[row.person_id].append(
                Relative(row.other, INVERSE.get(code, code.label), None, row.lives_in_household)
            )
    return found


@dataclass(frozen=True, slots=True)
class Household:
    """People whose present address this is. Offered to a human to choose from; nothing is linked by it."""

    address: str
    people: tuple[Person, ...]


def households_at(*, uprn: str = "", postcode: str = "", line: str = "") -> list[Household]:
    """Households at a property number, or at a postcode (with a house number, at that house), that the actor may see.

    For a contact that gives an address and no name. Refuges are in none. Three queries at most.
    """
    found = Address.objects.present_homes().unguarded().select_related("person")
    if uprn:
        at_property = list(found.filter(uprn=uprn.lstrip("0")).order_by("person_id"))
        if at_property or not postcode:
            return _by_address(at_property)
    pc = cleaning.clean_postcode(postcode)
    if not pc:
        return []
    wanted = cleaning.clean_line(line)
    lines = dict(Known.objects.filter(pc=pc).values_list("person_id", "line"))
    ids = [person for person, known in lines.items() if not wanted or _same_house(wanted, known)]
    return _by_address(found.filter(person__in=ids).order_by("person_id"))


def _same_house(wanted: str, known: str) -> bool:
    """Whether every house or flat number asked for is in the known line; without a number, whether the words are."""
    numbers = [word for word in wanted.split() if word[0].isdigit()]
    asked = numbers or wanted.split()
    return set(asked) <= set(known.split())


def _by_address(addresses: Iterable[Address]) -> list[Household]:
    together: dict[tuple[str, str], list[Address]] = defaultdict(list)
    for address in addresses:
        key = (address.uprn, "") if address.uprn else ("", cleaning.clean_line(f"{address.lines} {address.postcode}"))
        together[key].append(address)
    return [Household(group[0].said, tuple(address.person for address in group)) for group in together.values()]
