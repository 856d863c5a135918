"""Which contacts stand together, as a person joined them: asked here, changed in `links` (FD 1.7)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from ...models import Contact, ContactLink
from ...pathway import TO_DECIDE

DESCRIBED = """
    a an and the of or not no at in on his her its is who what with aged about year years old month months little young small
    child children baby toddler boy girl teenager twin unborn name names named family surname forename first last known unknown
    given told said she he they them flat house above
"""
DESCRIBES = frozenset(DESCRIBED.split())  # words of a child whose name nobody gave
INCIDENT, DUPLICATE = ContactLink.Kind.INCIDENT, ContactLink.Kind.DUPLICATE


def began(contact: Contact) -> datetime:
    """When the duty about an incident began: the earliest receipt of those joined."""
    first = ContactLink.objects.filter(other=contact, kind=INCIDENT, ended_at=None).select_related("first").first()
    return first.first.received_at if first else contact.received_at


def group_of(contact: Contact) -> list[ContactLink]:
    """The links by which a contact is joined to others, whichever end it stands at; empty where it stands alone."""
    return _groups_of([contact.pk]).get(contact.pk, [])


def _groups_of(contacts: Iterable[int]) -> dict[int, list[ContactLink]]:
    """The links of each contact's group. Nobody stands below two others, nor above one and below another.

    Most contacts stand alone: what the ends of a link say is read only where there is a link.
    """
    ids = list(contacts)
    above = ContactLink.objects.filter(other__in=ids, ended_at=None).values("first")
    standing = ContactLink.objects.filter(Q(first__in=ids) | Q(first__in=above), ended_at=None)
    links = (
        ContactLink.objects.filter(pk__in=list(standing.values_list("pk", flat=True)))
        .select_related("first__case", "first__child", "other__case", "other__child")
        .order_by("at", "pk")
    )
    by_first, first_of = {}, {}
    for link in links:
        by_first.setdefault(link.first_id, []).append(link)
        first_of[link.other_id] = link.first_id
    return {pk: by_first[first_of.get(pk, pk)] for pk in ids if first_of.get(pk, pk) in by_first}


def joined_with(contacts: Iterable[Contact]) -> list[Contact]:
    """The undecided contacts that are joined to any of these and not among them: they are decided with them."""
    held = list(contacts)
    known = {contact.pk for contact in held}
    more = {}
    for links in _groups_of(known).values():
        for link in links:
            for each in (link.first, link.other):
                if each.pk not in known and not each.is_decided:
                    more[each.pk] = each
    return list(more.values())


def duplicates_among(contacts: Sequence[Contact]) -> set[int]:
    """Those of these contacts that are marked as sent again."""
    return set(
        ContactLink.objects.filter(other__in=list(contacts), kind=DUPLICATE, ended_at=None).values_list(
            "other", flat=True
        )
    )


def siblings_to_decide(contact: Contact) -> list[Contact]:
    """The other contacts of the same submission that nobody has decided."""
    return list(
        Contact.objects.filter(submission=contact.submission_id, decided_at=None, case__stage__in=TO_DECIDE)
        .exclude(pk=contact.pk)
        .select_related("case__responsible_team", "child")
        .order_by("position", "pk")
    )
