"""After a strategy discussion about a child whose case social care has open: that worker's team is told, and must answer."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import SameDay
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ..models import Outcome, SocialCareChild, Strategy
from ..services import PASSED_TO, WORKER_OF_AN_ENQUIRY
from . import open_cases

RING_THE_WORKER = "Ring the worker of the open case: what was decided could not be passed on here"


class NothingToPassOn(Exception):
    """The discussion is not recorded, the child has no open case, or the worker's team has been told already."""


def worker_of(strategy: Strategy) -> SocialCareChild | None:
    """The open case of the discussion's child, as social care's list has it; None where there is none, or it may not be read."""
    contact = strategy.contact if strategy.contact_id else None
    return open_cases.open_with(contact) if contact else None


def offers_of(strategy: Strategy) -> list[Handover]:
    """What was offered of a discussion, the newest first."""
    carried = Handover.objects.filter(carried__case=strategy.case_id).select_related("to_team")
    return list(carried.order_by("-offered_at", "-pk"))


def may_be_passed_on(strategy: Strategy, offers: list[Handover] | None = None) -> bool:
    """Whether the worker's team has still to be told: nothing was offered, or all of it came back.

    Our own team, if it is the worker's, knows; and a task to ring is made once.
    """
    known = worker_of(strategy) if strategy.recorded_at and strategy.case.is_open else None
    if known is None or open_cases.team_of(known, strategy.case.area) == strategy.case.responsible_team:
        return False
    if strategy.case.tasks.filter(title=RING_THE_WORKER).exists():
        return False
    made = offers_of(strategy) if offers is None else offers
    return not any(offer.status in (Handover.Status.OFFERED, Handover.Status.ACCEPTED) for offer in made)


@transaction.atomic
def tell_worker(*, strategy: Strategy, by: Actor, at: datetime) -> Handover | None:
    """Hand what was decided to the worker's team, which reads the record and answers the same day; an enquiry it may not decline.

    Where it cannot be passed on here (nobody receives it, or SG-11 forbids it), a task for our own team says to ring. None then. Raises NothingToPassOn.
    """
    if not may_be_passed_on(strategy):
        raise NothingToPassOn(strategy.case.reference)
    case, known = strategy.case, worker_of(strategy)
    is_enquiry = strategy.enquiry != Strategy.Enquiry.NONE
    try:
        team = _team_of(known, strategy)
        return handovers.offer(
            cases_carried=[case], to=WORKER_OF_AN_ENQUIRY if is_enquiry else PASSED_TO[Outcome.OPEN_CASE],
            reason=f"Strategy discussion: {strategy.get_enquiry_display()}. {strategy.rationale}",
            passes=f"{known.said}. The actions stay with whoever the record names.", to_team=team, by=by, at=at,
        )  # fmt: skip
    except NobodyReceives:
        today = due(SameDay(), at, hours_of(case.responsible_team, london_date(at)), working_calendar(case.area))
        tasks.make(
            title=RING_THE_WORKER, detail=known.said, team=case.responsible_team, case=case, due_at=today.shown_at, by=by, at=at
        )  # fmt: skip
        return None


def _team_of(known: SocialCareChild, strategy: Strategy) -> Team:
    return open_cases.team_of(known, strategy.case.area) or receiving_team(
        strategy.case.area, PASSED_TO[Outcome.OPEN_CASE]
    )
