"""Where a person lives and learns, how to reach them, and who they are to one another, from now on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.partnership.people import identifiers
from breakwater.partnership.people.models import (
    Address,
    Enrolment,
    Person,
    PersonContact,
    Relationship,
    RelationshipCode,
)
from breakwater.partnership.people.search import search_rows

from . import kept_back
from .locking import held, tidy

LONGEST_POSTCODE = 8


class RefugeAddressGiven(Refusal):
    words = "A refuge’s address is never recorded. Leave it out"


class NotRelatedToThemselves(Refusal):
    """A person was to be related to themselves."""


class AlreadyEnrolled(Refusal):
    box, words = "team", "They have a place at this school already"


class IsProvisional(Refusal):
    """Nobody has said yet who the child is, so the record reaches no school (SG-15)."""


class EnrolmentEnded(Refusal):
    box, words = "place", "That place has ended already"


class EndsBeforeItStarts(Refusal):
    box, words = "last_day", "Enter a day on or after the day it began"


@dataclass(frozen=True)
class Home:
    """Where someone lives, as it was said, and since when."""

    lines: str = ""
    postcode: str = ""
    uprn: str = ""
    kind: str = Address.Kind.HOME
    since: date | None = None

    def columns(self) -> dict:
        """The columns of the address, without its dates. Two postcodes, or a guess in words, are kept as part of the address."""
        checked, lines = identifiers.check_postcode(self.postcode), tidy(self.lines)
        postcode = checked.normalised or tidy(self.postcode).upper()
        if not checked.normalised and len(postcode) > LONGEST_POSTCODE:
            told = f"postcode as told: {tidy(self.postcode)}"
            lines, postcode = ", ".join(part for part in (lines, told) if part), ""
        uprn = identifiers.check_uprn(self.uprn).normalised
        return {"kind": self.kind, "lines": tidy(lines), "postcode": postcode, "uprn": uprn}


@transaction.atomic
def move_to(*, person: Person, home: Home, by: Actor, at: datetime) -> Address:
    """The person lives here now; where they lived ends that day. A refuge keeps no address: RefugeAddressGiven.

    Said twice, it answers with the row there is.
    """
    if home.kind == Address.Kind.REFUGE and (home.lines or home.postcode or home.uprn):
        raise RefugeAddressGiven
    person, since, facts = held(person), home.since, home.columns()
    moved_on = since or london_date(at)
    same = person.addresses.filter(ends_on=None, **facts)
    if standing := same.filter(starts_on=since).first() if since else same.first():
        return standing
    left = list(person.addresses.filter(ends_on=None))
    address = Address.objects.create(person=person, starts_on=since, **facts)
    for last in left:
        last.ends_on = max(moved_on, last.starts_on) if last.starts_on else moved_on
        last.left_for = address
        last.save(update_fields=["ends_on", "left_for"])
    if home.kind == Address.Kind.REFUGE:
        kept_back.with_all_there(left, area=person.area, at=at)
    search_rows.keep(person)
    audit.did("moved", "person", person.pk, address=address.pk, what=str(home.kind))
    return address


@transaction.atomic
def never_moved(*, address: Address, by: Actor, at: datetime) -> None:
    """Somebody was said by mistake to have moved here: they live on where they lived. What was kept back for it stays so."""
    person = held(address.person)
    address.ends_on = london_date(at)
    address.save(update_fields=["ends_on"])
    person.addresses.filter(left_for=address).update(ends_on=None, left_for=None)
    search_rows.keep(person)
    audit.did("never moved", "person", person.pk, address=address.pk)


@transaction.atomic
def add_contact(
    *,
    person: Person,
    kind: str,
    value: str,
    by: Actor,
    at: datetime,
    safe_to_use: str = PersonContact.Safe.NOT_KNOWN,
    when: str = "",
) -> PersonContact:
    """A telephone number or e-mail address, with whether it is safe to use and when; one known already is brought up to date."""
    person = held(person)
    known = person.contacts.filter(kind=kind, value=tidy(value)).order_by("pk").first()
    contact = known or PersonContact(person=person, kind=kind, value=tidy(value))
    contact.safe_to_use, contact.when = safe_to_use, when.strip()
    contact.save()
    audit.did("added contact", "person", person.pk, what=kind, safe=str(safe_to_use))
    return contact


@dataclass(frozen=True)
class TieFacts:
    """What is known of a relationship; None where it is not. `source` is the reference of the case it was learnt in."""

    holds_parental_responsibility: bool | None = None
    lives_in_household: bool | None = None
    starts_on: date | None = None
    source: str = ""


NOTHING_MORE = TieFacts()


def tie(person: Person, other: Person) -> Relationship | None:
    """What one is to the other now, as it was first recorded."""
    return Relationship.objects.present().filter(person=person, other=other).order_by("pk").first()


def ties_of(person: Person) -> QuerySet[Relationship]:
    """Every relationship of a person, with both its people."""
    return Relationship.objects.of([person]).select_related("person", "other").order_by("pk")


@transaction.atomic
def relate(
    *, person: Person, other: Person, code: str, by: Actor, at: datetime, facts: TieFacts = NOTHING_MORE
) -> Relationship:
    """`person` is `code` (mother, sibling...) to `other`; said once, read from both ends. Raises NotRelatedToThemselves.

    Where the same was said from the other end, or before, that row is brought up to date instead and keeps its source.
    """
    if person.pk == other.pk:
        raise NotRelatedToThemselves
    standing = Relationship.objects.present().select_for_update()
    relationship = standing.filter(person=person, other=other, code=code).first()
    if relationship is None and code in MUTUAL:
        relationship = standing.filter(person=other, other=person, code=code).first()
    if relationship is None:
        relationship = Relationship.objects.create(
            person=person, other=other, code=code, recorded_at=at, recorded_by=by, **vars(facts)
        )
    elif known := {field: getattr(facts, field) for field in KNOWN_OF_TIES if getattr(facts, field) is not None}:
        for field, value in known.items():
            setattr(relationship, field, value)
        relationship.save(update_fields=list(known))
    audit.did("related", "person", person.pk, other=other.pk, code=str(code))
    return relationship


KNOWN_OF_TIES = ("holds_parental_responsibility", "lives_in_household")
# Said from either end alike.
MUTUAL = frozenset(
    {
        RelationshipCode.SIBLING,
        RelationshipCode.HALF_SIBLING,
        RelationshipCode.STEP_SIBLING,
        RelationshipCode.FRIEND,
        RelationshipCode.OTHER_HOUSEHOLD,
        RelationshipCode.UNKNOWN,
    }
)


@transaction.atomic
def enrol(
    *,
    person: Person,
    team: Team,
    by: Actor,
    at: datetime,
    year_group: str = "",
    starts_on: date | None = None,
    verified: bool = False,
) -> Enrolment:
    """The child is on a school's roll; `team` is the school's safeguarding team. Gives sight only when `verified` (SG-14).

    Raises AlreadyEnrolled, IsProvisional.
    """
    person = held(person)
    today = london_date(at)
    if person.is_provisional:
        raise IsProvisional(person.public_id)
    if person.enrolments.filter(team=team, ends_on=None).exists():
        raise AlreadyEnrolled(team.pk)
    place = Enrolment.objects.create(
        person=person,
        school_id=team.organisation_id,
        team=team,
        year_group=year_group,
        starts_on=starts_on or today,
        verified_on=today if verified else None,
        verified_by=by if verified else None,
    )
    audit.did("enrolled", "person", person.pk, enrolment=place.pk, verified=verified)
    return place


@transaction.atomic
def verify_enrolment(*, enrolment: Enrolment, by: Actor, at: datetime) -> Enrolment:
    """A second source or a co-ordinator confirms the place; from today the school sees the child. Raises EnrolmentEnded."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.ends_on is not None:
        raise EnrolmentEnded(enrolment.pk)
    if enrolment.verified_on is None:
        enrolment.verified_on, enrolment.verified_by = london_date(at), by
        enrolment.save(update_fields=["verified_on", "verified_by"])
        audit.did("verified enrolment", "person", enrolment.person_id, enrolment=enrolment.pk)
    return enrolment


@transaction.atomic
def end_enrolment(
    *, enrolment: Enrolment, by: Actor, at: datetime, last_day: date | None = None, gone_to: str = ""
) -> Enrolment:
    """The child leaves the school, for another if it is known; its sight of the child ends after the last day. Raises EnrolmentEnded, EndsBeforeItStarts."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.ends_on is not None:
        raise EnrolmentEnded(enrolment.pk)
    last = last_day or london_date(at)
    if last < enrolment.starts_on:
        raise EndsBeforeItStarts(enrolment.pk, words="Enter a day on or after the first day there")
    enrolment.ends_on, enrolment.gone_to = last, gone_to
    enrolment.save(update_fields=["ends_on", "gone_to"])
    audit.did("ended enrolment", "person", enrolment.person_id, enrolment=enrolment.pk)
    return enrolment
