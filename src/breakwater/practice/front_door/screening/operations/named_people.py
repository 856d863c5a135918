"""The people whom a referrer names around a child: taken in as told, matched by a person, related to the child on record.

Nothing is matched or merged by itself (SG-13, SG-15). `people_of` is the one way to read them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, CaseLink
from breakwater.casework.recording.conditions import as_word
from breakwater.foundation import audit
from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.cleaning import clean_line, clean_name
from breakwater.partnership.people.models import Address, Person, PersonContact, Relationship, Sex
from breakwater.partnership.people.records.operations import circumstances, endings, people

from ...models import Contact, NamedPerson, SiblingDecision, Submission
from ...models.arrivals import IN_A_REFUGE
from ...models.named_people import ResponsibilityTold
from ..people_as_told import ON_RECORD, SAME_HOUSEHOLD, TOGETHER, Code, care_told, in_refuge, reach_in
from . import colleagues
from .locking import lock

PROFESSIONAL = "PRO"  # a practitioner is never a person of a case
OTHER_AT_RISK = "other_at_risk"  # the form's word for a child who is no brother or sister of the others
CARERS = frozenset({"MTH", "FTH", "PAR", "STM", "STF", "ADM", "ADF", "FOM", "FOF", "KIN", "SGD", "PFC"})
SIBLINGS = (Code.SIBLING, Code.HALF_SIBLING, Code.STEP_SIBLING)
CHILD_OF_THE_YOUNG_PERSON = "CHD"
KNOWN = {ResponsibilityTold.YES: True, ResponsibilityTold.NO: False}


class NotMatchedYet(Refusal):
    """Brothers and sisters are recorded between two children who are both matched."""

    words = "Say first who the child is"


class NotOfOneForm(Refusal):
    """The two contacts did not come in the same form."""

    words = "They were not named in one form, so they are not one person here"


@dataclass(frozen=True)
class AdultTold:
    """An adult of a form as told of one child: the facts of a NamedPerson, by the names of its fields."""

    row: str
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Searched:
    """A search whose facts stay with the match (SG-10), and how many people it found."""

    words: dict = field(default_factory=dict)
    found: int = 0


@dataclass(frozen=True)
class PersonOfContact:
    """Someone of a contact beside its child. `person` is their record once matched; `named` what the referrer told of an
    adult, `sibling` the contact of another child of the same form with whether they are brothers or sisters: a
    RelationshipCode, "" where a person says they are not, None where nobody has said.
    """

    person: Person | None
    named: NamedPerson | None = None
    sibling: Contact | None = None
    sibling_code: str | None = None


def people_of(contact: Contact) -> list[PersonOfContact]:
    """The adults named on a contact and the other children of its form, as the actor may read them. Three queries."""
    found = []
    for one in _each_once(contact.named_people.select_related("person")):
        one.contact = contact
        found.append(PersonOfContact(person=one.person, named=one))
    decided = _sibling_codes(contact)
    for other in siblings_of(contact):
        found.append(PersonOfContact(person=other.child, sibling=other, sibling_code=decided.get(other.pk)))
    return found


def named_of(contact: Contact, public_id: str) -> NamedPerson | None:
    """Someone named on a contact, with all that was told of them."""
    return next((one.named for one in people_of(contact) if one.named and one.named.public_id == public_id), None)


FACTS = (
    "parental_responsibility",
    "lives_with_child",
    "born_as_told",
    "sex",
    "address_as_told",
    "postcode_as_told",
    "in_refuge",
    "reach_as_told",
    "reach_is_safe",
    "do_not_contact_because",
    "parts",
)
REFUGE_KEPT = "refuge_kept"  # in what was searched: the address that a match put on a record
NOT_TOLD = ("", False, [], Sex.UNKNOWN)


def carried_over(contact: Contact) -> tuple[dict, ...]:
    """The adults named on a contact as told, by the names of their fields, for another authority that takes it on."""
    named = [one.named for one in people_of(contact) if one.named]
    return tuple(
        {"row": one.public_id} | {name: getattr(one, name) for name in ("named_as", "relation", *FACTS)}
        for one in named
    )


def told_elsewhere(facts: Mapping) -> AdultTold:
    """An adult as another authority has them: what this installation keeps of one, no longer than it keeps it."""
    kept = {name: facts[name] for name in ("named_as", "relation", *FACTS) if name in facts}
    longest = {
        name: NamedPerson._meta.get_field(name).max_length for name, value in kept.items() if isinstance(value, str)
    }
    return AdultTold(
        facts["row"][:40], {name: value[: longest[name]] if name in longest else value for name, value in kept.items()}
    )


def _each_once(rows: Iterable[NamedPerson]) -> list[NamedPerson]:
    """Whoever a call and then its written form name alike, once: the line of the form, unless the call's is matched and it is
    not. What the other line tells besides is read with it; each stays on record as it was told.
    """
    found: list[NamedPerson] = []
    for row in rows:
        place = next((place for place, one in enumerate(found) if _is_the_same(one, row)), None)
        if place is None:
            found.append(row)
            continue
        before, after = sorted((found[place], row), key=lambda one: (bool(one.person_id), one.pk))
        for name in FACTS:
            if getattr(after, name) in NOT_TOLD:
                setattr(after, name, getattr(before, name))
        found[place] = after
    return found


def _is_the_same(one: NamedPerson, other: NamedPerson) -> bool:
    """Whether two lines of two forms are of one person: the name is the same, and nothing that both tell differs."""
    if one.submission_id == other.submission_id or not clean_name(one.named_as):
        return False
    if one.person_id and other.person_id and one.person_id != other.person_id:
        return False
    told = [(name, getattr(one, name), getattr(other, name)) for name in ("relation", *FACTS)]
    return clean_name(one.named_as) == clean_name(other.named_as) and all(
        first in NOT_TOLD or second in NOT_TOLD or _agree(name, first, second) for name, first, second in told
    )


def _agree(name: str, known, told) -> bool:
    if name == "born_as_told":
        try:
            return PartDate.parse(known).could_be(PartDate.parse(told))
        except NotADate:
            return known == told
    return clean_line(known) == clean_line(told) if isinstance(known, str) else known == told


def siblings_of(contact: Contact) -> list[Contact]:
    """The contacts of the other children of the form, or of the call it belongs to, whichever way each came here."""
    together = CaseLink.objects.filter(kind=CaseLink.Kind.SAME_SUBMISSION)
    ways = (
        Q(submission=contact.submission_id),
        Q(case__in=together.filter(case=contact.case_id).values("other")),
        Q(case__in=together.filter(other=contact.case_id).values("case")),
        Q(submission__joined_to=contact.case_id),
        Q(case__in=Submission.objects.filter(pk=contact.submission_id).values("joined_to")),
    )
    # One look-up by index a way: all in one condition would read every contact there is.
    first, *others = (Contact.objects.filter(way).order_by().values("pk") for way in ways)
    found = Contact.objects.filter(pk__in=first.union(*others)).exclude(pk=contact.pk)
    return list(found.select_related("case", "child").order_by("position", "pk"))


def of_another_family(contact: Contact) -> set[int]:
    """The contacts of the form's children who, as the referrer says, are no brothers or sisters but other children at risk."""
    values = Submission.objects.filter(pk=contact.submission_id).values_list("answers__values", flat=True).first() or {}
    rows = values.get("children")
    rows = rows if isinstance(rows, list) else []
    apart = [
        n for n, row in enumerate(rows) if isinstance(row, dict) and as_word(row.get("child_role")) == OTHER_AT_RISK
    ]
    found = Contact.objects.filter(submission=contact.submission_id, position__in=apart)
    return set(found.values_list("pk", flat=True)) if apart else set()


def _sibling_codes(contact: Contact) -> dict[int, str | None]:
    """What was said last of each other child, by the key of their contact."""
    rows = SiblingDecision.objects.filter(Q(contact=contact) | Q(other=contact)).order_by("pk")
    codes: dict[int, str | None] = {}
    for row in rows:
        other = row.other_id if row.contact_id == contact.pk else row.contact_id
        codes[other] = None if row.is_withdrawn else row.code
    return codes


def keep(contact: Contact, adults: Sequence[AdultTold], *, submission: Submission) -> None:
    """Keep the adults of a form with the contact of one child, as told."""
    NamedPerson.objects.bulk_create(
        NamedPerson(contact=contact, submission=submission, row=one.row, position=place, **one.facts)
        for place, one in enumerate(adults)
    )


@transaction.atomic
def match_named(
    *, named: NamedPerson, person: Person, searched: Searched, by: Actor, at: datetime, was_new: bool = False
) -> list[NamedPerson]:
    """Say who someone named on a contact is, on the contact of every child of the same form that is not decided.

    They take part in each case; what they are to a child who is matched is recorded with its source.
    """
    rows = NamedPerson.objects.filter(submission=named.submission_id, row=named.row, contact__decided_at=None)
    matched: list[NamedPerson] = []
    kept: dict[str, int] = {}
    for row in rows.select_related("contact__case").order_by("contact_id"):
        contact = lock(row.contact)
        if contact.child_id == person.pk or row.person_id == person.pk:
            continue
        _withdraw(row, by=by, at=at)
        if in_refuge(row):
            kept = kept or keep_refuge(person, by=by, at=at)
        row.person, row.was_new, row.searched, row.found = person, was_new, {**searched.words, **kept}, searched.found
        row.matched_at, row.matched_by = at, by
        row.save(update_fields=["person", "was_new", "searched", "found", "matched_at", "matched_by"])
        cases.add_participant(case=contact.case, person=person, capacity=capacity_of(row), by=by, at=at)
        audit.did("matched", "case", contact.case_id, person=person.pk, named=row.pk, new=was_new)
        relate_to_child(contact, by=by, at=at, only=row)
        people.take_care(person=person, words=care_told(row), by=by, at=at)
        matched.append(row)
    for row in matched:  # last: a conflict closes a contact to whoever matched it
        colleagues.close_matched(row.contact, at=at)
    return matched


@dataclass(frozen=True)
class NewRecord:
    """Someone nobody knew before, a child or an adult, and where they live."""

    person: people.NewPerson
    address: str = ""
    postcode: str = ""


@transaction.atomic
def enter_named(
    named: NamedPerson, facts: NewRecord, *, key: str, searched: Searched, by: Actor, at: datetime
) -> list[NamedPerson]:
    """Enter an adult whom nobody knows yet, and say that it is they who are named. The same `key` again enters nobody.

    Raises NobodyDescribed (partnership.people).
    """
    lock(named.contact)
    named = named_of(named.contact, named.public_id) or named
    if named.searched.get("sent") == key:
        return []
    adult = replace(facts.person, is_adult_in_a_childs_life=True)
    person = people.enter_person(area=named.contact.case.area, facts=adult, by=by, at=at)
    keep_home(person, facts, is_refuge=in_refuge(named), by=by, at=at)
    value, how = reach_in(named)
    if value:
        kind = PersonContact.Kind.EMAIL if "@" in value else PersonContact.Kind.PHONE
        safe = PersonContact.Safe.NO if named.do_not_contact_because else named.reach_is_safe
        circumstances.add_contact(
            person=person,
            kind=kind,
            value=value,
            safe_to_use=safe or PersonContact.Safe.NOT_KNOWN,
            when=how,
            by=by,
            at=at,
        )
    kept = Searched({**searched.words, "sent": key}, searched.found)
    return match_named(named=named, person=person, searched=kept, was_new=True, by=by, at=at)


def keep_home(person: Person, facts: NewRecord, *, is_refuge: bool, by: Actor, at: datetime) -> None:
    """Record where someone entered from a contact lives. Of a refuge the record says that it is one, and no address,
    so that every rule about refuges holds for them from then on (SG-27).
    """
    if is_refuge:
        circumstances.move_to(person=person, home=circumstances.Home(kind=Address.Kind.REFUGE), by=by, at=at)
    elif facts.address or facts.postcode:
        circumstances.move_to(
            person=person, home=circumstances.Home(lines=facts.address, postcode=facts.postcode), by=by, at=at
        )


def keep_refuge(person: Person, *, by: Actor, at: datetime) -> dict[str, int]:
    """Whoever is told to be in a refuge is so on the record that they had before: until it says so, no rule of refuges holds
    for them (SG-27). What this changed, as a wrong match takes it back; nothing where the record withholds their home already.
    """
    if person.addresses.withheld_now().exists():
        return {}
    home = circumstances.Home(kind=Address.Kind.REFUGE)
    return {REFUGE_KEPT: circumstances.move_to(person=person, home=home, by=by, at=at).pk}


def _never_in_refuge(person: Person, kept: Mapping, contact: Contact, *, by: Actor, at: datetime) -> None:
    """The contact was not about them: they live where they did, unless another contact says the same of them."""
    address = person.addresses.filter(pk=kept.get(REFUGE_KEPT), ends_on=None).first()
    if address is None:
        return
    others = [*NamedPerson.objects.filter(person=person).exclude(contact=contact).select_related("contact")]
    is_told = Contact.objects.filter(child=person, address_as_told=IN_A_REFUGE).exclude(pk=contact.pk).exists()
    if not is_told and not any(in_refuge(one) for one in others):
        circumstances.never_moved(address=address, by=by, at=at)


def capacity_of(named: NamedPerson) -> str:
    """In what capacity someone takes part in the case."""
    if named.relation in CARERS or named.parental_responsibility == ResponsibilityTold.YES:
        return Capacity.PARENT
    if ON_RECORD.get(named.relation) in SIBLINGS:
        return Capacity.SIBLING
    return Capacity.HOUSEHOLD if TOGETHER.get(named.lives_with_child) else Capacity.OTHER


def relate_to_child(contact: Contact, *, by: Actor, at: datetime, only: NamedPerson | None = None) -> None:
    """Record what each adult who is matched is to the child who is matched, with this contact as the source."""
    if contact.child_id is None:
        return
    rows = (
        [only] if only else contact.named_people.filter(relationship=None).exclude(person=None).select_related("person")
    )
    for row in rows:
        if row.person_id == contact.child_id:
            continue
        one, other, code = row.person, contact.child, ON_RECORD.get(row.relation, Code.UNKNOWN)
        if row.relation == CHILD_OF_THE_YOUNG_PERSON:
            one, other, code = contact.child, row.person, Code.PARENT
        standing = _on_record(one, other, code)
        told = {
            "holds_parental_responsibility": KNOWN.get(row.parental_responsibility) if other == contact.child else None,
            "lives_in_household": SAME_HOUSEHOLD.get(row.lives_with_child),
        }
        # What is on record already is changed by nobody's form: where the two differ, the contact shows both.
        told = {name: value for name, value in told.items() if standing is None or getattr(standing, name) is None}
        code = standing.code if standing else code
        row.relationship = circumstances.relate(
            person=one,
            other=other,
            code=code,
            facts=circumstances.TieFacts(source=contact.reference, **told),
            by=by,
            at=at,
        )
        row.save(update_fields=["relationship"])


def _on_record(one: Person, other: Person, code: str) -> Relationship | None:
    """What is on record of the two and says as much: the same, or a parent or carer where the referrer says no more."""
    standing = list(Relationship.objects.present().filter(person=one, other=other).order_by("pk"))
    same = next((row for row in standing if row.code == code), None)
    return same or next((row for row in standing if code in (Code.PARENT, Code.UNKNOWN)), None)


def _withdraw(row: NamedPerson, *, by: Actor, at: datetime) -> None:
    """Someone else was chosen before: they leave the case, and what was recorded of them from this contact never held."""
    if row.person_id is None:
        return
    row.contact.case.participants.filter(person=row.person_id, ends_at=None).exclude(
        person=row.contact.child_id
    ).update(ends_at=at)
    _unsay(row.relationship, row.contact, by=by, at=at)
    row.relationship = None
    people.take_care(person=row.person, words="", instead_of=care_told(row), by=by, at=at)
    _never_in_refuge(row.person, row.searched, row.contact, by=by, at=at)


def child_was_another(contact: Contact, *, by: Actor, at: datetime) -> None:
    """The contact is not about the child it was matched to: what it gave as the source for that child never held."""
    last = contact.matches.filter(person=contact.child_id).order_by("-pk").first()
    if last is not None and contact.child is not None:
        _never_in_refuge(contact.child, last.searched, contact, by=by, at=at)
    for row in contact.named_people.exclude(relationship=None).select_related("relationship"):
        _unsay(row.relationship, contact, by=by, at=at)
        row.relationship = None
        row.save(update_fields=["relationship"])
    pairs = SiblingDecision.objects.filter(Q(contact=contact) | Q(other=contact), is_withdrawn=False)
    for pair in pairs.select_related("relationship", "contact__case", "other__case"):
        _unsay(pair.relationship, contact, by=by, at=at)
        brother = pair.other if pair.contact_id == contact.pk else pair.contact
        contact.case.participants.filter(person=brother.child_id, ends_at=None).update(ends_at=at)
        brother.case.participants.filter(person=contact.child_id, ends_at=None).update(ends_at=at)
        SiblingDecision.objects.create(contact=pair.contact, other=pair.other, is_withdrawn=True, at=at, by=by)


def _unsay(relationship: Relationship | None, contact: Contact, *, by: Actor, at: datetime) -> None:
    """End as mistaken what this contact alone is the source of; what was on record before stays."""
    if relationship is None or relationship.ends_on or relationship.source not in _references(contact):
        return
    endings.end_relationship(
        relationship=relationship, because="The contact was not about this person", mistaken=True, by=by, at=at
    )


def _references(contact: Contact) -> set[str]:
    """The references by which a form's contacts are named as a source."""
    return {contact.reference, *(other.reference for other in siblings_of(contact))}


@transaction.atomic
def decide_siblings(*, contact: Contact, other: Contact, code: str, by: Actor, at: datetime) -> SiblingDecision:
    """Say whether two children of one form are brothers or sisters: `code` which, or "" that they are not.

    Recorded between them with this contact as its source, and each stands in the other's case. Raises NotMatchedYet,
    NotOfOneForm.
    """
    contact, other = (lock(one) for one in sorted((contact, other), key=lambda one: one.pk))
    if other.pk not in {one.pk for one in siblings_of(contact)}:
        raise NotOfOneForm(other.reference)
    if contact.child_id is None or other.child_id is None or contact.child_id == other.child_id:
        raise NotMatchedYet(contact.reference)
    last = (
        SiblingDecision.objects.filter(Q(contact=contact, other=other) | Q(contact=other, other=contact))
        .select_related("relationship")
        .order_by("-pk")
        .first()
    )
    if (
        last
        and not last.is_withdrawn
        and last.code == code
        and (not code or last.relationship and not last.relationship.ends_on)
    ):
        return last
    if last:
        _unsay(last.relationship, contact, by=by, at=at)
    relationship = None
    if code:
        relationship = circumstances.relate(
            person=contact.child,
            other=other.child,
            code=code,
            facts=circumstances.TieFacts(source=contact.reference),
            by=by,
            at=at,
        )
        for one, brother in ((contact, other), (other, contact)):
            cases.add_participant(case=one.case, person=brother.child, capacity=Capacity.SIBLING, by=by, at=at)
    made = SiblingDecision.objects.create(
        contact=contact, other=other, code=code, relationship=relationship, at=at, by=by
    )
    audit.did("decided siblings", "case", contact.case_id, other=other.case_id, code=code)
    return made
