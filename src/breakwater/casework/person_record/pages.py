"""What is held about a person, worked out for mending: each fact with the way to change or add to it."""

from dataclasses import dataclass

from django.urls import reverse

from breakwater.casework.child_page.pages import WITHHELD, contact_said
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.people.identifiers import show_nhs_number
from breakwater.partnership.people.models import (
    Enrolment,
    Identifier,
    Person,
    PersonContact,
    Relationship,
)
from breakwater.partnership.people.records import presenting

HOLDS = {
    True: "Holds parental responsibility",
    False: "Holds no parental responsibility",
    None: "Whether they hold parental responsibility is not known",
}
HELD = {
    True: "This person holds parental responsibility for them",
    False: "This person holds no parental responsibility for them",
    None: "Whether this person holds parental responsibility for them is not known",
}
TOGETHER = {True: "They live together", False: "They live apart", None: "Whether they live together is not known"}


@dataclass(frozen=True)
class Part:
    """One part of the record: rows as a summary list has them, and links to add or mend, each of text and href."""

    title: str
    rows: list[dict]
    links: list[dict]


@dataclass(frozen=True)
class Held:
    """Everything held, and the ids of the people it names."""

    parts: list[Part]
    person_ids: list[int]


def held_about(who: Person, *, may_verify: bool) -> Held:
    """The record of a person by its parts, in a fixed number of queries."""
    relationships, related = _relationships(who)
    parts = [
        _names(who),
        _birth(who),
        _identifiers(who),
        _addresses(who),
        _ways(who),
        relationships,
        _places(who, may_verify),
    ]
    return Held(parts, [who.pk, *related])


def _link(text: str, name: str, who: Person, *more) -> dict:
    return {"text": text, "href": reverse(f"casework:{name}", args=[who.public_id, *more])}


def _names(who: Person) -> Part:
    rows = [
        {"key": label, "value": value or NONE_SEEN}
        for label, value in (
            ("Forename", who.forename),
            ("Middle names", who.middle_names),
            ("Surname", who.surname),
            ("Known as", who.known_as),
        )
    ]
    for other in who.other_names.order_by("pk"):
        rows.append({"key": other.get_kind_display(), "value": f"{other.forename} {other.surname}".strip()})
    return Part(
        "Names", rows, [_link("Change the name", "keep_names", who), _link("Add another name", "keep_other_name", who)]
    )


def _birth(who: Person) -> Part:
    if who.expected_on:
        row = {"key": "Expected", "value": date_in_words(who.expected_on)}
    else:
        row = {"key": "Date of birth", "value": who.born.in_words() if who.born else "Not known"}
    return Part("Birth", [row], [_link("Correct the date", "keep_birth", who)])


def _identifiers(who: Person) -> Part:
    rows, over = [], []
    for number in who.identifiers.order_by("scheme", "pk"):
        if number.ends_on:
            over.append(
                {"key": f"Earlier {number.get_scheme_display()}", "value": f"{_value_of(number)}; {_ended(number)}"}
            )
            continue
        check = "passes its check" if number.passes_check else f"fails its check, kept because: {number.kept_despite}"
        if number.scheme == Identifier.Scheme.LA_CHILD:
            check = "has no check" if number.passes_check else check
        status = f", {number.get_status_display().lower()}" if number.status else ""
        rows.append({"key": number.get_scheme_display(), "value": f"{_value_of(number)} ({check}{status})"})
    links = [_link("Add a number", "keep_identifier", who)]
    links += [_link("End a number, or say that it was entered wrongly", "keep_end_identifier", who)] if rows else []
    return Part("Numbers", rows + over, links)


def _value_of(number: Identifier) -> str:
    is_nhs = number.scheme == Identifier.Scheme.NHS and number.passes_check
    return show_nhs_number(number.value) if is_nhs else number.value


def number_said(number: Identifier) -> str:
    """NHS number 943 476 5919."""
    return f"{number.get_scheme_display()} {_value_of(number)}"


def _ended(row: Identifier | Relationship) -> str:
    """Until when it held, or that it never did, and why."""
    until = "entered wrongly" if row.was_mistaken else f"until {date_in_words(row.ends_on)}"
    return f"{until}: {row.ended_because}" if row.ended_because else until


def _addresses(who: Person) -> Part:
    rows = []
    for address in who.addresses.order_by("-pk"):
        withheld = address.is_withheld
        dates = [f"from {date_in_words(address.starts_on)}"] if address.starts_on else []
        dates += [f"until {date_in_words(address.ends_on)}"] if address.ends_on else []
        said = WITHHELD if withheld else address.said or WITHHELD
        key = "Past address" if address.ends_on else "Now" if withheld else address.get_kind_display()
        rows.append({"key": key, "value": ", ".join([said, *dates])})
    return Part("Addresses", rows, [_link("Add a new address", "keep_address", who)])


def _ways(who: Person) -> Part:
    ways = [contact_said(way) for way in PersonContact.objects.filter(person=who).order_by("kind", "pk")]
    rows = [
        {"key": way["kind"], "value": "; ".join(part for part in (way["value"], way["safe"], way["when"]) if part)}
        for way in ways
    ]
    links = [_link("Add a telephone number or e-mail address", "keep_way", who)]
    links += [_link("Change whether one is safe to use", "keep_safety", who)] if rows else []
    return Part("How to reach them", rows, links)


def _relationships(who: Person) -> tuple[Part, list[int]]:
    rows, over, related = [], [], []
    found = Relationship.objects.of([who]).select_related("person", "other")
    for row in found.order_by("pk"):
        is_theirs = row.other_id == who.pk
        other = row.person if is_theirs else row.other
        related.append(other.pk)
        if row.ends_on:
            over.append({"key": other.name, "value": f"{_what_to(row, who)}; {_ended(row)}"})
            continue
        holds = (HOLDS if is_theirs else HELD)[row.holds_parental_responsibility]
        rows.append(
            {
                "key": other.name,
                "value": f"{_what_to(row, who)}. {holds}. {TOGETHER[row.lives_in_household]}",
                "href": reverse("casework:keep_relationship", args=[who.public_id, other.public_id]),
                "what": f"what {other.name} is to this person",
            }
        )
    links = [_link("Add a relationship", "keep_find_relative", who)]
    links += (
        [_link("End a relationship, or say that it was entered wrongly", "keep_end_relationship", who)] if rows else []
    )
    return Part("Relationships", rows + over, links), related


def _what_to(row: Relationship, who: Person) -> str:
    """What the other of the two is to this person."""
    other = row.person if row.other_id == who.pk else row.other
    return presenting.what_they_are(row, other.pk, other)


def tie_said(row: Relationship, who: Person) -> str:
    """Mo Example, mother."""
    return f"{(row.person if row.other_id == who.pk else row.other).name}, {_what_to(row, who)}"


def _places(who: Person, may_verify: bool) -> Part:
    rows, waiting, standing = [], False, False
    for place in Enrolment.objects.filter(person=who).select_related("school").order_by("-starts_on", "-pk"):
        year = [f"year {place.year_group}"] if place.year_group else []
        dates = [f"from {date_in_words(place.starts_on)}"]
        dates += [f"until {date_in_words(place.ends_on)}"] if place.ends_on else []
        verified = (
            f"verified {date_in_words(place.verified_on)}"
            if place.verified_on
            else ("not verified: the school does not see the child")
        )
        gone = [f"went to {place.gone_to}"] if place.gone_to else []
        rows.append({"key": place.school.name, "value": "; ".join([*year, ", ".join(dates), *gone, verified])})
        standing |= place.ends_on is None
        waiting |= place.ends_on is None and place.verified_on is None
    links = [_link("Add a school place", "keep_enrol", who)]
    links += [_link("Verify a school place", "keep_verify", who)] if may_verify and waiting else []
    links += [_link("End a school place", "keep_end_place", who)] if standing else []
    return Part("School places", rows, links)
