"""How the front door takes in a step-up, what stands in for services not built here, and what it does with answers."""

from uuid import uuid5

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases import involvement
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseLink
from breakwater.casework.handovers import ledger
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.handovers.operations import HandoverAccepted, HandoverOffered
from breakwater.casework.handovers.registry import RECEIVERS, receives
from breakwater.casework.models import Case, Handover, Participant
from breakwater.foundation import events, jobs
from breakwater.foundation.dates.limits import SameDay, WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.intake.operations.blind_alerts import AddressesWithheld, RowsMetHidden, Searched
from breakwater.partnership.people.models import Person

from . import step_ups
from .arrivals.operations import allegation_intake, arrivals
from .decisions.operations import open_tasks
from .emergency_duty import operations as duty
from .feedback import operations as receipts
from .models import Contact, Submission
from .pathway import CONTACT, REFERRAL, STRATEGY_NOW
from .police_notices import by_mail
from .services import WORKER_OF_AN_ENQUIRY


class NotHandedOn(Exception):
    """A contact in an accepted offer could not be found to close, so the acceptance does not stand either."""


RESTRICTED_CHILD = "A child whose record is restricted: call the referrer"


def add_what_was_sent_again(handover, reason, danger, by, at):
    """The same form again in other words, or with another answer about danger, tells more: nothing of it is lost (SG-26).

    Danger said before stands, whatever is said after it. Where nothing is open any more it is a contact of its own.
    """
    before = step_ups.said_of_danger(handover)
    more = danger if danger != before and before != Danger.YES and danger != Danger.NO else None
    if more is None and reason == handover.reason:
        return
    sent_as = step_ups.latest_key(handover)
    key = f"{step_ups.key_of(handover)}-{uuid5(handover.key, f'{danger} {reason}')}"
    words = "\n\n".join(
        part for part in (_SENT_AGAIN.get(more, ""), reason if reason != handover.reason else "") if part
    )
    with acting_as(service_of(handover.area, ServiceName.INTAKE)):
        sent = Submission.objects.filter(key=sent_as).first()
        if sent is None and allegation_intake.add_to_apart(  # closed to named readers meanwhile
            area=handover.area,
            reference=receipts.receipt_of_key(sent_as).reference,
            key=key,
            words=words,
            immediate_danger=more == Danger.YES or None,
            by=by,
            at=at,
        ):
            return
    try:
        if sent is None:
            raise arrivals.NothingToAddTo(handover.reference)
        arrivals.add_to_open(
            submission=sent,
            key=key,
            words=words,
            immediate_danger=more == Danger.YES or None,
            unsure_of_danger=more == Danger.UNSURE,
            by=by,
            at=at,
        )
    except arrivals.NothingToAddTo:
        intake = service_of(handover.area, ServiceName.INTAKE)
        _receive(handover, key=key, worry=f"{words}\n\nSent before: {handover.reason}", danger=danger, by=intake, at=at)


_SENT_AGAIN = {
    Danger.YES: "Sent again: a child is in danger now.",
    Danger.UNSURE: "Sent again: they are not sure whether a child is in danger now.",
}


@receives(
    "front_door",
    label="MASH",
    is_receipt=True,
    ask_now=step_ups.ask_now,
    receipt=step_ups.held,
    sent_again=add_what_was_sent_again,
)
def open_contact_from(handover, by, at, offer):
    """A step-up is a receipt: a contact for each child of the cases it carries, with its clock running (SG-01).

    A child whose record is restricted to named readers comes without a name: the team learns that from the giver.
    """
    key = step_ups.key_of(handover)
    return _receive(handover, key=key, worry=handover.reason, danger=offer.danger, by=by, at=at, offer=offer)


def _receive(handover, *, key, worry, danger, by, at, offer=None):
    carried = [row.case for row in handover.carried.select_related("case")]
    children = [
        participant.person
        for case in carried
        for participant in case.participants.filter(capacity="CHILD", ends_at=None).select_related("person")
    ]
    # Nobody has settled who they are: they come by the name they were given.
    unsettled = case_display.about(carried) if not children else {}
    with acting_as(by):
        known = set(Person.objects.filter(pk__in=[child.pk for child in children]).values_list("pk", flat=True))
    made: list[Contact] = []  # read as they are made: a colleague's family is closed to others after that (TR-19)

    def keep(contacts) -> None:
        made.extend(contacts)
        with acting_as(by):
            for case in carried:
                cases.link(case=contacts[0].case, other=case, kind=CaseLink.Kind.OPENED_FROM, by=by, at=at)
            family = [(who, what) for who, what in cases.people_of(carried) if what != Participant.Capacity.CHILD]
            for contact in contacts:
                ledger.carry(handover=handover, to=contact.case, carried=carried, by=by, at=at)
                for person, capacity in family:
                    cases.add_participant(case=contact.case, person=person, capacity=capacity, by=by, at=at)
        if offer and offer.asked_first:
            step_ups.receipt_for_who_asked(contacts, offer.asked_first, key=key, by=handover.offered_by, at=at)

    receipt = arrivals.receive(
        arrivals.Arrival(
            area=handover.area,
            channel=Submission.Channel.STEP_UP,
            key=key,
            worry=worry,
            immediate_danger=None if danger == Danger.UNSURE else danger == Danger.YES,
            unsure_of_danger=danger == Danger.UNSURE,
            childs_words=[offer.childs_words] if offer and offer.childs_words else [],
            children=[
                arrivals.ChildTold(named_as=child.name, person=child)
                if child.pk in known
                else arrivals.ChildTold(named_as=RESTRICTED_CHILD)
                for child in children
            ]
            or [arrivals.ChildTold(named_as=words) for words in unsettled.values()],
            sender=arrivals.Sender(
                team=handover.from_team,
                user=handover.offered_by.membership.user if handover.offered_by.membership_id else None,
                organisation=handover.from_team.organisation,
                words=handover.offered_by.post,
                source_code="5A",
            ),
        ),
        by=handover.offered_by,
        at=at,
        also=keep,
    )
    if made:
        return made[0].case
    with acting_as(by):
        return receipt.submission.contacts.order_by("position").select_related("case").first().case


def _hold_referral(handover, by, at):
    """The social care team's hold on the work, while its record is kept in its own system (SG-07)."""
    people = cases.people_of(row.case for row in handover.carried.select_related("case"))
    referral = cases.open_case(kind=REFERRAL, area=handover.area, team=handover.to_team, by=by, at=at, people=people)
    if not RECEIVERS[handover.service].says_only:
        involvement.begin(case=referral, reason=handover.reason, by=handover.offered_by, at=at)
    return referral


receives("assessment", label="the assessment team", works_elsewhere=True)(_hold_referral)
receives(
    "strategy",
    label="the assessment team (strategy discussion)",
    works_elsewhere=True,
    never_declined=True,
    answer_within=SameDay(),
    answer_out_of_hours=STRATEGY_NOW.allows,
)(_hold_referral)


@receives(
    WORKER_OF_AN_ENQUIRY,
    label="the allocated worker's team (section 47 enquiry)",
    works_elsewhere=True,
    never_declined=True,
    answer_within=SameDay(),
    answer_out_of_hours=STRATEGY_NOW.allows,
)
@receives("allocated_worker", label="the allocated worker's team", works_elsewhere=True, answer_within=SameDay())
def _with_the_worker(handover, by, at):
    """The case is open already and stays where it is kept: nothing is opened here, and no referral is made (O9)."""
    return


receives("targeted_support", label=LEVELS[3].offer, works_elsewhere=True, answer_within=WorkingDays(2))(_hold_referral)
receives("specialist_services", label="specialist services", works_elsewhere=True)(_hold_referral)
receives("specialist", label="the specialist intake", works_elsewhere=True, says_only="the specialist route")(
    _hold_referral
)


@events.subscribe(RowsMetHidden, in_transaction=True)
def rows_met_hidden(event: RowsMetHidden) -> None:
    """Those who guard a hidden record hear that a school's roll may concern it."""
    jobs.defer("front_door.tell_guards_of_a_roll", area=event.area_id, humans=list(event.humans))


@events.subscribe(AddressesWithheld, in_transaction=True)
def addresses_withheld(event: AddressesWithheld) -> None:
    """The MASH looks where the brother or sister of a child in a refuge lives: a school's roll put them at one address."""
    jobs.defer(
        "front_door.tell_of_withheld_addresses",
        area=event.area_id,
        people=list(event.people),
        without_record=event.without_record,
    )


@events.subscribe(Searched, in_transaction=True)
def searched(event: Searched) -> None:
    """Those who guard a hidden record hear of a search for it. A job for every search, so that none takes longer than another."""
    jobs.defer(
        "front_door.tell_guards_of_a_search",
        area=event.area_id,
        searcher=event.by_id,
        hidden=[list(each) for each in event.hidden],
    )


@events.subscribe(HandoverOffered, in_transaction=True)
def tell_emergency_duty(event: HandoverOffered) -> None:
    """What is answered at night and at weekends as well is emergency duty's to read while the office is closed."""
    handover = Handover.objects.select_related("area", "to_team__area").get(pk=event.handover)
    hours = hours_of(handover.to_team, london_date(handover.offered_at))
    if RECEIVERS[handover.service].answer_out_of_hours is not None and not hours.is_open(handover.offered_at):
        with acting_as(service_of(handover.area, ServiceName.INTAKE)) as by:
            duty.tell_of_offer(handover, by=by, at=handover.offered_at)


@events.subscribe(HandoverAccepted, in_transaction=True)
def hand_on(event: HandoverAccepted) -> None:
    """A contact whose offer was accepted is handed on and closes; its sender reads who is responsible now.

    The intake does it. What is restricted it does not see: that is done as whoever accepted, one of the named readers.
    """
    handover = Handover.objects.select_related("area", "to_team", *_ANSWERED_BY).get(pk=event.handover)
    carried = handover.carried.filter(case__kind=CONTACT, case__closed_at=None)
    left = set(carried.values_list("case_id", flat=True))
    intake = service_of(handover.area, ServiceName.INTAKE)
    for who in (intake, handover.answered_by):
        if left:
            with acting_as(who):
                left -= _close_contacts(handover, left, by=who)
    if left:
        raise NotHandedOn(handover.reference)


_ANSWERED_BY = (
    "answered_by__membership__user",
    "answered_by__membership__team__area",
    "answered_by__membership__role",
    "answered_by__area",
)


def _close_contacts(handover: Handover, left: set[int], *, by: Actor) -> set[int]:
    whom = RECEIVERS[handover.service].team_said(handover.to_team.name)
    at, done = handover.answered_at, set()
    for contact in Contact.objects.filter(case__in=left).select_related("case__area"):
        case = cases.move(case=contact.case, to_stage="handed_on", by=by, at=at, why=f"Accepted by {whom}")
        contact.case = case
        opened = Case.objects.select_related("responsible_team").filter(pk=handover.opened_case_id).first()
        if opened:
            by_mail.carry_conference_on(contact=contact, case=opened, at=at)
        with acting_as(handover.answered_by) as receiver:
            open_tasks.hand_on(contact, handover, by=receiver, at=at)
        receipts.tell_taken_up(contact=contact, by_whom=whom, at=at)
        receipts.close_when_told(contact=contact, reason=f"Handed on to {whom}", by=by, at=at)
        done.add(case.pk)
    return done
