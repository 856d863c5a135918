"""Entering people and keeping their names, births and numbers right.

Nothing here decides that two people are one: that is a person's decision elsewhere (SG-13 to SG-15).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people import identifiers
from breakwater.partnership.people.models import AlsoKnownAs, Identifier, Person, Precision, Sex
from breakwater.partnership.people.search import search_rows

from .locking import held, tidy

NAMES = ("forename", "middle_names", "surname", "known_as")


class NobodyDescribed(Refusal):
    """Neither a name nor a description was given, so nobody could know who is meant."""

    box, words = "forename", "Enter a name: nothing would be left to know them by"


class BornAndExpected(Refusal):
    """A date of birth and an expected date were both given; someone is born or is expected, never both."""


class IdentifierFailsItsCheck(Refusal):
    """The number fails its check and no reason was given for keeping it. `reason` says what is wrong with it."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason, box="value", words=f"{reason}. Correct it, or give a reason to keep it below")


@dataclass(frozen=True)
class NewPerson:
    """What is known of someone who is entered; provisional where nobody can name them."""

    forename: str = ""
    middle_names: str = ""
    surname: str = ""
    known_as: str = ""
    description: str = ""
    born: PartDate | None = None
    expected_on: date | None = None
    sex: str = Sex.UNKNOWN
    ethnicity: str = ""
    first_language: str = ""
    interpreter_needed: bool = False
    care_with_contact: str = ""
    is_adult_in_a_childs_life: bool = False
    is_provisional: bool = False

    def columns(self) -> dict:
        """The columns of the person's row. Raises NobodyDescribed, BornAndExpected."""
        said = vars(self) | {field: tidy(getattr(self, field)) for field in (*NAMES, "description")}
        if not any(said[field] for field in (*NAMES, "description")):
            raise NobodyDescribed
        if said["born"] and said["expected_on"]:
            raise BornAndExpected
        said |= _birth(said.pop("born"))
        return said | {
            "sex": self.sex or Sex.UNKNOWN,
            "first_language": self.first_language.strip(),
            "care_with_contact": self.care_with_contact.strip(),
        }


@dataclass(frozen=True)
class Names:
    """The name in use; None leaves a part as it is."""

    forename: str | None = None
    middle_names: str | None = None
    surname: str | None = None
    known_as: str | None = None


@transaction.atomic
def enter_person(*, area: Area, facts: NewPerson, by: Actor, at: datetime) -> Person:
    """Enter someone not yet known to the area. Raises NobodyDescribed, BornAndExpected."""
    person = Person.objects.create(area=area, **facts.columns(), entered_at=at, entered_by=by)
    search_rows.keep(person)
    audit.did("entered", "person", person.pk)
    return person


@transaction.atomic
def take_care(*, person: Person, words: str, by: Actor, at: datetime, instead_of: str = "") -> Person:
    """Record why care is needed in contact with someone, or with no words that it is not. What else is on record stays."""
    person = held(person)
    if words.strip() != instead_of.strip() == person.care_with_contact:
        person.care_with_contact = words.strip()
        person.save(update_fields=["care_with_contact"])
        audit.did("recorded care with contact", "person", person.pk)
    return person


@transaction.atomic
def confirm_identity(*, person: Person, by: Actor, at: datetime) -> Person:
    """A person says who the child of a provisional record is: it is an ordinary record from now on, with all that hangs from it."""
    person = held(person)
    if person.is_provisional:
        person.is_provisional = False
        person.save(update_fields=["is_provisional"])
        audit.did("confirmed the identity of", "person", person.pk)
    return person


@transaction.atomic
def rename(*, person: Person, names: Names, by: Actor, at: datetime, keep_former: bool = True) -> Person:
    """Change the name in use. The former name stays findable unless it was a mistake.

    Raises NobodyDescribed when nothing would be left.
    """
    person = held(person)
    before = person.forename, person.surname
    given = vars(names)
    changed = [field for field, name in given.items() if name is not None and tidy(name) != getattr(person, field)]
    for field in changed:
        setattr(person, field, tidy(given[field]))
    if not (person.forename or person.surname or person.known_as or person.description):
        raise NobodyDescribed
    if changed:
        person.save(update_fields=changed)
        if keep_former and any(before) and before != (person.forename, person.surname):
            AlsoKnownAs.objects.create(
                person=person, forename=before[0], surname=before[1], kind="FORMER", entered_at=at, entered_by=by
            )
        search_rows.keep(person)
        audit.did("renamed", "person", person.pk, fields=changed)
    return person


@transaction.atomic
def correct_birth(
    *, person: Person, by: Actor, at: datetime, born: PartDate | None = None, expected_on: date | None = None
) -> Person:
    """Put right or record the birth, or the expected date of someone not yet born. Raises BornAndExpected."""
    if born and expected_on:
        raise BornAndExpected
    person = held(person)
    for field, value in {**_birth(born), "expected_on": expected_on}.items():
        setattr(person, field, value)
    person.save(update_fields=["born_on", "born_precision", "expected_on"])
    search_rows.keep(person)
    audit.did("corrected birth", "person", person.pk, precision=person.born_precision)
    return person


@transaction.atomic
def add_other_name(
    *, person: Person, by: Actor, at: datetime, forename: str = "", surname: str = "", kind: str = "ALIAS"
) -> AlsoKnownAs:
    """Another name the person has or had: kind FORMER, ALIAS or SPELLING. Raises NobodyDescribed when it is empty.

    The same name given again answers with the row there is.
    """
    forename, surname = tidy(forename), tidy(surname)
    if not (forename or surname):
        raise NobodyDescribed
    person = held(person)
    if known := person.other_names.filter(forename=forename, surname=surname, kind=kind).first():
        return known
    other = AlsoKnownAs.objects.create(
        person=person, forename=forename, surname=surname, kind=kind, entered_at=at, entered_by=by
    )
    search_rows.keep(person)
    audit.did("added name", "person", person.pk, what=kind)
    return other


CHECKS = {
    Identifier.Scheme.UPN: identifiers.check_upn,
    Identifier.Scheme.FORMER_UPN: identifiers.check_upn,
    Identifier.Scheme.NHS: identifiers.check_nhs_number,
}


@transaction.atomic
def add_identifier(
    *,
    person: Person,
    scheme: str,
    value: str,
    by: Actor,
    at: datetime,
    kept_despite: str = "",
    status: str = "",
) -> Identifier:
    """A number the person is known by. One that fails its check needs a reason (FD 6, ID-01): IdentifierFailsItsCheck.

    The same number given again answers with the row there is.
    """
    scheme = Identifier.Scheme(scheme)
    if check := CHECKS.get(scheme):
        checked = check(value)
        kept, passes, fault = checked.normalised or value.strip(), checked.valid, checked.reason
    else:
        kept, passes, fault = (
            value.strip(),
            bool(value.strip()) and len(value.strip()) <= 20,
            "Up to 20 letters and figures",
        )
    if not passes and not (kept_despite.strip() and kept):
        raise IdentifierFailsItsCheck(fault)
    person = held(person)
    known = person.identifiers.filter(scheme=scheme, value=kept[:20], ends_on=None).first()
    if known:
        return known
    added = Identifier.objects.create(
        person=person,
        scheme=scheme,
        value=kept[:20],
        passes_check=passes,
        kept_despite="" if passes else kept_despite.strip(),
        status=status,
    )
    audit.did("added identifier", "person", person.pk, scheme=scheme.value, passes=passes)
    return added


def _birth(born: PartDate | None) -> dict:
    """The columns of a part date: the 15th of a month, 1 July of a year, when no more is known."""
    if born is None:
        return {"born_on": None, "born_precision": ""}
    if born.estimated:
        precision = Precision.ESTIMATED
    else:
        precision = Precision.DAY if born.day else Precision.MONTH if born.month else Precision.YEAR
    whole = date(born.year, born.month or 7, born.day or (15 if born.month else 1))
    return {"born_on": whole, "born_precision": precision}
