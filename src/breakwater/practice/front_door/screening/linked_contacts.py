"""What belongs to a contact besides itself, in words: contacts joined to it, those that may be one with it, written forms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from breakwater.casework.recording import operations as recording

from ..enclosures import joined_to
from ..models import Call, Contact, Submission
from .operations import groups, links

HOW = {
    ("INCIDENT", True): "One incident, told again later",
    ("INCIDENT", False): "One incident, told first",
    ("DUPLICATE", True): "Sent again by the same agency",
    ("DUPLICATE", False): "This is that contact, sent again",
}


@dataclass(frozen=True)
class Beside:
    """Another contact as it stands beside this one. `link` is the join; `why` says why it is suggested."""

    reference: str
    name: str
    source: str
    received_at: datetime
    worry: str = ""
    how: str = ""
    link: int = 0
    why: str = ""
    is_sent_again: bool = False


@dataclass(frozen=True)
class Written:
    """A written form that joined the contact of a call."""

    submission: Submission
    sections: Sequence


def joined(contact: Contact, links_of_it: Sequence | None = None) -> list[Beside]:
    """The contacts joined to this one, with what each says. `links_of_it` are its group's links, where they were read."""
    said = []
    for link in groups.group_of(contact) if links_of_it is None else links_of_it:
        if contact.pk == link.first_id:
            other, later = link.other, True
        elif contact.pk == link.other_id:
            other, later = link.first, False
        else:  # another of the same incident: parted on its own page
            other, later = link.other, True
        said.append(
            Beside(
                reference=other.reference,
                name=_name(other),
                source=other.source_said,
                received_at=other.received_at,
                worry=other.worry,
                how=HOW[link.kind, later],
                link=link.pk,
            )
        )
    return said


def may_be_one(contact: Contact, *, beside: Iterable[Beside]) -> list[Beside]:
    """Contacts that may tell of the same incident, for a person to join; without those `beside`, which are joined."""
    known = {each.reference for each in beside}
    return [
        Beside(
            reference=other.reference,
            name=_name(other),
            source=other.source_said,
            received_at=other.received_at,
            why=why,
            is_sent_again=links.is_sent_again(contact, other),
        )
        for other, why in links.suggested(contact)
        if other.reference not in known
    ]


def written(contact: Contact) -> list[Written]:
    """The written forms that joined the contact, or another of the same call."""
    return [
        Written(
            form, [part for part in recording.read(form.answers, unanswered=False) if part.rows] if form.answers else []
        )
        for form in joined_to(contact)
    ]


def call_rows(submission: Submission | None) -> list[dict]:
    """What a call-handler noted beside what happened."""
    call = Call.objects.filter(submission=submission).select_related("met_by").first() if submission else None
    if call is None:
        return []
    rows = [{"key": "Where the child was then", "value": call.where_now or "Not asked"}]
    if call.form_wanted:
        came = f"Came, {call.met_by.reference}" if call.met_by_id and call.met_by else "Not yet"
        rows.append({"key": "Written form", "value": came})
    return rows


def _name(contact: Contact) -> str:
    return contact.child.name if contact.child_id and contact.child else contact.named_as


def claim_all_words(free: int) -> str:
    """One press for a child and the brothers and sisters of the same form whom nobody has; `free` are the others."""
    return "Allocate both children to me" if free == 1 else f"Allocate all {free + 1} children"
