"""Which contacts are open, allocated, late or urgent, as querysets: for the board, Today, the caseload and the wall."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When

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


def ordered(contacts: QuerySet, order: str | None) -> QuerySet:
    """Contacts as the board shows them: by default whom danger or red puts first, then by what is due."""
    due = F("duty__due_at").asc(nulls_last=True)
    if order == "newest":
        return contacts.order_by("-received_at", "-pk")
    if order == "rag":
        urgency = models.Case(
            When(immediate_danger=True, then=Value(0)),
            When(CANNOT_WAIT | Q(rag="RED"), then=Value(1)),
            When(rag="", then=Value(2)),
            When(rag="AMBER", then=Value(3)),
            default=Value(4),
        )
        return contacts.order_by(urgency, due, "pk")
    # A child said to be in danger now, or not to be able to wait, or rated red, comes before any clock, until someone has decided.
    in_danger = (Q(immediate_danger=True) | Q(rag="RED") | CANNOT_WAIT) & Q(decided_at=None)
    return contacts.order_by(models.Case(When(in_danger, then=Value(0)), default=Value(1)), due, "pk")
