"""What is done with one organisation of a round: moderating it, reporting to it, asking formally, looking again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from ...models import FollowUp, FormalRequest, RoundMember, Sampled
from ..pathway import FOLLOW_UPS

REPORT_READY = "The report of an audit is ready for you"
ASKED_FORMALLY = "A formal request for information is made of your organisation"


class NotReturned(Refusal):
    words = "This organisation has not returned its audit. It cannot be moderated or reported on yet."


class SampledAlready(Refusal):
    words = "This return is in the sample already."


class Returned(Refusal):
    words = "This organisation has returned its audit. A formal request is made of one that does not answer."


class NotDueYet(Refusal):
    words = "The day for returning it has not passed. A formal request is made of one that does not answer."


class AnswerTooEarly(Refusal):
    box, words = "answer_by", "Choose a day after today"


class AnsweredAlready(Refusal):
    words = "The answer to this request is recorded already."


class InTheFuture(Refusal):
    words = "Choose today or an earlier day"


class DoneAlready(Refusal):
    words = "Somebody recorded this already."


@dataclass(frozen=True)
class FormalFacts:
    addressed_to: str
    wanted: str
    answer_by: date


@transaction.atomic
def choose(member: RoundMember, *, why: str, by: Actor, at: datetime) -> RoundMember:
    """Put a return into the sample for a reason of one's own."""
    kept = _held(member)
    _must_have_returned(kept)
    if kept.sampled:
        raise SampledAlready(kept.pk)
    kept.sampled, kept.sampled_why, kept.sampled_at, kept.sampled_by = Sampled.CHOSEN, why, at, by
    kept.save(update_fields=["sampled", "sampled_why", "sampled_at", "sampled_by"])
    audit.did("chose for the sample", "audit_member", kept.pk)
    return kept


@transaction.atomic
def report(member: RoundMember, *, by: Actor, at: datetime) -> RoundMember:
    """Give the organisation its report, and look again after three and six months. Twice is once."""
    kept = _held(member)
    _must_have_returned(kept)
    if kept.reported_at:
        return kept
    kept.reported_at, kept.reported_by = at, by
    kept.save(update_fields=["reported_at", "reported_by"])
    today = london_date(at)
    FollowUp.objects.bulk_create(
        FollowUp(member=kept, months=months, due_on=months_later(today, months)) for months in FOLLOW_UPS
    )
    notifications.tell(words=REPORT_READY, path=page_of_asked(kept), team=kept.answering_team, by=by, at=at)
    audit.did("reported to", "organisation", kept.organisation_id, round=kept.round_area.round_id)
    return kept


@transaction.atomic
def ask_formally(member: RoundMember, facts: FormalFacts, *, by: Actor, at: datetime, key: UUID) -> FormalRequest:
    """Make a formal request for information of one that has not returned by its day. The letter is printed from it."""
    if found := made_before(FormalRequest, key):
        return found
    kept = _held(member)
    if kept.request is None or kept.request.due_on >= london_date(at):
        raise NotDueYet(kept.pk)
    if kept.is_returned:
        raise Returned(kept.pk)
    if facts.answer_by <= london_date(at):
        raise AnswerTooEarly(facts.answer_by)
    made = FormalRequest.objects.create(
        member=kept,
        addressed_to=facts.addressed_to,
        wanted=facts.wanted,
        answer_by=facts.answer_by,
        key=key,
        made_at=at,
        made_by=by,
    )
    notifications.tell(words=ASKED_FORMALLY, path=page_of_asked(kept), team=kept.answering_team, by=by, at=at)
    audit.did("asked formally", "organisation", kept.organisation_id, round=kept.round_area.round_id)
    return made


@transaction.atomic
def record_answer(made: FormalRequest, *, answered_on: date, answer: str, by: Actor, at: datetime) -> FormalRequest:
    kept = FormalRequest.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if kept.answered_on:
        raise AnsweredAlready(kept.pk)
    if not london_date(kept.made_at) <= answered_on <= london_date(at):
        raise InTheFuture(
            answered_on, box="answered_on", words="Choose a day since the request was made, and not after today"
        )
    kept.answered_on, kept.answer, kept.answered_by = answered_on, answer, by
    kept.save(update_fields=["answered_on", "answer", "answered_by"])
    audit.did("recorded an answer of", "organisation", kept.member.organisation_id)
    return kept


@transaction.atomic
def look_again(due: FollowUp, *, done_on: date, found: str, by: Actor, at: datetime) -> FollowUp:
    """Record what a follow-up found."""
    kept = FollowUp.objects.select_for_update(of=("self",)).get(pk=due.pk)
    if kept.done_on:
        raise DoneAlready(kept.pk)
    if done_on > london_date(at):
        raise InTheFuture(done_on, box="done_on")
    kept.done_on, kept.found, kept.done_by = done_on, found, by
    kept.save(update_fields=["done_on", "found", "done_by"])
    audit.did("followed up", "organisation", kept.member.organisation_id, months=kept.months)
    return kept


def page_of_asked(member: RoundMember) -> str:
    """The page that the organisation has of the round."""
    return reverse("assurance:asked", args=[member.public_id])


def _must_have_returned(member: RoundMember) -> None:
    if not member.is_returned:
        raise NotReturned(member.pk)


def _held(member: RoundMember) -> RoundMember:
    held = RoundMember.objects.select_for_update(of=("self",)).select_related(
        "request__assessment", "round_area", "answering_team"
    )
    return held.get(pk=member.pk)
