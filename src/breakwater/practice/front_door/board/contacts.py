"""Which contacts are open, allocated, late or urgent, as querysets: for the board, Today, the caseload and the wall."""

from datetime import datetime

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from breakwater.casework.models import Clock

from ..models import Contact, ContactLink, Rag
from ..pathway import CONTACT, DUTIES, TO_SCREEN


def open_contacts(area_id: int) -> QuerySet[Contact]:
    """Contacts of an area still to be decided or accepted, each with its running duty as `duty`. What was sent again stands
    with the first and has no card of its own."""
    again = ContactLink.objects.filter(other=OuterRef("pk"), kind=ContactLink.Kind.DUPLICATE, ended_at=None)
    return Contact.objects.filter(
        ~Exists(again), case__kind=CONTACT, case__closed_at=None, case__area_id=area_id
    ).annotate(
        duty=FilteredRelation("case__clocks", condition=Q(case__clocks__stopped_at=None, case__clocks__rule__in=DUTIES))
    )


def missed_clocks(now: datetime) -> QuerySet[Clock]:
    """The times that run and are missed of the contact in hand, whichever they are: what "missed" means on the board and the
    wall. A card shows the one that was missed first.
    """
    return Clock.objects.running().filter(case=OuterRef("case_id"), breach_at__lte=now)


def nobody_has(now: datetime) -> Q:
    """Contacts that the screeners have, and none of them has been allocated."""
    return Q(case__stage__in=TO_SCREEN) & (Q(claimed_until=None) | Q(claimed_until__lte=now))


# What its sender says cannot wait goes first, and is counted with danger, until a screener has rated it below red.
CANNOT_WAIT = Q(rag__in=["", Rag.RED]) & ~Q(cannot_wait="")
