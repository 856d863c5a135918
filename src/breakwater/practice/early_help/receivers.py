"""How early help takes in work: from the MASH or social care, and as a lead professional; and what it does when a lead leaves."""

from django.urls import reverse

from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.handovers.operations import HandoverOffered, WorkGivenBack
from breakwater.casework.handovers.registry import ALLOCATED, receives
from breakwater.casework.models import Case, Handover, Meeting
from breakwater.casework.tasks.operations import MeetingMoved, TaskDone
from breakwater.foundation import events, jobs
from breakwater.foundation.dates.limits import SameDay, WorkingDays
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.levels import COORDINATORS
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName
from breakwater.partnership.people.intake.rolls.operations.applying import RollTaken

from .episodes.operations import episodes, later_contacts, leads, school_leavers
from .meetings import operations as meetings
from .pathway import CALL
from .start import operations as starting


def start_page(reference: str, line: int) -> str:
    """Where whoever referred a child starts early help as they were asked to."""
    return reverse("early_help:start_asked", args=[reference, line])


def start_for(public_id: str) -> str:
    """Where whoever sees a child starts early help for them."""
    return reverse("early_help:start", args=[public_id])


@receives(
    "early_help",
    label=f"the {COORDINATORS}",
    answer_within=WorkingDays(1),
    finds_a_lead=True,
    start_page=start_page,
    start_for=start_for,
)
def open_episode_from(handover, by, at):
    """Open an early help episode for the children in an accepted handover."""
    return episodes.open_episode(handover=handover, by=by, at=at)


@receives(
    "lead_professional",
    label="the proposed lead professional",
    answer_within=WorkingDays(5),
    takes_over=WorkCapacity.LEAD_PROFESSIONAL,
    sent_back=leads.asked_said_no,
)
def lead_from(handover, by, at):
    """The invited professional becomes lead; the case itself stays where it is."""
    leads.take_the_lead(handover=handover, by=by, at=at)


ALLOCATED.register("early_help", later_contacts.allocated)


@receives(later_contacts.SERVICE, label="who helps the family in early help", answer_within=SameDay(), joins_open=True)
def add_to_episode(handover, by, at):
    """A contact about a child whom early help has already goes to that episode: nothing is opened beside it."""
    return later_contacts.add_to_episode(handover=handover, by=by, at=at)


@events.subscribe(HandoverOffered, in_transaction=True)
def a_contact_is_offered(event: HandoverOffered) -> None:
    """Whoever leads a family hears of a contact about it when it is offered, before anybody accepts it."""
    handover = Handover.objects.select_related("area").filter(service=later_contacts.SERVICE, pk=event.handover).first()
    if handover is not None:
        with acting_as(service_of(handover.area, ServiceName.INTAKE)) as by:
            later_contacts.tell_who_helps(handover, by=by, at=handover.offered_at)


@events.subscribe(WorkGivenBack, in_transaction=True)
def a_post_has_ended(event: WorkGivenBack) -> None:
    """Where whoever left leads a family, the search for the next begins at once."""
    membership = Membership.objects.select_related("team__area").get(pk=event.membership)
    with acting_as(service_of(membership.team.area, ServiceName.CLOCKS)) as by:
        leads.look_for_leads_after(membership=membership, by=by, at=event.at)


@events.subscribe(TaskDone, in_transaction=True)
def a_task_is_done(event: TaskDone) -> None:
    """Once whoever wanted to start early help was called, nothing waits any more."""
    case = Case.objects.filter(kind=CALL, closed_at=None, tasks=event.task).first()
    if case:
        by = Actor.objects.select_related("membership__user", "membership__team__area", "area").get(pk=event.by)
        starting.end_call(case=case, by=by, at=event.at)


@events.subscribe(MeetingMoved, in_transaction=True)
def a_meeting_is_moved(event: MeetingMoved) -> None:
    """Those who were asked to a family's meeting by a link are asked again for its new time."""
    mover = Actor.objects.select_related("membership__user", "membership__team__area", "area").get(pk=event.by)
    with acting_as(mover) as by:
        meetings.ask_again(meeting=Meeting.objects.get(pk=event.meeting), by=by, at=event.at)


@events.subscribe(RollTaken, in_transaction=True)
def tell_of_school_leavers(event: RollTaken) -> None:
    """Whoever leads and co-ordinates help hears at once that its child has left the school (SG-09)."""
    jobs.defer(school_leavers.JOB, roll=event.roll, area=event.area)
