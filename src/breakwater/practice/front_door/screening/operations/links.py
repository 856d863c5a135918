"""Contacts that belong together: joined as one incident, or marked as sent again, by a person, and parted again (FD 1.7)."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks.rules import CLOCK_RULES
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Contact, ContactLink
from ...pathway import DECISION, OF_THE_MASH, TO_DECIDE
from . import groups, provisional, rating
from .locking import lock

NEAR = timedelta(days=3)
COUNTED = (DECISION.key, *(rule.key for rule in OF_THE_MASH))
INCIDENT, DUPLICATE = ContactLink.Kind.INCIDENT, ContactLink.Kind.DUPLICATE


class NotOneIncident(Refusal):
    """The two are settled to be about different children, or one is decided or closed, so they are not one."""

    words = "They cannot be joined: they are matched to different children, or one is decided"
    box = "other"


class NotSentAgain(Refusal):
    """Only what the same sender's agency sent again the same day is a duplicate; anything else may be one incident."""

    words = "Only what the same agency sent on the same day is the same contact. Join them as one incident instead"
    box = "kind"


class JoinedAlready(Refusal):
    """One of them is joined to another contact already; part it first."""

    words = "One of them is joined to another contact already. Part that first, on its page"
    box = "other"


def suggested(contact: Contact) -> list[tuple[Contact, str]]:
    """Undecided contacts that may tell of the same incident, with why: same child, near in time. One query.

    A person decides. Names alone suggest where nobody has settled who a contact is about.
    """
    if contact.is_decided or contact.case.closed_at:
        return []
    near = (
        Contact.objects.filter(
            received_at__gte=contact.received_at - NEAR,
            received_at__lte=contact.received_at + NEAR,
            decided_at=None,
            case__area=contact.case.area_id,
            case__stage__in=TO_DECIDE,
        )
        .exclude(pk=contact.pk)
        .exclude(submission=contact.submission_id)
    )
    near = near.exclude(joined_to__ended_at=None, joined_to__isnull=False).filter(_perhaps_same(contact))
    # What is compared and shown alone: up to two hundred are read for four.
    light = near.select_related("child").only(
        "reference",
        "named_as",
        "born_as_told",
        "received_at",
        "source_said",
        "sender_organisation",
        "child",
        "child__forename",
        "child__surname",
        "child__known_as",
        "child__description",
    )
    found = []
    for other in light.order_by("received_at", "pk")[:200]:
        why = _why_same(contact, other)
        if why:
            found.append((other, why))
    return found[:4]


def _perhaps_same(contact: Contact) -> Q:
    """Those that `_why_same` may find: about the same child, or with a word of the name in theirs."""
    word = "|".join(sorted(_names(contact))) or "(?!)"  # no name, no other
    told = Q(named_as__iregex=word)
    if contact.child_id:
        return Q(child=contact.child_id) | Q(child=None) & told
    of_child = ("child__forename", "child__surname", "child__known_as", "child__description")
    for field in of_child:
        told |= Q(**{f"{field}__iregex": word})
    return told


def _why_same(one: Contact, other: Contact) -> str:
    if one.child_id and other.child_id:
        return "Matched to the same child" if one.child_id == other.child_id else ""
    names = _names(one) & _names(other)
    if len(names) < 2:
        return ""
    born = {each.born_as_told for each in (one, other) if each.born_as_told}
    if len(born) == 2 and not all("~" in each for each in born) and len({each[:4] for each in born}) == 2:
        return ""
    return "The same names" + (
        " and date of birth" if len(born) == 1 and one.born_as_told and other.born_as_told else ""
    )


def _names(contact: Contact) -> set[str]:
    """The words of a name; words that describe a child whose name nobody gave are none."""
    name = contact.child.name if contact.child_id and contact.child else contact.named_as
    return set(re.findall(r"[^\W\d_]{2,}", name.casefold())) - groups.DESCRIBES


def is_sent_again(one: Contact, other: Contact) -> bool:
    """The same agency on the same day: then the later may be the earlier one sent again."""
    same = one.sender_organisation_id is not None and one.sender_organisation_id == other.sender_organisation_id
    return same and london_date(one.received_at) == london_date(other.received_at)


@transaction.atomic
def join(contact: Contact, *, other: Contact, by: Actor, at: datetime) -> ContactLink:
    """Join two contacts as one incident. The earliest receipt drives the time of all; each sender hears for themselves.

    Raises NotOneIncident, JoinedAlready.
    """
    return _link(contact, other, INCIDENT, by=by, at=at)


@transaction.atomic
def mark_sent_again(contact: Contact, *, other: Contact, by: Actor, at: datetime) -> ContactLink:
    """Mark the later of two as the earlier one sent again: what it says is kept, no second clock runs.

    Raises NotSentAgain, NotOneIncident, JoinedAlready.
    """
    if not is_sent_again(contact, other):
        raise NotSentAgain(other.reference)
    return _link(contact, other, DUPLICATE, by=by, at=at)


def _link(contact: Contact, other: Contact, kind: str, *, by: Actor, at: datetime) -> ContactLink:
    both = [_locked(pk) for pk in sorted((contact.pk, other.pk))]
    first, later = sorted(both, key=lambda each: (each.received_at, each.pk))
    known = ContactLink.objects.filter(first__in=both, other__in=both, ended_at=None, kind=kind).first()
    if known:
        return known
    if any(each.is_decided or each.case.closed_at for each in both):
        raise NotOneIncident(other.reference)
    if len({each.child_id for each in both if each.is_matched}) > 1:
        raise NotOneIncident(other.reference)
    upwards = ContactLink.objects.filter(other=first, ended_at=None).select_related("first").first()
    if upwards:  # the earliest of the group is where all are joined
        first = _locked(upwards.first_id)
        if first.pk == later.pk:
            raise JoinedAlready(other.reference)
    if ContactLink.objects.filter(other=later, ended_at=None).exists():
        raise JoinedAlready(later.reference)
    under_later = list(ContactLink.objects.filter(first=later, ended_at=None))
    if under_later and kind == DUPLICATE:
        raise JoinedAlready(later.reference)
    link = ContactLink.objects.create(first=first, other=later, kind=kind, at=at, by=by)
    for below in under_later:
        below.ended_at, below.ended_by = at, by
        below.save(update_fields=["ended_at", "ended_by"])
        ContactLink.objects.create(first=first, other=below.other, kind=below.kind, at=at, by=by)
    for each in (later, *(below.other for below in under_later)):
        _take_the_time_of(each, first, is_duplicate=kind == DUPLICATE, by=by, at=at)
    _are_of_one_child(both, by=by, at=at)
    what = "Joined as one incident" if kind == INCIDENT else "Sent again by the same agency"
    for one, beside in ((first, later), (later, first)):
        chronology.record(
            case=one.case, kind="contact", what=f"{what}, with contact {beside.reference}", process=True, by=by, at=at
        )
        audit.did("joined", "case", one.case_id, other=beside.case_id, how=kind.value)
    return link


def _are_of_one_child(both: Sequence[Contact], *, by: Actor, at: datetime) -> None:
    """A child recorded provisionally with one of two joined contacts is the child of the other."""
    one, other = sorted(both, key=lambda each: (not each.is_provisional, each.pk))
    if one.is_provisional and other.child_id and other.child_id != one.child_id:
        because = f"Joined with contact {other.reference}: they are about one child"
        provisional.match_provisional(contact=one, person=other.child, because=because, by=by, at=at)


def _locked(pk: int) -> Contact:
    return lock(Contact(pk=pk))


def _take_the_time_of(later: Contact, first: Contact, *, is_duplicate: bool, by: Actor, at: datetime) -> None:
    """The later contact's running times are counted from the earliest receipt; what was sent again has none."""
    _count_from(later, None if is_duplicate else first.received_at, by=by, at=at)
    if not is_duplicate:
        _rate_alike(first, later, by=by, at=at)


def _count_from(contact: Contact, began: datetime | None, *, by: Actor, at: datetime) -> None:
    running = [clock.rule for clock in contact.case.clocks.filter(stopped_at=None, rule__in=COUNTED)]
    for key in running:
        clocks.stop(case=contact.case, rule=CLOCK_RULES[key], by=by, at=at)
        if began is not None:
            clocks.start(case=contact.case, rule=CLOCK_RULES[key], team=contact.case.responsible_team, at=began)


def _rate_alike(first: Contact, later: Contact, *, by: Actor, at: datetime) -> None:
    """One triage: the more urgent rating of two holds for both, where whoever joins them may rate so."""
    rated = [each for each in (first, later) if each.rag]
    if not rated:
        return
    most = max(rated, key=lambda each: rating.RANK[each.rag])
    for other in (first, later):
        if other.rag != most.rag:
            rating.rate(
                contact=other,
                rag=most.rag,
                reason=f"As contact {most.reference}, of the same incident: {most.rag_reason}",
                by=by,
                at=at,
            )


def among(contact: Contact) -> QuerySet[ContactLink]:
    """The links of a contact and of its group; one that is parted already is parted once."""
    above = ContactLink.objects.filter(other=contact, ended_at=None).values("first")
    return ContactLink.objects.filter(Q(first=contact) | Q(other=contact) | Q(first__in=above))


@transaction.atomic
def part(link: ContactLink, *, by: Actor, at: datetime) -> ContactLink:
    """Undo a join or a mark: the other contact has its own time again, as if it had never been joined.

    Raises NotOneIncident where one of them is decided: what was decided together stays so.
    """
    link = ContactLink.objects.select_for_update().get(pk=link.pk)
    if link.ended_at:
        return link
    first, other = _locked(link.first_id), _locked(link.other_id)
    if other.is_decided or other.case.closed_at:
        raise NotOneIncident(other.reference)
    link.ended_at, link.ended_by = at, by
    link.save(update_fields=["ended_at", "ended_by"])
    _count_from(other, other.received_at, by=by, at=at)
    clocks.start(case=other.case, rule=DECISION, team=other.case.responsible_team, at=other.received_at)
    for one, beside in ((first, other), (other, first)):
        chronology.record(
            case=one.case,
            kind="contact",
            what=f"No longer joined with contact {beside.reference}",
            process=True,
            by=by,
            at=at,
        )
    audit.did("parted", "case", other.case_id, other=first.case_id)
    return link
