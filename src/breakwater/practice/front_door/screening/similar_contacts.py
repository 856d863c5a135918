"""Other open contacts that may be about the same child, as told: mentioned before anyone settles who a contact is about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from breakwater.foundation.design.moments import moment

from ..models import Contact
from .candidates import born_told, name_told
from .people_as_told import child_in_refuge

SHOWN = 5


@dataclass(frozen=True)
class Alike:
    """An open contact of perhaps the same child: what both were told alike, when it came, where to read it."""

    reference: str
    named_as: str
    same: str
    when: object
    href: str
    case: int
    child: int | None


def alike(contact: Contact, now: datetime) -> list[Alike]:
    """Open contacts told of under the same name, the same full date of birth or at the same address. Links nothing."""
    name, born = name_told(contact).strip(), born_told(contact)
    whole_date = contact.born_as_told if born and born.day and not born.estimated else ""
    address = "" if child_in_refuge(contact) else contact.address_as_told.strip()
    asked = Q(pk=None)
    if name:
        asked |= Q(named_as__iexact=name)
    if whole_date:
        asked |= Q(born_as_told=whole_date)
    if address:
        asked |= Q(address_as_told__iexact=address, postcode_as_told__iexact=contact.postcode_as_told)
    if contact.child_id or not (name or whole_date or address):
        return []
    found = Contact.objects.filter(asked, case__closed_at=None, decided_at=None).exclude(pk=contact.pk)
    found = found.exclude(submission=contact.submission_id).order_by("-received_at", "-pk")[:SHOWN]
    return [
        Alike(
            reference=other.reference,
            named_as=other.named_as,
            same=_and(
                [
                    *(["name"] if name and other.named_as.casefold() == name.casefold() else []),
                    *(["date of birth"] if whole_date and other.born_as_told == whole_date else []),
                    *(["address"] if address and other.address_as_told.casefold() == address.casefold() else []),
                ]
            ),
            when=moment(other.received_at),
            href=reverse("front_door:contact", args=[other.reference]),
            case=other.case_id,
            child=other.child_id,
        )
        for other in found
    ]


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 2 else words)
