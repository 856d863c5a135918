"""Contacts that nobody has matched with a record yet, found by the name the child was told under, for who searches for a person."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases.registry import UNMATCHED, NotMatched
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.asked import Asked

from ..child_as_told import age_told
from ..models import Contact
from .candidates import name_told


@UNMATCHED.register("front_door")
def unmatched_contacts(asked: Asked, actor: Actor, now: datetime) -> Iterator[NotMatched]:
    """The open contacts of one's own team that no record is matched to and whose child was told by a name like this: one query.

    For who reads the board, and as far as the wall shows them each.
    """
    if not asked.readings or not may(actor, Permission.BOARD_READ):
        return
    open_now = Contact.objects.filter(
        child=None, case__closed_at=None, case__responsible_team=actor.membership.team_id
    ).order_by("-received_at", "-pk")
    for contact in open_now:
        if matching.is_called(asked, name_told(contact), today=london_date(contact.received_at)):
            age = age_told(contact, london_date(now))
            yield NotMatched(
                case=contact.case_id,
                text=f"{contact.named_as}, {age}" if age else contact.named_as,
                href=reverse("front_door:contact", args=[contact.reference]),
                hint=f"Contact {contact.reference}, received {moment_in_words(contact.received_at, now=now)}",
            )
