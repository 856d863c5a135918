"""What the chair of the panel records of a case: readers, decisions, consent, support, reviews, exit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.moments import day
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ..models import (
    Assessment,
    Consent,
    Correction,
    Decision,
    Member,
    PanelCase,
    PanelMeeting,
    Reader,
    Referral,
    Review,
    Step,
    Support,
)
from ..pathway import MONTHLY, SIX, TWELVE
from ..referrals.operations import referring
from . import meetings
from .lookup import may_support, standing_decisions

AUDITED = "specialist_panel"
ADULT = 18
# Exits after which nobody here looks again.
GOES_ELSEWHERE = (Referral.Ended.MOVED, Referral.Ended.ADULTS, Referral.Ended.ARRESTED)


class NotReferredToThePanel(Refusal):
    words = "Record the section 36 decision of the police first: they refer to the panel"


class NoConsentYet(Refusal):
    words = "Record consent to support first. Without it, consider other support and tell the panel"


class NotAdopted(Refusal):
    words = "The panel has not adopted this case. Record its decision to adopt first, then the support"


class NothingToWithdraw(Refusal):
    box, words = "answer", "There is no agreement of theirs on record to withdraw. Choose “Does not agree” instead"


class HasLeft(Refusal):
    words = "This case has left the panel"


class BeforeTheReferral(Refusal):
    box, words = "meeting", "This meeting was before the referral. Choose the meeting at which the panel decided"


class AdoptedAlready(Refusal):
    box, words = "what", "The panel has adopted this case already. Correct that decision first, if it is wrong"


class DecidedThere(Refusal):
    """One meeting has one decision on a case."""

    box = "meeting"

    def __init__(self, decision: Decision):
        was = decision.get_what_display()
        super().__init__(
            words=f"At this meeting the panel decided: {was}. Correct that decision, or choose another meeting"
        )


class NotDecided(Refusal):
    words = "Record the panel’s decision first: not to adopt, to close, to refer on, or police-led"


class BeforeTheDecision(Refusal):
    box, words = "on", "Enter the day of the panel’s decision to close, or a later one"


class SupportIsOpen(Refusal):
    box, words = "support", "Support is still open. Say whether it stops or continues"


class SayWhy(Refusal):
    box, words = "words", "Enter the reason"


class BeforeThePanel(Refusal):
    box, words = "on", "Enter a day since the case was brought to the panel"


class NotTheLast(Refusal):
    words = "Only the last decision can be corrected, while the case is with the panel"


class NotYours(Refusal):
    words = "Somebody else on the panel sees to this"


@dataclass(frozen=True)
class OpenFacts:
    """Whom it is about: `age` says whose consent it needs, `school` is what members read of it."""

    called: str
    born: date | None
    age: str
    school: str = ""
    concern: str = ""


@dataclass(frozen=True)
class ConsentFacts:
    """Who said what, once they had been told; of a parent, `named` says which."""

    who: str
    answer: str
    told: str
    on: date
    named: str = ""


@dataclass(frozen=True)
class LeaveFacts:
    """Why a case leaves, in a code and in words. `support` that is open STOPS, or GOES_ON outside the panel, for `support_why`."""

    exit: str
    why: str
    on: date
    support: str = ""
    support_why: str = ""


@transaction.atomic
def open_case(referral: Referral, facts: OpenFacts, *, by: Actor, at: datetime) -> PanelCase:
    """Bring a referral to the next meeting of the panel: the police have referred it (section 36). Raises NotReferredToThePanel.

    Who turns 18 while the panel looks after them comes to the chair's list by themselves.
    """
    if known := referring.panel_of(referral):
        return known
    if not referral.steps.filter(kind=Step.Kind.SECTION_36, code="YES").exists():
        raise NotReferredToThePanel
    today = london_date(at)
    case = PanelCase.objects.create(
        area=referral.area,
        team=referral.team,
        referral=referral,
        called=facts.called,
        born=str(facts.born or ""),
        age=facts.age,
        school=facts.school.strip(),
        concern=facts.concern or referral.concern,
        meeting=meetings.to_come(today).first(),
        opened_on=today,
        by=by,
    )
    if facts.born and facts.age != PanelCase.Age.ADULT:
        Review.objects.create(case=case, kind=Review.Kind.TURNS_18, due_on=months_later(facts.born, ADULT * 12))
    audit.did("brought to the panel", AUDITED, case.pk)
    return case


@transaction.atomic
def put_before(case: PanelCase, *, meeting: PanelMeeting, by: Actor, at: datetime) -> PanelCase:
    """Which meeting considers it next. Raises HasLeft."""
    held = _held(case)
    held.meeting = meeting
    held.save(update_fields=["meeting"])
    audit.did("put before a meeting", AUDITED, held.pk)
    return held


@transaction.atomic
def name_readers(case: PanelCase, *, members: Iterable[str], by: Actor, at: datetime) -> PanelCase:
    """Which members read this case, from now on; others no longer do."""
    wanted = {each.pk: each for each in meetings.members_now().filter(public_id__in=list(members))}
    standing = Reader.objects.filter(case=case, ended_at=None)
    standing.exclude(member__in=wanted).update(ended_at=at)
    known = set(standing.values_list("member", flat=True))
    for key, member in wanted.items():
        if key not in known:
            Reader.objects.create(case=case, member=member, user_id=member.user_id, named_at=at, by=by)
    audit.did("named readers", AUDITED, case.pk)
    return case


@transaction.atomic
def ask_agency(case: PanelCase, *, reader: Reader, asked: str, answer_by: date, by: Actor, at: datetime) -> Reader:
    """What a member's agency is asked to bring or to do, and by when. Raises HasLeft."""
    _held(case)
    reader.asked, reader.answer_by, reader.answered_on = asked.strip(), answer_by, None
    reader.save(update_fields=["asked", "answer_by", "answered_on"])
    audit.did("asked an agency", AUDITED, case.pk)
    return reader


def say_answered(reader: Reader, *, by: Actor, at: datetime) -> Reader:
    """The agency has done what it was asked: said by its member, or by the team that keeps the panel. Raises NotYours."""
    _must_be(reader.user_id, reader.case, by)
    if reader.answered_on is None:
        reader.answered_on = london_date(at)
        reader.save(update_fields=["answered_on"])
    return reader


def _must_be(user: int | None, case: PanelCase, by: Actor) -> None:
    if by.membership.user_id != user and by.membership.team_id != case.team_id:
        raise NotYours


@transaction.atomic
def decide(case: PanelCase, *, meeting: PanelMeeting, what: str, dissent: str, by: Actor, at: datetime) -> Decision:
    """What the chair decided at a meeting that was held, with any dissent. An adopted case has its monthly review from then on.

    Raises HasLeft, NotHeldYet, NoQuorum, BeforeTheReferral, AdoptedAlready, DecidedThere.
    """
    held = _held(case)
    meetings.must_have_quorum(meeting)
    if meeting.on < london_date(held.referral.received_at):
        raise BeforeTheReferral
    if what == Decision.What.ADOPT and held.adopted_on:
        raise AdoptedAlready
    if there := next((each for each in standing_decisions(held) if each.meeting_id == meeting.pk), None):
        raise DecidedThere(there)
    made = Decision.objects.create(
        case=held, meeting=meeting, on=meeting.on, what=what, dissent=dissent.strip(), decided_at=at, by=by
    )
    if what == Decision.What.ADOPT:
        held.adopted_on = meeting.on
        Review.objects.create(case=held, kind=Review.Kind.MONTHLY, due_on=MONTHLY.due_on(meeting.on))
    held.meeting = None if what in Decision.CLOSES else meetings.to_come(london_date(at)).first()
    held.save(update_fields=["adopted_on", "meeting"])
    audit.did("decided", AUDITED, held.pk)
    return made


@transaction.atomic
def correct_decision(decision: Decision, *, why: str, by: Actor, at: datetime) -> Correction:
    """The last decision was recorded wrongly: it counts no longer, nor what followed from it. Raises HasLeft, NotTheLast."""
    held = _held(decision.case)
    standing = standing_decisions(held)
    if decision not in standing[:1]:
        raise NotTheLast
    was = f"{decision.get_what_display()}, at the meeting of {day(decision.on)}"
    made = Correction.objects.create(case=held, decision=decision, was=was, why=why.strip(), at=at, by=by)
    if decision.what == Decision.What.ADOPT:
        held.adopted_on = None
        _not_held(held.reviews.open().filter(kind=Review.Kind.MONTHLY), Review.NotHeld.CORRECTED, by=by, at=at)
    held.meeting = meetings.to_come(london_date(at)).first()
    held.save(update_fields=["adopted_on", "meeting"])
    audit.did("corrected a decision", AUDITED, held.pk)
    return made


@transaction.atomic
def record_consent(case: PanelCase, facts: ConsentFacts, *, by: Actor, at: datetime) -> Consent:
    """Who agreed, did not, or withdrew, and what they were told.

    Where it was withdrawn, or support is open without the consent it needs, the chair says the same day what becomes of
    the support (SG-02). Raises HasLeft, NothingToWithdraw.
    """
    held, is_withdrawn = _held(case), facts.answer == Consent.Answer.WITHDRAWS
    if is_withdrawn:
        given = Consent.objects.filter(case=held, who=facts.who, answer=Consent.Answer.AGREES, withdrawn_on=None)
        if not given.update(withdrawn_on=facts.on):
            raise NothingToWithdraw
    named = facts.named.strip() if facts.who in Consent.PARENTS else ""
    said = values_of(facts, "who", "answer", "on") | {"told": facts.told.strip(), "named": named}
    made = Consent.objects.create(case=held, **said, recorded_at=at, by=by)
    is_needed = is_withdrawn or not may_support(held) and held.support.open().exists()
    if is_needed and not held.reviews.open().filter(kind=Review.Kind.WITHDRAWN).exists():
        Review.objects.create(case=held, kind=Review.Kind.WITHDRAWN, due_on=london_date(at))
    audit.did("recorded consent", AUDITED, held.pk)
    return made


@transaction.atomic
def add_support(
    case: PanelCase, *, title: str, provider: str, owner: Member, due_on: date, by: Actor, at: datetime
) -> Support:
    """A line of the support plan. Raises NotAdopted, NoConsentYet, HasLeft."""
    held = _held(case)
    if held.adopted_on is None:
        raise NotAdopted
    if not may_support(held):
        raise NoConsentYet
    return Support.objects.create(
        case=held,
        title=title,
        provider=provider,
        owner=f"{owner.user.name}, {owner.agency}"[:120],
        member=owner,
        due_on=due_on,
        added_at=at,
        by=by,
    )


def finish_support(line: Support, *, by: Actor, at: datetime) -> Support:
    """Support was given: said by whoever sees to it, or by the team that keeps the panel. Raises NotYours."""
    _must_be(line.member and line.member.user_id, line.case, by)
    if line.is_open:
        line.done_on = london_date(at)
        line.save(update_fields=["done_on"])
    return line


def record_assessment(case: PanelCase, *, on: date, author: str, band: str, by: Actor, at: datetime) -> Assessment:
    """That an assessment was made: nothing of what it says."""
    return Assessment.objects.create(case=case, on=on, author=author, band=band, recorded_at=at, by=by)


@transaction.atomic
def finish_review(review: Review, *, result: str, on: date, by: Actor, at: datetime, words: str = "") -> Review:
    """The panel has looked again. The next monthly review is made at once.

    Concerns that came back, and support that was declined (SG-02), are to be acted on today.

    After consent was withdrawn the result says whether support stops or continues, and `words` why. With the last review after
    exit the referral ends. Raises BeforeThePanel, SayWhy.
    """
    held = Review.objects.select_for_update(of=("self",)).select_related("case__referral").get(pk=review.pk)
    if not held.is_open:
        return held
    case = held.case
    if on < case.opened_on:
        raise BeforeThePanel
    if held.kind == Review.Kind.WITHDRAWN and not words.strip():
        raise SayWhy
    held.done_on, held.result, held.words, held.by = on, result, words.strip(), by
    held.save(update_fields=["done_on", "result", "words", "by"])
    if result == Review.Result.STOPS:
        _stop_support(case, words, on=on)
    came_back = result == Review.Result.CONCERN and held.kind != Review.Kind.TODAY
    if came_back or result == Review.Result.DECLINED:
        Review.objects.create(case=case, kind=Review.Kind.TODAY, due_on=london_date(at))
    if held.kind == Review.Kind.MONTHLY and case.exited_on is None:
        Review.objects.create(case=case, kind=Review.Kind.MONTHLY, due_on=MONTHLY.due_on(on))
    if held.kind == Review.Kind.TWELVE and result == Review.Result.CONTINUE:
        referring.end(case.referral, ended=case.exit, on=on, by=by, at=at)
    audit.did("reviewed", AUDITED, case.pk)
    return held


def _stop_support(case: PanelCase, why: str, *, on: date) -> None:
    for line in case.support.open():
        line.stopped_on, line.stopped_why = on, why.strip()
        line.save(update_fields=["stopped_on", "stopped_why"])


def _not_held(reviews: QuerySet[Review], why: Review.NotHeld, *, by: Actor, at: datetime) -> None:
    """Reviews that nobody held and nobody will, with who recorded it and when."""
    reviews.update(not_held_on=london_date(at), not_held=why, by=by)


@transaction.atomic
def leave(case: PanelCase, facts: LeaveFacts, *, by: Actor, at: datetime) -> PanelCase:
    """The case leaves the panel, which decided so. Reviews that were due are not held.

    Those at six and twelve months are made now, so that nobody needs to remember them. Where it goes to another panel (moved,
    adults) or court, it ends here. Raises HasLeft, NotDecided, BeforeTheDecision, SupportIsOpen, SayWhy.
    """
    held, why = _held(case), facts.why.strip()
    last = next(iter(standing_decisions(held)), None)
    if last is None or last.what not in Decision.CLOSES:
        raise NotDecided
    if facts.on < last.on:
        raise BeforeTheDecision
    if held.support.open().exists():
        if facts.support not in (Review.Result.STOPS, Review.Result.GOES_ON):
            raise SupportIsOpen
        if not facts.support_why.strip():
            raise SayWhy(box="support_why")
        why = f"{why} {Review.Result(facts.support).label}: {facts.support_why.strip()}"
        if facts.support == Review.Result.STOPS:
            _stop_support(held, facts.support_why, on=facts.on)
    held.exited_on, held.exit, held.exit_why, held.meeting = facts.on, facts.exit, why, None
    held.save(update_fields=["exited_on", "exit", "exit_why", "meeting"])
    _not_held(held.reviews.open(), Review.NotHeld.LEFT, by=by, at=at)
    if facts.exit in GOES_ELSEWHERE:
        referring.end(held.referral, ended=facts.exit, on=facts.on, by=by, at=at)
    else:
        Review.objects.create(case=held, kind=Review.Kind.SIX, due_on=SIX.due_on(facts.on))
        Review.objects.create(case=held, kind=Review.Kind.TWELVE, due_on=TWELVE.due_on(facts.on))
    audit.did("left the panel", AUDITED, held.pk)
    return held


@transaction.atomic
def correct_exit(case: PanelCase, *, why: str, by: Actor, at: datetime) -> PanelCase:
    """The exit was recorded wrongly: the case is with the panel again, with the reviews that it had. What was recorded stays on record."""
    held = PanelCase.objects.select_for_update(of=("self",)).select_related("referral").get(pk=case.pk)
    if held.exited_on is None:
        return held
    was = f"Left the panel {day(held.exited_on)}: {held.get_exit_display()}. {held.exit_why}"
    Correction.objects.create(case=held, was=was, why=why.strip(), at=at, by=by)
    _not_held(held.reviews.open(), Review.NotHeld.CORRECTED, by=by, at=at)
    held.reviews.filter(not_held=Review.NotHeld.LEFT).update(not_held_on=None, not_held="", by=None)
    held.exited_on, held.exit, held.exit_why = None, "", ""
    held.meeting = meetings.to_come(london_date(at)).first()
    held.save(update_fields=["exited_on", "exit", "exit_why", "meeting"])
    if not held.referral.is_live:
        held.referral.ended, held.referral.ended_on = "", None
        held.referral.save(update_fields=["ended", "ended_on"])
    audit.did("corrected the exit", AUDITED, held.pk)
    return held


def _held(case: PanelCase) -> PanelCase:
    held = PanelCase.objects.select_for_update(of=("self",)).select_related("referral").get(pk=case.pk)
    if held.exited_on:
        raise HasLeft
    return held
