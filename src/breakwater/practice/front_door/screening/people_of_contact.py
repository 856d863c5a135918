"""The people around the child of a contact as pages show them: who was named, who they were matched to, what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.partnership.people.cleaning import clean_line, clean_name, clean_postcode
from breakwater.partnership.people.models import RelationshipCode
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.records.presenting import Header, Relative

from ..child_as_told import age_as_told
from ..code_lists import RELATIONSHIPS
from ..models import Contact, NamedPerson
from ..models.named_people import ResponsibilityTold
from . import people_as_told
from .operations import named_people
from .operations.named_people import PersonOfContact

RELATION_SAID = dict(RELATIONSHIPS)
PARTS_SAID = {
    "alleged_harm": "Said to be a source of harm",
    "protective": "Said to protect the child",
    "main_carer": "Looks after the child most",
    "non_resident_parent": "A parent who lives elsewhere",
    "unidentified": "An adult nobody has identified",
    "pregnant": "Pregnant",
}
PARENTS = ("MTH", "FTH")


@dataclass(frozen=True)
class Adult:
    """An adult whom the referrer names. `match_href` is empty for whoever does not match."""

    name: str
    relation: str
    facts: Sequence[str]
    tag: dict
    is_matched: bool
    matched_to: str
    person_href: str
    match_href: str
    what: str


@dataclass(frozen=True)
class OtherChild:
    """Another child of the same form. `waits` says that somebody has to say whether they are brothers or sisters."""

    contact: Contact
    name: str
    href: str
    said: str
    waits: bool


@dataclass(frozen=True)
class PeopleOfContact:
    """Everyone around the child: adults, other children of the form, and what differs from the record.

    `told_responsible` are those who hold parental responsibility as the referrer says, and not on the record.
    """

    adults: Sequence[Adult]
    children: Sequence[OtherChild]
    conflicts: Sequence[str]
    person_ids: Sequence[int]
    told_responsible: Sequence[str]

    @property
    def waiting(self) -> int:
        """How many of them nobody has matched or said yet."""
        return sum(not one.is_matched for one in self.adults) + sum(one.waits for one in self.children)


def people_of_contact(
    contact: Contact, *, on: date, known: Header | None = None, may_match: bool = False
) -> PeopleOfContact:
    """The people of a contact; the same queries however many there are. `known` is the header of its child, once matched."""
    found = named_people.people_of(contact)
    others = named_people.of_another_family(contact) if any(one.sibling for one in found) else set()
    matched = [one.person for one in found if one.person and one.named]
    headers = {header.person.pk: header for header in presenting.headers(matched, on=on)}
    adults = [_adult(one, headers, contact, may_match) for one in found if one.named]
    children = [_other_child(one, contact) for one in found if one.sibling and _is_proposed(contact, one, others)]
    conflicts = [*_child_conflicts(contact, known), *_conflicts(found, headers, known)]
    shown = [one.person.pk for one in found if one.person]
    return PeopleOfContact(adults, children, list(dict.fromkeys(conflicts)), shown, _told_responsible(found, known))


def _told_responsible(found: Sequence[PersonOfContact], known: Header | None) -> list[str]:
    """Kelly Example (mother): of whom the referrer says that they hold parental responsibility, and the record does not."""
    on_record = {each.person.pk for each in known.relatives if each.holds_parental_responsibility} if known else set()
    return [
        f"{one.named.named_as or 'Name not known'} ({RELATION_SAID.get(one.named.relation, 'adult').lower()})"
        for one in found
        if one.named and one.named.parental_responsibility == ResponsibilityTold.YES
        if one.person is None or one.person.pk not in on_record
    ]


def _is_proposed(contact: Contact, one: PersonOfContact, others: set[int]) -> bool:
    """Whether another child of the form is proposed as a brother or sister, or somebody has said what they are."""
    return one.sibling_code is not None or not {contact.pk, one.sibling.pk} & others


def _adult(one: PersonOfContact, headers: dict[int, Header], contact: Contact, may_match: bool) -> Adult:
    named = one.named
    relation = RELATION_SAID.get(named.relation, "")
    header = headers.get(one.person.pk) if one.person else None
    tag = {"text": "Not matched yet", "kind": "amber"}
    if named.person_id:
        tag = {"text": "New record" if named.was_new else "Matched", "kind": "good"}
    return Adult(
        name=named.named_as or "Name not known",
        relation=relation,
        facts=facts_said(named),
        tag=tag,
        is_matched=bool(named.person_id),
        matched_to=header.name if header else "",
        person_href=reverse("casework:person", args=[header.person.public_id]) if header else "",
        match_href=reverse("front_door:named_person", args=[contact.reference, named.public_id]) if may_match else "",
        what=", ".join(filter(None, [named.named_as, relation.lower()])) or "this person",
    )


def facts_said(named: NamedPerson) -> list[str]:
    """What the referrer told of an adult, a sentence a fact. Nothing is said of what was not told."""
    born = people_as_told.born_told(named)
    lines, postcode = people_as_told.address_told(named)
    place = ", ".join(filter(None, [lines, postcode]))
    facts = [
        named.get_parental_responsibility_display() if named.parental_responsibility else "",
        named.get_lives_with_child_display() if named.lives_with_child else "",
        f"Born {born.in_words() if born else named.born_as_told}" if named.born_as_told else "",
        "In a refuge: no address is recorded" if named.in_refuge else f"Address: {place}" if place else "",
        people_as_told.reach_said(named),
        f"Do not contact: {named.do_not_contact_because}" if named.do_not_contact_because else "",
        *(PARTS_SAID[part] for part in named.parts if part in PARTS_SAID),
    ]
    return [fact for fact in facts if fact]


def _other_child(one: PersonOfContact, contact: Contact) -> OtherChild:
    other, code = one.sibling, one.sibling_code
    said = "Proposed as a brother or sister: not confirmed yet"
    if code is not None:
        said = RelationshipCode(code).label.capitalize() if code else "Not a brother or sister"
    return OtherChild(
        contact=other,
        name=other.child.name if other.child else other.named_as,
        href=reverse("front_door:contact", args=[other.reference]),
        said=said,
        waits=code is None and bool(contact.child_id and other.child_id and contact.child_id != other.child_id),
    )


def told_elsewhere(contact: Contact, known: Header | None) -> str:
    """The child's address as told, where it is not the one on record. Of a withheld address nothing is said."""
    told = contact.address_as_told, contact.postcode_as_told
    return ", ".join(filter(None, told)) if known and differs(told, known) else ""


def differs(told: tuple[str, str], known: Header) -> bool:
    """Whether an address as told is another than the one on record. Of a withheld or unknown one nothing is said."""
    if known.address_is_withheld or known.address == presenting.ADDRESS_NOT_KNOWN:
        return False
    lines, postcode = clean_line(told[0]), clean_postcode(told[1])
    if postcode and known.postcode and postcode != clean_postcode(known.postcode):
        return True
    recorded = set(clean_line(known.address).split())
    numbers = {word for word in lines.split() if word[0].isdigit()}
    return bool(numbers) and not numbers <= recorded


def _child_conflicts(contact: Contact, known: Header | None) -> list[str]:
    """Where the child lives, as told and as recorded."""
    told = told_elsewhere(contact, known)
    words = "Address of {}: the referrer says {}. Our record says {}. Ask which is right: it decides who goes there, and which authority answers."
    return [words.format(known.name, told, known.address)] if told else []


def _conflicts(found: Sequence[PersonOfContact], headers: dict[int, Header], known: Header | None) -> list[str]:
    said = []
    relatives = known.relatives if known else ()
    for one in found:
        if one.named is None:
            continue
        header = headers.get(one.person.pk) if one.person else None
        said += [*_another_parent(one, relatives), *_other_facts(one, header, relatives)]
    return said


def _another_parent(one: PersonOfContact, relatives: Sequence[Relative]) -> list[str]:
    """A mother or father whom the record knows as somebody else."""
    named = one.named
    if named.relation not in PARENTS or not named.named_as:
        return []
    label = RelationshipCode(named.relation).label
    recorded = [relative.person for relative in relatives if relative.is_their == label]
    if one.person:
        same = one.person.pk in {person.pk for person in recorded}
    else:
        same = clean_name(named.named_as) in {clean_name(person.name) for person in recorded}
    others = [person.name for person in recorded if one.person is None or person.pk != one.person.pk]
    if not others or (same and one.person is None):
        return []
    return [f"{label.capitalize()}: the referrer names {named.named_as}. Our record has {' and '.join(others)}."]


def _other_facts(one: PersonOfContact, header: Header | None, relatives: Sequence[Relative]) -> list[str]:
    """An address or parental responsibility that differs from the record of whoever was matched."""
    if header is None:
        return []
    said, named = [], one.named
    told = people_as_told.address_told(named)
    if any(told) and differs(told, header):
        place = ", ".join(filter(None, told))
        said.append(f"Address of {header.name}: the referrer says {place}. Our record says {header.address}.")
    held = next((each for each in relatives if each.person.pk == one.person.pk), None)
    claims = {ResponsibilityTold.YES: True, ResponsibilityTold.NO: False}.get(named.parental_responsibility)
    recorded = held.holds_parental_responsibility if held else None
    if claims is not None and recorded is not None and claims != recorded:
        words = {True: "holds it", False: "does not hold it"}
        said.append(
            f"Parental responsibility of {header.name}: the referrer says that this person {words[claims]}. Our record says "
            f"that this person {words[recorded]}."
        )
    return said


def told_rows(contact: Contact) -> list[dict]:
    """The child as the sender named or described them."""
    rows = [
        ("Named as", contact.named_as),
        ("Born", _born_in_words(contact)),
        ("Address", contact.address_as_told),
        ("Postcode", contact.postcode_as_told),
        ("School", contact.school_as_told),
    ]
    return [{"key": key, "value": value or "Not told"} for key, value in rows]


def _born_in_words(contact: Contact) -> str:
    try:
        born = PartDate.parse(contact.born_as_told) if contact.born_as_told else None
        return age_as_told(contact, born) or (born.in_words() if born else "")
    except NotADate:
        return contact.born_as_told
