"""Offering, accepting, declining and withdrawing: responsibility moves in no other way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, CaseLink
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks.rules import ClockRule, LocalAgreement, register_clock
from breakwater.casework.handovers.checks import (
    check_who_learns,
    is_the_answer,
    lock_handover,
    may_be_offered,
    must_wait,
    only_the_one_asked,
    only_the_receiver,
    someone_reads,
)
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.models import Task
from breakwater.foundation import audit, events
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import SameDay
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName, Team
from breakwater.partnership.organisations.operations import receiving_team

from . import actions, case_moves, closure, departures, family, holdings, household, ledger, workers
from .danger import Danger
from .models import Handover, HandoverCase
from .refusals import DangerNotSaid, ElsewhereNotNamed, MayNotBeDeclined, NoReaderThere, ReasonNeeded
from .registry import RECEIVERS

# What whoever leaves held goes back without an offer: their own team is responsible all the while.
give_back, GivenBack, WorkGivenBack = departures.give_back, departures.GivenBack, departures.WorkGivenBack
LOOKS_ON = actions.LOOKS_ON
close_case, NobodyLeadsYet, OfferStillWaiting = closure.close_case, closure.NobodyLeadsYet, closure.OfferStillWaiting
next_is_named = workers.next_is_named
warn_of_leaving, held_in_post, Held = holdings.warn, holdings.counted, holdings.Count

OFFER_DECLINED = register_clock(
    ClockRule(
        key="handovers.declined",
        label="Decide again: the offer came back",
        allows=SameDay(),
        starts_when="a service declines what was offered, or its giver withdraws it",
        source=LocalAgreement("Breakwater safeguards", section="SG-02"),
    )
)


@dataclass(frozen=True)
class HandoverOffered:
    """An offer was made; ids only."""

    handover: int


@dataclass(frozen=True)
class HandoverAccepted:
    """The receiving team took responsibility."""

    handover: int


@dataclass(frozen=True)
class HandoverDeclined:
    """The offer came back to its sender."""

    handover: int


@dataclass(frozen=True)
class AskedFirst:
    """A team elsewhere whose question became what is offered, who of it asked, and what: it holds a receipt of its own (decision 0002)."""

    team: Team
    who: str
    question: str
    telephone: str = ""


@dataclass(frozen=True)
class Offer:
    """Work that is offered to a service (`to`), and why. `to_team` is the one meant, where the area has another for it as well.

    `passes` is what goes with it, in words; `moves_cases`: the same cases go over, and no new one is opened. `proposed_lead`
    is who is asked to lead, `cause` and `family_says` why the lead changes and what the family says of it. What comes up to the
    front door must say whether a child is in `danger` now (SG-04): what it opens keeps that, not the offer, as it keeps the
    `childs_words` and who `asked_first`.
    """

    to: str
    reason: str
    passes: str = ""
    to_team: Team | None = None
    moves_cases: bool = False
    keeps_sight_until: date | None = None
    proposed_lead: Membership | None = None
    cause: str = ""
    family_says: str = ""
    danger: Danger | None = None
    childs_words: str = ""
    asked_first: AskedFirst | None = None


@transaction.atomic
def offer(cases_carried: Sequence[Case], facts: Offer, *, by: Actor, at: datetime, key: UUID | None = None) -> Handover:
    """Offer cases to a service's team. The giver stays responsible until it is accepted. The same `key` again offers nothing.

    Where the service's receiver is a receipt, the offer is accepted at once by the area's intake (SG-01). Sent again in other
    words, or with another answer about danger, the receiver adds those to what it holds. Raises NobodyReceives, MustNotLearn,
    NoReaderThere, ReasonNeeded, DangerNotSaid, CaseIsClosed, AlreadyOffered.
    """
    receiver = RECEIVERS[facts.to]
    if not facts.reason.strip():
        raise ReasonNeeded(facts.to)
    if receiver.is_receipt and facts.danger is None:
        raise DangerNotSaid(facts.to)
    known = cases.sent_before(Handover, case=min(cases_carried, key=lambda case: case.pk), key=key)
    if known:
        if receiver.is_receipt:
            receiver.sent_again(handover=known, reason=facts.reason, danger=facts.danger, by=by, at=at)
        return known
    team = _team_that_may_learn(cases_carried, facts)
    handover = _open(cases_carried, facts, team, by=by, at=at, key=key)
    _put_on_record(handover, cases_carried, by=by, at=at)
    if receiver.is_receipt:
        # Answered by the intake, but seen with the giver's eyes: of a restricted record the intake sees nothing.
        intake = service_of(handover.area, ServiceName.INTAKE)
        return _take(handover, by=intake, at=at, reason="", facts=facts)
    notifications.tell(
        team=team,
        words=f"Work is offered to {team.name}",
        path=f"/handovers/{handover.reference}/",
        reference=handover.reference,
        by=by,
        at=at,
    )
    events.publish_on_commit(HandoverOffered(handover.pk))
    return handover


def _team_that_may_learn(cases_carried: Sequence[Case], facts: Offer) -> Team:
    """The team it goes to, once every case may be offered and whoever would learn of it may (SG-11)."""
    for case in sorted(cases_carried, key=lambda case: case.pk):  # one order, so that no two wait in a ring
        may_be_offered(case, facts.to)
    team = facts.to_team or receiving_team(cases_carried[0].area, facts.to)
    if RECEIVERS[facts.to].is_receipt:  # what comes up to the front door is received whoever is named in it (SG-01)
        return team
    check_who_learns(cases_carried, team, facts.proposed_lead)
    if not all(someone_reads(case, team) for case in cases_carried):
        raise NoReaderThere(team.name)
    return team


def _open(
    cases_carried: Sequence[Case], facts: Offer, team: Team, *, by: Actor, at: datetime, key: UUID | None
) -> Handover:
    """The handover, with the time until which it is answered."""
    first, receiver = cases_carried[0], RECEIVERS[facts.to]
    hours = hours_of(team, london_date(at))
    due_at = due(receiver.limit_at(at, hours), at, hours, working_calendar(first.area))
    on_their_own_page = any(case.pathway.ends_on_its_own_page for case in cases_carried)
    return Handover.objects.create(
        reference=cases.next_reference("H", at),
        area=first.area,
        service=facts.to,
        from_team=first.responsible_team,
        to_team=team,
        offered_at=at,
        offered_by=by,
        offered_user=by.membership.user if by.membership_id else None,
        answer_due_on=due_at.on,
        answer_due_at=due_at.shown_at,
        needs_lead=receiver.finds_a_lead and not facts.moves_cases and not on_their_own_page,
        key=key,
        **values_of(
            facts,
            "reason",
            "passes",
            "keeps_sight_until",
            "proposed_lead",
            "cause",
            "family_says",
            "moves_cases",
        ),
    )


def _put_on_record(handover: Handover, carried: Sequence[Case], *, by: Actor, at: datetime) -> None:
    """The cases of an offer, each with its line in the chronology, and what is handed over with them."""
    receiver = RECEIVERS[handover.service]
    for case in carried:
        clocks.stop(case=case, rule=OFFER_DECLINED, by=by, at=at)
        HandoverCase.objects.create(
            handover=handover, case=case, to_team=handover.to_team, from_team=handover.from_team
        )
        chronology.record(
            case=case,
            kind="handover",
            what=f"Offered to {receiver.named(handover.to_team.name)}",
            process=True,
            by=by,
            at=at,
            source=by.post[:120],
        )
    audit.did("offered", "handover", handover.pk, service=handover.service)
    if not (receiver.takes_over or handover.moves_cases):
        if not receiver.is_receipt:
            household.bring_along(carried=carried, by=by, at=at)
        ledger.keep(handover=handover, carried=carried, by=by, at=at)


@transaction.atomic
def accept(
    *,
    handover: Handover,
    by: Actor,
    at: datetime,
    words: str = "",
    elsewhere_reference: str = "",
    elsewhere_worker: str = "",
    goes: Mapping[str, str] | None = None,
) -> Handover:
    """Take responsibility. Raises AlreadyAnswered, NotTheReceiver, NotTheOneAsked, NotOneOfThem, ElsewhereNotNamed (SG-07).

    `goes` says of open actions where they go, by name, where the giver did not (see `actions.plan`).
    This and the other answers, given again by the same post in the same words, change nothing.
    """
    handover = lock_handover(handover)
    if is_the_answer(handover, Handover.Status.ACCEPTED, words, by):
        return handover
    must_wait(handover)
    only_the_receiver(handover, by)
    only_the_one_asked(handover, by)
    actions.plan(handover=handover, goes=goes or {}, by=by, at=at)
    if RECEIVERS[handover.service].works_elsewhere:
        if not (elsewhere_reference.strip() and elsewhere_worker.strip()):
            raise ElsewhereNotNamed(handover.reference)
        handover.elsewhere_reference, handover.elsewhere_worker = elsewhere_reference.strip(), elsewhere_worker.strip()
    return _take(handover, by=by, at=at, reason=words)


def begin_without_an_answer(*, handover: Handover, by: Actor, at: datetime, because: str) -> Handover:
    """A service of the area opens what an offer is for, where whoever referred the child begins the work themselves.

    Raises AlreadyAnswered.
    """
    handover = lock_handover(handover)
    must_wait(handover)
    return _take(handover, by=by, at=at, reason=because)


def _take(handover: Handover, *, by: Actor, at: datetime, reason: str, facts: Offer | None = None) -> Handover:
    receiver = RECEIVERS[handover.service]
    handover.status = Handover.Status.ACCEPTED
    handover.answered_at, handover.answered_by, handover.answer_reason = at, by, reason
    handover.save(
        update_fields=[
            "status",
            "answered_at",
            "answered_by",
            "answer_reason",
            "elsewhere_reference",
            "elsewhere_worker",
        ]
    )
    carried = [row.case for row in handover.carried.select_related("case__responsible_team", "case__area")]
    held = actions.open_in(handover)
    if handover.moves_cases:
        for case in carried:
            _move_responsibility(handover, case)
            case_moves.bring_along(case=case, from_team=handover.from_team, to_team=handover.to_team, by=by, at=at)
    said = {"offer": facts} if receiver.is_receipt else {}
    opened = None if handover.moves_cases else receiver.open(handover=handover, by=by, at=at, **said)
    actions.hand_on(handover=handover, held=held, by=by, at=at)
    if actions.asked_of(handover):
        family.ask_to_tell(handover=handover, by=by, at=at)
    if opened is not None:
        handover.opened_case = opened
        handover.save(update_fields=["opened_case"])
        if not receiver.is_receipt:  # that carries it to each contact it makes
            ledger.carry(handover=handover, to=opened, carried=carried, by=by, at=at)
        with acting_as(by):  # who may see what was opened; the giver of a receipt may not
            # What was closed to its named readers as it came in is linked by its receiver, before it was closed.
            for case in carried if Case.objects.filter(pk=opened.pk).exists() else ():
                if receiver.joins_open:
                    cases.link(case=case, other=opened, kind=CaseLink.Kind.ADDED_TO, by=by, at=at)
                else:
                    cases.link(case=opened, other=case, kind=CaseLink.Kind.OPENED_FROM, by=by, at=at)
    for case in carried:
        chronology.record(
            case=case,
            kind="handover",
            what=f"Accepted by {receiver.team_said(handover.to_team.name)}",
            process=True,
            by=by,
            at=at,
            source=receiver.actor_said(by.post)[:120],
        )
    if handover.keeps_sight_until and handover.moves_cases:
        handover.carried.update(giver_sees_until=handover.keeps_sight_until)
    audit.did("accepted", "handover", handover.pk)
    if not receiver.is_receipt:
        _tell_sender(handover, "accepted", by=by, at=at)
    events.publish_on_commit(HandoverAccepted(handover.pk))
    return handover


def _move_responsibility(handover: Handover, case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.move_responsibility(%s, %s)", [handover.pk, case.pk])
    case.refresh_from_db(fields=["responsible_team"])


@transaction.atomic
def decline(*, handover: Handover, reason: str, by: Actor, at: datetime) -> Handover:
    """Send an offer back with a reason; the sender's same-day clock starts (SG-02).

    Raises AlreadyAnswered, NotTheReceiver, MayNotBeDeclined, ReasonNeeded.
    """
    handover = lock_handover(handover)
    if is_the_answer(handover, Handover.Status.DECLINED, reason, by):
        return handover
    must_wait(handover)
    only_the_receiver(handover, by)
    receiver = RECEIVERS[handover.service]
    if receiver.never_declined or receiver.is_receipt:
        raise MayNotBeDeclined(handover.service)
    if not reason.strip():
        raise ReasonNeeded(handover.reference)
    for row in handover.carried.select_related("case"):  # while the receiving team may still see them
        clocks.start(case=row.case, rule=OFFER_DECLINED, team=handover.from_team, at=at)
        chronology.record(
            case=row.case,
            kind="handover",
            what=f"Declined by {receiver.team_said(handover.to_team.name)}",
            detail="" if receiver.says_only else reason,
            by=by,
            at=at,
            source=receiver.actor_said(by.post)[:120],
        )
    if receiver.sent_back:
        receiver.sent_back(handover=handover, by=by, at=at)
    _send_back(handover, Handover.Status.DECLINED, reason=reason, by=by, at=at)
    _tell_sender(handover, "declined", by=by, at=at)
    events.publish_on_commit(HandoverDeclined(handover.pk))
    return handover


@transaction.atomic
def withdraw(*, handover: Handover, reason: str, by: Actor, at: datetime) -> Handover:
    """The giver takes the offer back, and its same-day clock starts (SG-02). Raises AlreadyAnswered, ReasonNeeded."""
    handover = lock_handover(handover)
    if is_the_answer(handover, Handover.Status.WITHDRAWN, reason, by):
        return handover
    must_wait(handover)
    if not reason.strip():
        raise ReasonNeeded(handover.reference)
    for row in handover.carried.select_related("case"):
        clocks.start(case=row.case, rule=OFFER_DECLINED, team=handover.from_team, at=at)
        chronology.record(case=row.case, kind="handover", what=f"Offer withdrawn: {reason}", process=True, by=by, at=at)
    return _send_back(handover, Handover.Status.WITHDRAWN, reason=reason, by=by, at=at)


@transaction.atomic
def ask(*, handover: Handover, question: str, by: Actor, at: datetime, key: UUID | None = None) -> Task:
    """Ask the giver something before answering: a task for the giving team, while the answer's clock runs on.

    The same `key` again asks nothing. Raises AlreadyAnswered, NotTheReceiver, ReasonNeeded.
    """
    handover = lock_handover(handover)
    known = Task.objects.filter(key=key).first() if key else None
    if known:
        return known
    must_wait(handover)
    only_the_receiver(handover, by)
    if not question.strip():
        raise ReasonNeeded(handover.reference)
    first = handover.carried.select_related("case").order_by("pk").first()
    task = tasks.make(
        tasks.ToDo(
            title=f"Answer a question about offer {handover.reference}", detail=question, due_at=handover.answer_due_at
        ),
        team=handover.from_team,
        case=first.case,
        by=by,
        at=at,
        key=key,
    )
    notifications.tell(
        team=handover.from_team,
        words="A question about an offer of yours waits for you",
        path=f"/handovers/{handover.reference}/",
        reference=handover.reference,
        by=by,
        at=at,
    )
    audit.did("asked about", "handover", handover.pk)
    return task


def _send_back(handover: Handover, status: str, *, reason: str, by: Actor, at: datetime) -> Handover:
    handover.status = status
    handover.answered_at, handover.answered_by, handover.answer_reason = at, by, reason
    handover.save(update_fields=["status", "answered_at", "answered_by", "answer_reason"])
    # Sight of the cases ends with the offer; the receiving team keeps the handover itself, with what it answered.
    handover.carried.update(gives_sight=False)
    audit.did(status.lower(), "handover", handover.pk)
    return handover


def _tell_sender(handover: Handover, answer: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(
        team=handover.from_team,
        users=[handover.offered_user] if handover.offered_user_id else [],
        words=f"An offer of yours was {answer}",
        path=f"/handovers/{handover.reference}/",
        reference=handover.reference,
        by=by,
        at=at,
    )
