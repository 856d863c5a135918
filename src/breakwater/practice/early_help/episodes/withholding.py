"""What one of the family must not read: by rule, from what is known of the others, whatever anyone ticked (SG-27).

Separated parents, a refuge, a way of contact that is not safe: then no place, no name of a worker or service, no address and
no number stands in the page, the paper, the calendar file or the mail. What is approved is searched for them besides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from breakwater.casework.cases.models import Capacity, Participant
from breakwater.casework.handovers import ledger
from breakwater.casework.models import Case, CaseWorker, Meeting
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.models import Address, Person, PersonContact, Relationship
from breakwater.practice.early_help.models import Action, Agreement, Episode

from .agreed import agreements_of, latest

POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?\s?[0-9][A-Z]{2}\b", re.IGNORECASE)
NUMBER = re.compile(r"(?:\+44|\b0)[\s()-]*(?:[0-9][\s()-]*){8,10}")
MAILBOX = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")
# A house by its number and street: "14 tern row" and "9 Gull Close", and not "15 minutes on the way" or "2 nights close by".
_NAME = r"(?:(?!(?:the|an?|his|her|my|our|your|their|this|that)\b)[\w’'-]+\s){1,2}"
STREET = re.compile(
    rf"\b[0-9]{{1,4}}[a-z]?,?\s{_NAME}(?:road|street|row|lane|avenue|terrace|crescent|square|gardens|grove|quay"
    r"|(?-i:Close|Way|Place|Hill|Park|Court|Drive))\b",
    re.IGNORECASE,
)
REFUGE = re.compile(r"\b(?:refuges?|safe ?house|women[’']?s aid)\b", re.IGNORECASE)
SHORTEST = 5  # letters of a place or name that are looked for in what is approved


@dataclass(frozen=True)
class Withheld:
    """Why places, workers and services are withheld from one person; nothing where `because` is empty.

    `no_copy` says why they are to have no copy at all.
    """

    because: tuple[str, ...]
    no_copy: str = ""

    def __bool__(self) -> bool:
        return bool(self.because)


def withheld_from(person: Person, episode: Episode, *, may_know_place: bool) -> Withheld:
    """The rule for one person of an episode."""
    parts = list(Participant.objects.filter(case=episode.case, ends_at=None).select_related("person"))
    others = [part.person for part in parts if part.person_id != person.pk]
    because = []
    if Address.objects.withheld_now().filter(person__in=[part.person_id for part in parts]).exists():
        because.append("Someone of the family is in a refuge")
    if any(other.care_with_contact for other in others):
        because.append("Care is needed in contact with someone of the family")
    if PersonContact.objects.filter(person__in=others, safe_to_use=PersonContact.Safe.NO).exists():
        because.append("Someone of the family must not be reached in some way")
    if _live_apart([part.person_id for part in parts if part.capacity == Capacity.PARENT], parts):
        because.append("The parents do not live together")
    said = next((one for one in latest(agreements_of(episode)) if one.person_id == person.pk), None)
    if said is not None and said.answer != Agreement.Answer.AGREES:
        because.append("They do not agree to this help")
    if not may_know_place:
        because.append("Nobody has said that they may know where the family meets")
    no_copy = said.no_copy_because if said is not None and said.may_have_copy is False else ""
    return Withheld(tuple(because), no_copy)


def not_to_be_told(people: Iterable[Person], episode: Episode, *, besides: Sequence[Case] = ()) -> dict[int, str]:
    """Why nothing may be told to some of a family, by their keys: what was decided or said stands until they are asked themselves
    after it, and it is agreed that they may have a copy. `besides` are cases that are being added to the episode.
    """
    may = {one.person_id: one.recorded_at for one in latest(agreements_of(episode)) if one.may_have_copy}
    told = ledger.must_not_be_told([episode.case, *besides], people)
    return {key: fact.more[ledger.CARE] for key, fact in told.items() if key not in may or may[key] <= fact.known_at}


def not_told_yet(people: Iterable[Person], episode: Episode) -> dict[int, str]:
    """Why some of a family were not told of the contact, by their keys, until they have answered whoever helps now."""
    return {key: fact.more[ledger.UNTOLD] for key, fact in ledger.not_told_yet([episode.case], people).items()}


def why_apart(people: Iterable[Person], episode: Episode) -> str:
    """Why these of a family may not be asked to a meeting, which tells them when and where: one of them must not be told, or two
    grown-ups may be unsafe in one room, as something on record says; else nothing.
    """
    people = list(people)
    not_told = not_to_be_told(people, episode)
    for one in people:
        if one.pk in not_told:
            return f"{one.name} must not be told: {not_told[one.pk].rstrip('.')}."
    untold = not_told_yet(people, episode)
    for one in people:
        if one.pk in untold:
            return (
                f"{one.name} was not told of the contact, and has not been asked since: {untold[one.pk].rstrip('.')}."
            )
    grown = set(
        Participant.objects.filter(case=episode.case, ends_at=None, person__in=people)
        .exclude(capacity=Capacity.CHILD)
        .values_list("person", flat=True)
    )
    if len(grown) < 2:
        return ""
    said = {one.person_id: one for one in latest(agreements_of(episode))}
    for one in said.values():
        if one.person_id in grown and one.may_have_copy is False:
            return f"It was decided that {one.name} is to have no copy of the plan, because a copy could put someone in danger."
    if Address.objects.withheld_now().filter(person__in=grown).exists():
        return "One of them is in a refuge."
    if any(person.care_with_contact for person in Person.objects.filter(pk__in=grown)):
        return "Care is needed in contact with one of them."
    return ""


def care_of(people: Mapping[str, Person]) -> dict[str, str]:
    """What stands beside someone's name wherever they may be chosen, by their key: that care is needed in contact with them."""
    return {
        key: f"Take care with contact: {person.care_with_contact}"
        for key, person in people.items()
        if person.care_with_contact
    }


def may_be_reached_at(reach: str, person: Person, episode: Episode) -> bool:
    """Whether nothing says that this number or address is unsafe for them, or is how another of the family is reached."""
    family = Participant.objects.filter(case=episode.case, ends_at=None).values("person")
    typed, theirs, others = _as_reached(reach), set(), set()
    for contact in PersonContact.objects.filter(person__in=family):
        if _as_reached(contact.value) == typed:
            if contact.safe_to_use == PersonContact.Safe.NO:
                return False
            (theirs if contact.person_id == person.pk else others).add(contact.pk)
    return bool(theirs) or not others


def _as_reached(value: str) -> str:
    """A mailbox in small letters, or the last ten figures of a number."""
    figures = "".join(sign for sign in value if sign.isdigit())
    return value.strip().casefold() if "@" in value else figures[-10:]


def _live_apart(parents: list[int], parts: list[Participant]) -> bool:
    """More than one parent, and not all are known to live with the children."""
    if len(parents) < 2:
        return False
    children = [part.person_id for part in parts if part.capacity == Capacity.CHILD]
    at_home = (
        Relationship.objects.present()
        .filter(person__in=parents, other__in=children, lives_in_household=True)
        .values_list("person_id", flat=True)
    )
    return set(parents) - set(at_home) != set()


def given_away(texts: Iterable[str], person: Person, episode: Episode) -> list[str]:
    """What in these texts would tell where someone is or how to reach them: kinds of things, never the things."""
    return gives_away(texts, places_of(person, episode))


def gives_away(texts: Iterable[str], places: Mapping[str, set[str]]) -> list[str]:
    """The same, of places that are read already."""
    whole = "\n".join(texts)
    found = []
    if POSTCODE.search(whole):
        found.append("a postcode")
    if NUMBER.search(whole):
        found.append("a telephone number")
    if MAILBOX.search(whole):
        found.append("an e-mail address")
    if STREET.search(whole):
        found.append("a street")
    if REFUGE.search(whole):
        found.append("that someone is in a refuge")
    plain = " ".join(whole.casefold().split())
    for kind, words in places.items():
        if any(word in plain for word in words):
            found.append(kind)
    return found


def places_of(person: Person, episode: Episode) -> dict[str, set[str]]:
    """What must not be read, by kind: addresses of the others, where the family meets, any school, workers, services.

    Any school, since the child’s may not be recorded yet, and a wrong name still says that it is told.
    """
    case = episode.case
    people = Participant.objects.filter(case=case, ends_at=None).exclude(person=person).values("person")
    lines = Address.objects.filter(person__in=people, ends_on=None).values_list("lines", flat=True)
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL).values_list("name", flat=True)
    places = Meeting.objects.filter(case=case).values_list("place", flat=True)
    workers = CaseWorker.objects.filter(case=case).values_list(
        "membership__user__name", "membership__team__organisation__name"
    )
    acts = Action.objects.filter(episode=episode)
    services = acts.values_list("service", flat=True)
    names = acts.exclude(owner_kind=Action.Owner.FAMILY).values_list("owner_name", flat=True)
    return {
        "an address": _long(part for line in lines for part in line.split(",")),
        "a place where you meet": _long(places),
        "a school": _long(schools),
        "a worker or their agency": _long([*(word for pair in workers for word in pair), *names]),
        "a service": _long(services),
    }


def _long(words: Iterable[str]) -> set[str]:
    plain = {" ".join(word.casefold().split()) for word in words}
    return {word for word in plain if len(word) >= SHORTEST}
