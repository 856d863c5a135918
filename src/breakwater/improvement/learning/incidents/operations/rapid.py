"""The rapid review: the meeting, sign-off, sending, the panel's reply, and what the partners decide after it (PL 6.3, 6.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import NotPermitted, Permission
from breakwater.partnership.organisations.models import Actor

from ...models import Member, Paper, RapidReview, ReviewDecision, SeriousIncident, SignOff, State
from .. import lookup, papers_asked
from .naming import tell, tell_managers
from .notifying import BoxesMissing
from .requests import end_links
from .states import NotAtThisStage, locked, move, note

Kind = ReviewDecision.Kind
STATES = {Kind.REVIEW: State.REVIEW, Kind.NATIONAL: State.NATIONAL, Kind.NONE: State.NO_REVIEW}
STATES |= dict.fromkeys(ReviewDecision.OTHER, State.OTHER_REVIEW) | {Kind.NOT_CRITERIA: State.NO_REVIEW}


class SignedAlready(Refusal):
    words = "This was signed off already: each partner and the scrutineer once, and nobody for two."


class NotReady(Refusal):
    """What is missing before the rapid review goes."""

    def __init__(self, missing: list[str]):
        super().__init__(words=f"First: {'; '.join(missing)}.")


class AnswerThePanel(Refusal):
    words = "The panel did not agree. Record first what the partners answered it, with their reasons."


class BeforeTheReply(Refusal):
    words = "The rapid review was sent later than that. Check the day."
    box = "on"


@dataclass(frozen=True)
class MeetingFacts:
    on: date
    place: str


@dataclass(frozen=True)
class HeldFacts:
    """When the meeting was held, who came, what was said."""

    on: date
    came: str
    minutes: str


@dataclass(frozen=True)
class SignFacts:
    recommends: bool
    words: str


@dataclass(frozen=True)
class ReplyFacts:
    reply: str
    on: date
    words: str


@dataclass(frozen=True)
class AnswerFacts:
    on: date
    words: str


@dataclass(frozen=True)
class ReviewFacts:
    """The kind of review, why, and what was said of each criterion and circumstance."""

    kind: str
    why: str
    on: date
    criteria: Mapping[str, str]


@transaction.atomic
def plan_meeting(incident: SeriousIncident, facts: MeetingFacts, *, by: Actor, at: datetime) -> RapidReview:
    held = _of(incident, State.RAPID_OPEN)
    review = held.rapid_review
    review.meeting_on, review.meeting_place = facts.on, facts.place
    _keep(review, "meeting_on", "meeting_place", did="planned the meeting of")
    tell(held, lookup.users_of(held), "A meeting is planned: read when and where", by=by, at=at)
    return review


@transaction.atomic
def record_meeting(incident: SeriousIncident, facts: HeldFacts, *, by: Actor, at: datetime) -> RapidReview:
    """What was said there. What was recorded of it before stays with the states. Raises NotAtThisStage."""
    held = _of(incident, State.RAPID_OPEN)
    review = held.rapid_review
    if review.held_on and (review.came, review.minutes) != (facts.came, facts.minutes):
        before = f"Meeting of {day(review.held_on)}, as it was recorded before: {review.came}\n\n{review.minutes}"
        note(held, before, by=by, at=at)
    review.held_on, review.came, review.minutes = facts.on, facts.came, facts.minutes
    return _keep(review, "held_on", "came", "minutes", did="recorded the meeting of")


@transaction.atomic
def sign_off(incident: SeriousIncident, facts: SignFacts, *, by: Actor, at: datetime) -> SignOff:
    """A partner's executive signs it off, or the scrutineer gives their view. Raises NotReady, SignedAlready, NotPermitted."""
    held = _of(incident, State.RAPID_OPEN)
    partner, parts = lookup.partner_of(held, by), held.parts_of(by.membership.user_id)
    part = Member.Part.PARTNER if partner else Member.Part.SCRUTINEER
    if part not in parts:
        raise NotPermitted(
            Permission.SERIOUS_VIEW,
            "A safeguarding partner or the scrutineer who is named on this incident signs it off.",
        )
    review = held.rapid_review
    if missing := lookup.lacking_before_sign_off(held):
        raise NotReady(missing)
    if review.sign_offs.filter(Q(part=part, partner=partner) | Q(by__membership__user=by.membership.user_id)).exists():
        raise SignedAlready
    made = SignOff.objects.create(
        review=review, part=part, partner=partner, recommends=facts.recommends, words=facts.words, at=at, by=by
    )
    audit.did("signed off the rapid review of", "serious_incident", held.pk, part=part)
    tell_managers(held, "A rapid review was signed off by one more: read what is missing", by=by, at=at)
    return made


@transaction.atomic
def send(incident: SeriousIncident, on: date, *, by: Actor, at: datetime) -> RapidReview:
    """It was sent to the panel. Raises NotReady, BoxesMissing."""
    held = _of(incident, State.RAPID_OPEN)
    if missing := [*lookup.lacking_before_sign_off(held), *lookup.lacking_sign_offs(held)]:
        raise NotReady(missing)
    if boxes := papers_asked.missing("rapid_review", lookup.answers_of(held, Paper.Kind.RAPID_REVIEW)):
        raise BoxesMissing(boxes)
    review = held.rapid_review
    review.sent_on = on
    _keep(review, "sent_on", did="sent the rapid review of")
    move(held, State.RAPID_SENT, on=on, by=by, at=at)
    return review


@transaction.atomic
def record_reply(incident: SeriousIncident, facts: ReplyFacts, *, by: Actor, at: datetime) -> RapidReview:
    """What the panel answered. A second reply, after the partners' answer, takes the place of the first, and is answered anew.

    Raises BeforeTheReply, NotAtThisStage.
    """
    held = _of(incident, State.RAPID_SENT, State.PANEL_REPLIED)
    review = held.rapid_review
    if facts.on < review.sent_on:
        raise BeforeTheReply
    _keep_answer(held, review, by=by, at=at)
    review.reply, review.replied_on, review.reply_words = facts.reply, facts.on, facts.words
    review.answered_on, review.answer = None, ""
    fields = ("reply", "replied_on", "reply_words", "answered_on", "answer")
    _keep(review, *fields, did="recorded the panel's reply in")
    said = f"{RapidReview.Reply(facts.reply).label}. {facts.words}".strip()
    move(held, State.PANEL_REPLIED, said, on=facts.on, by=by, at=at)
    return review


@transaction.atomic
def answer_panel(incident: SeriousIncident, facts: AnswerFacts, *, by: Actor, at: datetime) -> RapidReview:
    """What the partners answered. What they answered before stays with the states. Raises NotAtThisStage."""
    held = _of(incident, State.PANEL_REPLIED)
    review = held.rapid_review
    _keep_answer(held, review, by=by, at=at)
    review.answered_on, review.answer = facts.on, facts.words
    return _keep(review, "answered_on", "answer", did="answered the panel in")


@transaction.atomic
def decide_review(incident: SeriousIncident, facts: ReviewFacts, *, by: Actor, at: datetime) -> ReviewDecision:
    """Which review, if any. That the criteria are not met after all may be found at any time. Raises AnswerThePanel, NotAtThisStage."""
    early = facts.kind == Kind.NOT_CRITERIA
    held = _of(incident, *((State.RAPID_OPEN, State.RAPID_SENT) if early else ()), State.PANEL_REPLIED)
    review = held.rapid_review
    if review.reply not in ("", RapidReview.Reply.AGREES) and review.answered_on is None:
        raise AnswerThePanel
    made = ReviewDecision.objects.create(
        incident=held,
        kind=facts.kind,
        why=facts.why,
        on=facts.on,
        criteria=papers_asked.written(facts.criteria),
        at=at,
        by=by,
    )
    move(held, STATES[Kind(facts.kind)], facts.why, on=facts.on, by=by, at=at)
    end_links(held, at=at)
    tell(held, lookup.users_of(held), "The partners decided on a review: read it", by=by, at=at)
    return made


def _of(incident: SeriousIncident, *states: State) -> SeriousIncident:
    held = locked(incident)
    if held.state not in states:
        raise NotAtThisStage
    return held


def _keep_answer(incident: SeriousIncident, review: RapidReview, *, by: Actor, at: datetime) -> None:
    if review.answered_on:
        before = f"The partners answered the panel on {day(review.answered_on)}: {review.answer}"
        note(incident, before, by=by, at=at)


def _keep(review: RapidReview, *fields: str, did: str) -> RapidReview:
    review.save(update_fields=fields)
    audit.did(did, "serious_incident", review.incident_id)
    return review
