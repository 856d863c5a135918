"""What stays with the MASH that passes a contact on: answers of agencies, sealed information, an open strategy discussion.

The next authority is told that it is there and whom to call for it, never what it says (SG-08, SG-10, TR-08).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import Fact
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.people.records.operations.restrictions import seals_standing_on

from ..enclosures import DISCUSSION
from ..feedback.letters import office_of
from ..information_requests.kept_answers import SOURCE, Check, as_caution, checks_of
from ..models import Contact, Strategy
from ..models.requests import AgreementShown


@dataclass(frozen=True)
class StaysHere:
    """One thing that does not go over with a contact, for whoever passes it on; `href` where they read it."""

    words: str
    href: str


def open_discussions(contact: Contact) -> list[Strategy]:
    """The strategy discussions about a contact or its child that are not concluded: the next authority does not read them."""
    about = Q(contact=contact)
    if contact.child_id:
        about |= Q(contact__child=contact.child_id) | Q(case__participants__person=contact.child_id)
    found = Strategy.objects.filter(about, case__closed_at=None).select_related("case")
    return list(found.distinct().order_by("pk"))


def facts_of(contact: Contact, checks: Sequence[Check], *, at: datetime) -> Iterator[Fact]:
    """What the next authority is told of all that stays here: who was asked and when, that an answer or a discussion is held here."""
    office = office_of(contact.case.area, at=at)
    call = f"call {office.number}" if office.number else "call them"
    for one in checks:
        told = as_caution(one, mash=office.mash, number=office.number)
        yield told if one.is_held else replace(told, line=Line.SEARCHED)
    if unsafe := [one.request for one in checks if one.request.agreement == AgreementShown.NOT_SAFE]:
        days = ", ".join(dict.fromkeys(_day(one.sent_at) for one in unsafe))
        yield Fact(
            line=Line.NOT_TO_TELL,
            words=f"{AgreementShown.NOT_SAFE.label}. Recorded by {office.mash} with its agency checks of {days}",
            source=SOURCE,
            known_at=unsafe[-1].sent_at,
        )
    for one in open_discussions(contact):
        if not seals_standing_on("case", one.case_id):
            yield Fact(
                line=Line.THRESHOLD,
                words=f"{one.case.reference} is open at {office.mash} and cannot be read here: {call} before you act",
                source=one.case.reference,
                known_at=one.called_at,
                more={DISCUSSION: "yes"},
            )


def for_the_sender(contact: Contact) -> list[StaysHere]:
    """All that does not go over with a contact, as far as whoever passes it on may know of it."""
    rows = [
        StaysHere(
            f"{one.asked}: its answer ({one.for_whom}). They are told that there is one, not what it says",
            reverse("front_door:asked_one", args=[one.request.reference]),
        )
        for one in checks_of(contact)
        if one.is_held
    ]
    items = [*sealed.standing_in(case=contact.case)]
    items += sealed.standing_in(person=contact.child) if contact.child else []
    rows += [
        StaysHere(
            f"Sealed information: {item.get_kind_display()}, {_day(item.written_at)}. They are not told that there is any",
            reverse("casework:sealed_item", args=[item.public_id]),
        )
        for item in items
    ]
    rows += [
        StaysHere(
            f"A strategy discussion is open here: {one.case.reference}. They are told that it is open and cannot "
            "read it. Tell them what was decided and who does what, and see it through here",
            reverse("front_door:strategy", args=[one.case.reference]),
        )
        for one in open_discussions(contact)
    ]
    return rows


def _day(at: datetime) -> str:
    return date_in_words(london_date(at))
