"""After a strategy discussion about a child whose case social care has open: that worker's team is told, and must answer."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.operations import NoReaderThere
from breakwater.casework.handovers.refusals import MustNotLearn
from breakwater.casework.models import Handover
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import SameDay
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor, Organisation, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ...models import Outcome, SocialCareChild, Strategy
from ...services import PASSED_TO, WORKER_OF_AN_ENQUIRY
from ...social_care_list.operations import open_cases

RING_THE_WORKER = "Call the worker of the open case: what was decided could not be passed on here"
ASK_THE_OFFICERS = (
    "Ask the designated officers who tells the worker of the open case: that organisation must not learn of it"
)
NAME_A_READER = (
    "Name a reader in the worker's team: the case is restricted, and nobody there could read what was decided"
)
INSTEAD = (RING_THE_WORKER, ASK_THE_OFFICERS, NAME_A_READER)


class NothingToPassOn(Refusal):
    """The discussion is not recorded, the child has no open case, or the worker's team has been told already."""

    words = "There is nothing to pass on. This is where it is now"


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

    Our own team, if it is the one to be told, knows; and a task that says what to do instead is made once.
    """
    known = worker_of(strategy) if strategy.recorded_at and strategy.case.is_open else None
    if known is None or _team_of(known, strategy) == strategy.case.responsible_team or done_instead(strategy):
        return False
    made = offers_of(strategy) if offers is None else offers
    return not any(offer.status in (Handover.Status.OFFERED, Handover.Status.ACCEPTED) for offer in made)


def done_instead(strategy: Strategy) -> str:
    """What our own team is to do where it could not be passed on here; empty where it could."""
    return strategy.case.tasks.filter(title__in=INSTEAD).values_list("title", flat=True).first() or ""


@transaction.atomic
def tell_worker(strategy: Strategy, *, by: Actor, at: datetime) -> Handover | None:
    """Hand what was decided to the worker's team, which reads the record and answers the same day; an enquiry it may not decline.

    Where it cannot be passed on here, a task for our own team says what to do instead, and None is answered: nobody receives it,
    SG-11 forbids it, or the case is restricted and nobody there is a named reader (SG-18). Raises NothingToPassOn.
    """
    cases.lock(strategy.case)
    if not may_be_passed_on(strategy):
        raise NothingToPassOn(strategy.case.reference)
    case, known = strategy.case, worker_of(strategy)
    is_enquiry = strategy.enquiry != Strategy.Enquiry.NONE
    team, title, detail = _team_of(known, strategy), RING_THE_WORKER, known.said
    try:
        if team:
            return handovers.offer(
                [case],
                handovers.Offer(
                    to=WORKER_OF_AN_ENQUIRY if is_enquiry else PASSED_TO[Outcome.OPEN_CASE],
                    reason=f"Strategy discussion: {strategy.get_enquiry_display()}. {strategy.rationale}",
                    passes=f"{known.said}. The actions stay with whoever the record names.",
                    to_team=team,
                ),
                by=by,
                at=at,
            )
    except MustNotLearn:
        title, detail = ASK_THE_OFFICERS, ""
    except NoReaderThere:
        title, detail = NAME_A_READER, ""
    except NobodyReceives:
        pass
    today = due(SameDay(), at, hours_of(case.responsible_team, london_date(at)), working_calendar(case.area))
    tasks.make(
        tasks.ToDo(title=title, detail=detail, due_at=today.shown_at),
        team=case.responsible_team,
        case=case,
        by=by,
        at=at,
    )
    return None


def _team_of(known: SocialCareChild, strategy: Strategy) -> Team | None:
    """The council's team that the list names, or the one that answers for workers of open cases; None where there is neither."""
    named = open_cases.team_of(known, strategy.case.area)
    if named and named.organisation.kind == Organisation.Kind.COUNCIL:
        return named
    try:
        return receiving_team(strategy.case.area, PASSED_TO[Outcome.OPEN_CASE])
    except NobodyReceives:
        return None
