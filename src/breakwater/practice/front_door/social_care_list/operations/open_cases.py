"""A contact about a child whose case social care has open already: to that worker within the hour, no new referral (O9)."""

from collections.abc import Iterable
from datetime import datetime

from breakwater.casework.cases.models import Capacity
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers.registry import Allocated
from breakwater.casework.handovers.registry import allocated_to as allocated_here
from breakwater.casework.models import Handover, Participant
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Team

from ...models import Contact, Outcome, SocialCareChild
from ...pathway import OPEN_CASE_ROUTED, REFERRAL, TO_DECIDE
from ...services import PASSED_TO


class CaseIsOpenAlready(Refusal):
    """Social care has an open case of this child, so nothing is decided past its worker: no referral, no end (FD 1.7)."""

    words = "Social care has an open case of this child, so nothing is decided past its worker. Pass it to that worker, or call a strategy discussion"
    box = "outcome"


def open_with(contact: Contact) -> SocialCareChild | None:
    """What social care's list says of an open case of the contact's child; None where it says none."""
    if contact.child_id is None:
        return None
    return (
        SocialCareChild.objects.filter(person=contact.child_id, left_at=None, status__in=SocialCareChild.OPEN)
        .order_by("-seen_at", "-pk")
        .first()
    )


def for_the_worker(contact: Contact) -> SocialCareChild | None:
    """The open case whose worker has to have this contact (FD 1.7).

    None where there is none, or where the worker's team has been offered it and sent it back: then a manager decides again.
    """
    known = open_with(contact)
    if known is None:
        return None
    sent_back = Handover.objects.filter(
        carried__case=contact.case_id, service=PASSED_TO[Outcome.OPEN_CASE], status=Handover.Status.DECLINED
    )
    return None if sent_back.exists() else known


def notice(*, contact: Contact, at: datetime) -> None:
    """Start the hour in which the contact is passed on, where the child's case is open already."""
    if not contact.is_decided and open_with(contact):
        known_at = max(at, contact.received_at)  # a list may have been drawn before the contact came
        clocks.start(case=contact.case, rule=OPEN_CASE_ROUTED, team=contact.case.responsible_team, at=known_at)


def notice_all(*, people: Iterable[int], at: datetime) -> None:
    """The same for every undecided contact of these children, after a list has come in."""
    waiting = Contact.objects.filter(child__in=list(people), decided_at=None, case__stage__in=TO_DECIDE)
    for contact in waiting.select_related("case__responsible_team__area"):
        notice(contact=contact, at=at)


def allocated_to(contact: Contact) -> Allocated | None:
    """Who is really allocated to the contact's child: social care's worker and team, the team that holds a referral, or else who
    helps the child here (SG-08). Nobody is named for a referral by the specialist route (SG-12).
    """
    if contact.child_id is None:
        return None
    if known := open_with(contact):
        return Allocated(PASSED_TO[Outcome.OPEN_CASE], team_of(known, contact.case.area), known.said)
    return _with_a_referral(contact.child_id) or allocated_here(contact.child_id)


def _with_a_referral(child: int) -> Allocated | None:
    about = Participant.objects.filter(person=child, capacity=Capacity.CHILD, ends_at=None).values("case")
    held = Handover.objects.filter(opened_case__in=about, opened_case__kind=REFERRAL, opened_case__closed_at=None)
    held = held.exclude(service=PASSED_TO[Outcome.SPECIALIST]).select_related("opened_case__responsible_team")
    found = held.order_by("-offered_at", "-pk").first()
    if found is None:
        return None
    case, team = found.opened_case, found.opened_case.responsible_team
    return Allocated(PASSED_TO[Outcome.OPEN_CASE], team, f"Referral {case.reference} is open with {team.name}", case.pk)


def team_of(known: SocialCareChild | None, area) -> Team | None:
    """The team in Breakwater that bears the name in social care's list; None where there is none, or more than one."""
    if known is None or not known.team:
        return None
    found = list(Team.objects.filter(area=area, name__iexact=known.team)[:2])
    return found[0] if len(found) == 1 else None
