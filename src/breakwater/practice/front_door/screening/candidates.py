"""Who may a contact be about, and who are the adults it names? Known people in bands with reasons, side by side with what
was told (SG-10).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from breakwater.casework.recording.conditions import as_word, is_given
from breakwater.casework.recording.row_questions import answer_of, row_key
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.duplicates.operations import reviewing
from breakwater.partnership.people.models import PairToReview, Person, RelationshipCode
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.records.operations import restrictions
from breakwater.partnership.people.records.presenting import Relative
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.asked import POSTCODE
from breakwater.partnership.people.search.log import log_search

from ..models import Call, Contact, NamedPerson, Submission
from ..models.arrivals import NOBODY_NAMED, NOT_NAMED_AT, UNBORN, WROTE_TO_US, Channel
from . import callers_line, people_as_told

CANDIDATES = 8
PARENTS_AND_CARERS = [
    code
    for code, known in people_as_told.ON_RECORD.items()
    if known in (RelationshipCode.MOTHER, RelationshipCode.FATHER, RelationshipCode.PARENT)
    or known in (RelationshipCode.FOSTER_CARER, RelationshipCode.KINSHIP_CARER)
]
A_TITLE = re.compile(r"^(mr|mrs|ms|miss|mx|dr)\.?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Described:
    """Someone as the sender named or described them, in the words that stand beside each suggestion."""

    name: str
    born: str
    address: str
    school: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A known person who may be meant, with the reasons in words and their facts beside what was told."""

    public_id: str
    name: str
    band: str
    band_kind: str
    reasons: Sequence[dict]
    facts: Sequence[tuple[str, str, str]]
    care: str


@dataclass(frozen=True)
class Search:
    """What a search found. `said` are the names, dates and addresses that were searched; `facts` ask for it again."""

    suggestions: Sequence[Suggestion]
    households: Sequence[presenting.Household]
    said: Mapping[str, Sequence[str]]
    advice: str
    facts: Mapping
    asked: bool

    @property
    def said_in_words(self) -> str:
        """ "Names: Sam Sample. Dates: 2014. Addresses: none"."""
        return ". ".join(
            f"{label}: {', '.join(self.said.get(key, [])) or 'none'}"
            for key, label in (("names", "Names"), ("dates", "Dates of birth"), ("addresses", "Addresses"))
        )

    @property
    def found(self) -> int:
        return len(self.suggestions)

    @property
    def close(self) -> list[str]:
        """The public ids of those who may well be meant: where there are several, two may be records of one child."""
        return [one.public_id for one in self.suggestions if one.band_kind]

    @property
    def again(self) -> list[tuple[str, str]]:
        """The search as the boxes of a form, so that choosing can keep it."""
        boxes = []
        for name, value in self.facts.items():
            if isinstance(value, PartDate):
                parts = (("year", value.year), ("month", value.month), ("day", value.day))
                boxes += [(f"{name}-{part}", str(number)) for part, number in parts if number]
            else:
                boxes.append((name, str(value)))
        return boxes


def chosen(public_id: str) -> Person | None:
    """Whoever was chosen of those found, if they are there still."""
    return Person.objects.filter(public_id=public_id).first()


def facts_told(contact: Contact) -> dict:
    """What the sender told of the child, as a search asks for it. The address of a refuge is in no search."""
    line = _one_line(contact)
    named = line.names if line else "" if is_described(contact) else name_told(contact)
    forename, _, surname = named.rpartition(" ")
    facts = {
        "forename": forename or surname,
        "surname": surname if forename else "",
        "born": born_told(contact),
        "address": contact.address_as_told or (line.address if line else ""),
        "postcode": contact.postcode_as_told or (line.postcode or _postcode_of(line.address, contact) if line else ""),
    }
    if people_as_told.child_in_refuge(contact):
        facts |= {"address": "", "postcode": ""}
    return {name: value for name, value in facts.items() if value}


def _one_line(contact: Contact) -> callers_line.Line | None:
    """What a call's answer to "Which child?" says, where it is more than a name: a date of birth, an address, a description."""
    named = name_told(contact)
    if contact.channel != Channel.PHONE or not callers_line.A_DESCRIPTION.search(named):
        return None
    return callers_line.read(named, today=london_date(contact.received_at))


def _postcode_of(address: str, contact: Contact) -> str:
    """The postcode of an address that the caller also gave as the place where the child is; "" where that is another place."""
    if not address or contact.submission_id is None:
        return ""
    where = Call.objects.filter(submission=contact.submission_id).values_list("where_now", flat=True).first() or ""
    found = POSTCODE.search(where)
    return found[0].upper() if found and address.casefold() in where.casefold() else ""


def description_told(contact: Contact) -> str:
    """Who the child is where no name was told: in the sender's words, or the place."""
    named = contact.named_as.removeprefix(f"{UNBORN}: ")
    if is_described(contact):
        return named[:200]
    return f"Child at {named.removeprefix(NOT_NAMED_AT)}"[:200] if named.startswith(NOT_NAMED_AT) else ""


def name_told(contact: Contact) -> str:
    """The child's name as told, without our own words; empty where the sender gave none."""
    named = contact.named_as.removeprefix(f"{UNBORN}: ").partition(" (known as ")[0]
    if named in (NOBODY_NAMED, WROTE_TO_US, UNBORN) or named.startswith(NOT_NAMED_AT):
        return ""
    return named


def is_described(contact: Contact) -> bool:
    """Whether a caller or a member of the public, asked for a name or what the child looks like, described the child."""
    if line := _one_line(contact):
        return not line.names
    name = name_told(contact)
    return bool(name) and contact.channel == Channel.PUBLIC and bool(callers_line.A_DESCRIPTION.search(name))


def born_told(contact: Contact) -> PartDate | None:
    """The date of birth as told, where it can be read."""
    try:
        if contact.born_as_told:
            return PartDate.parse(contact.born_as_told)
    except NotADate:
        return None
    line = _one_line(contact)
    return line.born if line else None


def sex_told(contact: Contact) -> str:
    """F or M as the sender's form says; U where it does not, or may not be read."""
    row = _row_of(contact, _answers(contact))
    return {"f": "F", "m": "M"}.get(as_word(row.get("child_sex")), "U")


def ethnicity_and_language_told(contact: Contact) -> dict[str, str]:
    """The ethnicity's code and the first language of the child as the sender's form says, for a record that is made from it."""
    values = _answers(contact)
    row = _row_of(contact, values)
    key = row_key(row, contact.position + 1) if row else ""
    ethnicity, language = (answer_of(values.get(name), key) for name in ("child_ethnicity", "child_language"))
    words = language.get("words", "") if isinstance(language, Mapping) else ""
    return {"ethnicity": as_word(ethnicity)[:4] if is_given(ethnicity) else "", "first_language": str(words)[:60]}


def _answers(contact: Contact) -> Mapping:
    return Submission.objects.filter(pk=contact.submission_id).values_list("answers__values", flat=True).first() or {}


def _row_of(contact: Contact, values: Mapping) -> Mapping:
    """The row of the form that is about the child of a contact; empty where there is none."""
    rows = values.get("children")
    row = rows[contact.position] if isinstance(rows, list) and contact.position < len(rows) else None
    return row if isinstance(row, Mapping) else {}


def search(contact: Contact, facts: Mapping, *, by: Actor, at: datetime, limit: int = CANDIDATES) -> Search:
    """People known by something like this. An address without a name offers the households there, and links nothing."""
    told = Described(
        contact.named_as,
        _told_date(contact),
        "" if people_as_told.child_in_refuge(contact) else _joined(contact.address_as_told, contact.postcode_as_told),
        contact.school_as_told,
    )

    # A contact is about a child: an adult who is merely a little alike is no help. A child or an adult who fits stays.
    # The contact's own provisional record fits always: nobody is found by it.
    itself = {contact.child_id} if contact.is_provisional else set()
    nobody = itself | adults_of_form(contact)

    def helps(one: matching.Candidate) -> bool:
        return one.person_id not in nobody and (
            one.band != matching.Band.WEAK or not one.person.is_adult_in_a_childs_life
        )

    return _search(told, facts, helps, by=by, at=at, limit=limit)


def adult_facts(named: NamedPerson) -> dict:
    """What the referrer told of an adult, as a search asks for it. The address of a refuge is in no search."""
    forename, _, surname = A_TITLE.sub("", named.named_as).rpartition(" ")
    lines, postcode = people_as_told.address_told(named)
    facts = {
        "forename": forename or surname,
        "surname": surname if forename else "",
        "born": people_as_told.born_told(named),
        "address": lines,
        "postcode": postcode,
    }
    return {name: value for name, value in facts.items() if value}


def children_of_form(contact: Contact) -> set[int]:
    """The records of the children whom the contact's form is about: none of them is an adult that it names."""
    if contact.submission_id is None:
        return {contact.child_id} - {None}
    found = Contact.objects.filter(submission=contact.submission_id).exclude(child=None)
    return set(found.values_list("child", flat=True))


def adults_of_form(contact: Contact) -> set[int]:
    """The records of those whom the contact's form names as a parent or carer: none of them is the child."""
    if contact.submission_id is None:
        return set()
    found = NamedPerson.objects.filter(contact__submission=contact.submission_id, relation__in=PARENTS_AND_CARERS)
    return set(found.exclude(person=None).values_list("person", flat=True))


def search_adult(
    named: NamedPerson, facts: Mapping, *, relatives: Sequence[Relative] = (), by: Actor, at: datetime
) -> Search:
    """Adults known by something like this, and whoever is on record as what the referrer says they are to the child. The
    children of the form share name and address with their parents, and are left out.
    """
    born = people_as_told.born_told(named)
    told = Described(
        named.named_as, born.in_words() if born else named.born_as_told, _joined(*people_as_told.address_told(named))
    )
    code = people_as_told.ON_RECORD.get(named.relation)
    label = RelationshipCode(code).label if code else ""
    why = f"on record as the child's {label}"
    same = {one.person.pk: (one.person, why) for one in relatives if one.is_their == label}
    children = children_of_form(named.contact)

    def helps(one: matching.Candidate) -> bool:
        return one.person_id not in children and (
            one.band != matching.Band.WEAK or one.person.is_adult_in_a_childs_life
        )

    return _search(told, facts, helps, by=by, at=at, on_record=same)


def _search(
    told: Described,
    facts: Mapping,
    helps: Callable[[matching.Candidate], bool],
    *,
    by: Actor,
    at: datetime,
    limit: int = CANDIDATES,
    on_record: Mapping[int, tuple[Person, str]] | None = None,
) -> Search:
    """`on_record` are people who stand first, each for a reason, whatever a search by name finds of them."""
    found = matching.find(**facts, limit=limit)
    likely = [one for one in found if helps(one)]
    compared = {one.person_id: one for one in likely}
    first = []
    for key, (person, why) in (on_record or {}).items():
        one = compared.get(key) or matching.compare(person, **facts)
        one = one or matching.Candidate(key, person.name, matching.Band.POSSIBLE, (), (), 0.0, person)
        first.append(replace(one, reasons=(why, *one.reasons)))
    likely = first + [one for one in likely if one.person_id not in (on_record or {})]
    log_search(searched=found.searched, found=[candidate.person_id for candidate in likely], by=by, at=at)
    headers = presenting.headers([candidate.person for candidate in likely], on=london_date(at))
    has_name = bool(facts.get("forename") or facts.get("surname"))
    households = []
    if not has_name and facts.get("postcode"):
        households = presenting.households_at(postcode=facts["postcode"], line=facts.get("address", ""))
        log_search(
            searched={}, found=[person.pk for household in households for person in household.people], by=by, at=at
        )
    return Search(
        suggestions=[_suggestion(told, *pair) for pair in zip(likely, headers, strict=True)],
        households=households,
        said=found.searched,
        advice=found.advice,
        facts=facts,
        asked=bool(facts),
    )


def _suggestion(told: Described, candidate: matching.Candidate, header: presenting.Header) -> Suggestion:
    return Suggestion(
        public_id=candidate.person.public_id,
        name=candidate.name,
        band=candidate.band.label,
        band_kind={"SAME": "good", "POSSIBLE": "info"}.get(candidate.band, ""),
        reasons=[
            *({"text": _upper(reason), "side": "for"} for reason in candidate.reasons),
            *({"text": _upper(reason), "side": "against"} for reason in candidate.against),
        ],
        facts=[
            ("Name", told.name, candidate.name),
            ("Other names", "", ", ".join(header.other_names)),
            (
                "Born",
                told.born,
                " ".join(filter(None, [header.born, f"({header.age})" if header.age else ""])),
            ),
            ("Address", told.address, header.address),
            ("School", told.school, header.school),
        ],
        care=header.care_with_contact,
    )


def _told_date(contact: Contact) -> str:
    born = born_told(contact)
    return born.in_words() if born else contact.born_as_told


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def put_to_review(contact: Contact, chosen: Person, found: Search, *, by: Actor, at: datetime) -> None:
    """The child chosen and whoever else fits what was told may be records of one child. A reviewer says; nothing is merged.

    Of a contact that is restricted the queue learns nothing, not even that there is one (SG-11, SG-12).
    """
    others = Person.objects.filter(public_id__in=found.close).exclude(pk=chosen.pk)
    source, why = PairToReview.Source.FRONT_DOOR, "Both answer to what was told in one contact"
    if _is_apart(contact):
        source, why = PairToReview.Source.HAND, "Both answer to the same facts"
    reasons = [{"text": why, "side": "for"}]
    pairs = [reviewing.Suggestion(chosen.pk, other.pk, reasons=reasons) for other in others]
    reviewing.suggest(area=chosen.area, pairs=pairs, source=source, by=by, at=at)


def _is_apart(contact: Contact) -> bool:
    """Whether it is restricted, be it since this child was chosen, so that whoever chose may not read it any more."""
    is_there = Contact.objects.filter(pk=contact.pk).exists()
    return not is_there or bool(restrictions.seals_standing_on("case", contact.case_id))
