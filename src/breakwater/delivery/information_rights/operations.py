"""A request from the day it comes to its answer: logged, handed over, verified, paused, extended, ended. What is gathered: `gathering`."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from breakwater.casework.cases.operations import next_reference
from breakwater.delivery.retention import lookup as retention_lookup
from breakwater.delivery.retention import operations as retention
from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Membership

from . import lookup, steps
from .models import RightsRequest
from .pathway import ANSWER, EXTENDED

Kind, Asker, Outcome, Standing = RightsRequest.Kind, RightsRequest.Asker, RightsRequest.Outcome, RightsRequest.Standing


class NoOfficer(Refusal):
    words = "Nobody in your area holds the role of information governance officer. Tell your manager today: the month runs from the day the request came"


class IsOver(Refusal):
    words = "This request has been answered. Open it again to see how it ended"


class NotTheirOwn(Refusal):
    words = "Somebody who asks about another person needs a standing of their own: their parental responsibility alone is not enough"
    box = "standing"


class NotSorted(Refusal):
    words = "Say first who asks: an adult about themselves, a child, a parent, or somebody else"


class AlreadyApproved(Refusal):
    words = "It was approved for whoever asked then. Record how it ended, and log it again"


class StillDisputed(Refusal):
    words = "Say first what was found of what is disputed: until then the note beside the record says that it is looked into"


class NotSafe(Refusal):
    words = "Ask first whether anybody else reads what is sent there, or agree another way to answer"
    box = "reply_is_safe"


class TooLate(Refusal):
    words = "An extension has to be told within the first month, and that is over"


class NotThatDay(Refusal):
    words = "This day is before the request came, or before they were asked"
    box = "on"


class NotOfACopy(Refusal):
    words = "The clock stops for a question of what they mean only where they ask for a copy. Ask them all the same: the month goes on"


class NotApproved(Refusal):
    words = "This could not be approved. You must be the second person named, not its officer, and every record you choose must be one you were shown"


class AskedOtherwise(Refusal):
    words = "What is asked, or who asks, was changed since you opened the page. Read it as it is now, then decide"


class ErasureWaits(Refusal):
    words = "The erasure is carried out tonight. Tell them what came of it tomorrow, or record that it was withdrawn"


class NotDecided(Refusal):
    words = "Say who decided about the objection: their name and role (UK GDPR article 21)"
    box = "decided_by"


class StillToCorrect(Refusal):
    words = "The team that holds the record has not said yet whether it is corrected"


class AgenciesNotTold(Refusal):
    words = "Say first of every agency that was sent the wrong fact whether it was told"


class NotGiven(Refusal):
    words = "A copy that was asked for is done by giving it. Give it, or record that it is refused or withdrawn"
    box = "outcome"


class NotErased(Refusal):
    words = "Not everybody was erased: the page of the request says what the schedule keeps. Refused, or done in part"
    box = "outcome"


class Lapsed(Refusal):
    words = (
        "The second person’s word on this request has lapsed: 120 days have passed since, and the request is four weeks overdue. "
        "What was gathered is deleted tonight. Ask for a second person’s word again tomorrow"
    )


class NotYet(Refusal):
    words = "The request is not at this step. Open it again to see how it stands"


@dataclass(frozen=True)
class NewRequest:
    kind: str
    asker: str
    way: str
    received_on: date
    asker_name: str
    about: str
    words: str
    reply_to: str


@dataclass(frozen=True)
class Sorted:
    kind: str
    asker: str
    asker_name: str
    about: str
    received_on: date


@dataclass(frozen=True)
class Verified:
    on: date
    identity: str
    standing: str
    competence: str
    reply_to: str
    reply_is_safe: bool
    scope: str
    waited: bool


@transaction.atomic
def log(_subject, facts: NewRequest, *, key: UUID, by: Actor, at: datetime) -> RightsRequest:
    """Log a request: its month runs from the day it came. It is the officer's who logs it, else the least busy one's. Raises NoOfficer."""
    if known := made_before(RightsRequest, key):
        return known
    post, area = by.membership, by.membership.team.area
    officers = lookup.officers_of(area, at)
    own = next((each for each in officers if each.pk == post.pk), None)
    officer = own or lookup.least_busy(officers)
    if officer is None:
        raise NoOfficer
    made = RightsRequest.objects.create(
        area=area,
        reference=next_reference("IR", at),
        team=officer.team,
        officer=officer,
        handed_user=None if own else post.user,
        runs_from=facts.received_on,
        due_on=ANSWER.due_on(facts.received_on),
        at=at,
        by=by,
        key=key,
        **vars(facts),
    )
    audit.did("logged an information request", "rights_request", made.pk, asked=facts.kind)
    if not own:
        steps.tell(made, "An information request was handed over to you", users=[officer.user], by=by, at=at)
    return made


@transaction.atomic
def hand_over(
    subject, asker_name: str, words: str, reply_to: str = "", *, key: UUID, by: Actor, at: datetime
) -> RightsRequest:
    """What a front-line worker was told or given today, and how whoever asks is reached safely; its officer asks the rest."""
    way = RightsRequest.Way.PERSON
    facts = NewRequest(Kind.ACCESS, "", way, london_date(at), asker_name, asker_name, words, reply_to)
    return log(subject, facts, key=key, by=by, at=at)


@transaction.atomic
def sort(request: RightsRequest, facts: Sorted, *, by: Actor, at: datetime) -> RightsRequest:
    """Say what kind of request it is, whose, about whom, and when it came: what was handed over in two boxes does not say. The month follows the day;
    where a copy is no longer asked for, the clock that waited for what they mean goes on.
    """
    held = _open(request)
    if held.approved_at:
        raise AlreadyApproved
    if (held.asker, held.asker_name) != (facts.asker, facts.asker_name):  # who may ask, and why, is judged anew
        held.verified_on, held.standing, held.competence = None, "", ""
    as_handed = (
        f"As it was handed over: {held.asker_name}" if not held.asker and held.asker_name != facts.asker_name else ""
    )
    goes_on = held.paused_on is not None and facts.kind != Kind.ACCESS
    if goes_on:
        held.pauses = [*held.pauses, [held.paused_on.isoformat(), max(held.paused_on, london_date(at)).isoformat()]]
        held.paused_on = None
    held.kind, held.asker, held.asker_name, held.about = facts.kind, facts.asker, facts.asker_name, facts.about
    if held.runs_from == held.received_on:  # nobody had to be waited for to show who they are
        held.runs_from = facts.received_on
    held.received_on = facts.received_on
    held.due_on = _due(held)
    names = "kind asker asker_name about verified_on standing competence received_on runs_from due_on paused_on pauses"
    _saved(held, "Sorted", as_handed, tuple(names.split()), by, at)
    if goes_on:
        steps.record(held, "The clock goes on: it waits only where a copy is asked for", by=by, at=at)
    return held


@transaction.atomic
def verify(request: RightsRequest, facts: Verified, *, by: Actor, at: datetime) -> RightsRequest:
    """Record how identity and standing were checked; where whoever asks was waited for, the month runs from then. Raises NotSorted, NotTheirOwn, NotSafe."""
    held = _open(request)
    if not held.asker:
        raise NotSorted
    if held.asker not in (Asker.SELF, Asker.CHILD) and facts.standing == Standing.SELF:
        raise NotTheirOwn
    if not facts.reply_is_safe:
        raise NotSafe
    held.verified_on, held.identity, held.standing = facts.on, facts.identity, facts.standing
    held.competence, held.reply_to, held.reply_is_safe, held.scope = (
        facts.competence,
        facts.reply_to,
        facts.reply_is_safe,
        facts.scope,
    )
    if facts.waited:
        held.runs_from = facts.on
        held.due_on = _due(held)
    names = "runs_from verified_on identity standing competence reply_to reply_is_safe scope due_on"
    return _saved(held, "Identity and standing verified", facts.identity, tuple(names.split()), by, at)


@transaction.atomic
def pause(request: RightsRequest, words: str, on: date, *, by: Actor, at: datetime) -> RightsRequest:
    """The clock stops from the day on which whoever asks was asked what they mean (UK GDPR article 12A). Raises NotOfACopy, NotThatDay."""
    held = _open(request)
    if held.kind != Kind.ACCESS:
        raise NotOfACopy
    if held.paused_on:
        raise NotYet
    if on < max([held.received_on, *(date.fromisoformat(until) for _, until in held.pauses)]):
        raise NotThatDay
    held.paused_on = on
    return _saved(held, "Asked for clarification: the clock stops", words, ("paused_on",), by, at)


@transaction.atomic
def resume(request: RightsRequest, words: str, on: date, *, by: Actor, at: datetime) -> RightsRequest:
    """They answered, that day: the days waited are added. Raises NotThatDay."""
    held = _open(request)
    if not held.paused_on:
        raise NotYet
    if on < held.paused_on:
        raise NotThatDay
    held.pauses, held.paused_on = [*held.pauses, [held.paused_on.isoformat(), on.isoformat()]], None
    held.due_on = _due(held)
    return _saved(held, "Clarified: the clock goes on", words, ("paused_on", "pauses", "due_on"), by, at)


@transaction.atomic
def extend(request: RightsRequest, words: str, *, by: Actor, at: datetime) -> RightsRequest:
    """Two months more for a complex request, told with the reason within the first month. Raises TooLate."""
    held, today = _open(request), london_date(at)
    if held.extended_on:
        raise NotYet
    waiting = max(0, (today - max(held.paused_on, held.runs_from)).days) if held.paused_on else 0
    if today > ANSWER.due_on(held.runs_from, paused=held.paused_days + waiting):
        raise TooLate
    held.extended_on = today
    held.due_on = _due(held)
    return _saved(held, "Extended by two months, and told", words, ("extended_on", "due_on"), by, at)


@transaction.atomic
def take_over(request: RightsRequest, *, by: Actor, at: datetime) -> RightsRequest:
    """It is theirs who answers from now on. Whoever was its second person is so no longer: somebody else checks."""
    held = _open(request)
    held.officer = by.membership
    was_second = held.second_user_id == by.membership.user_id
    if was_second:
        held.second_user, held.to_check_at = None, None
    saved = _saved(held, "Taken over", "", ("officer", "second_user", "to_check_at"), by, at)
    return _seen_by_second(saved) if was_second else saved


@transaction.atomic
def ask_second(request: RightsRequest, second: Membership, *, by: Actor, at: datetime) -> RightsRequest:
    """Name the second person, who says which records it is about and approves that they are gathered, and later what is masked."""
    held = _open(request)
    if not held.verified_on or second.user_id == held.officer.user_id:
        raise NotYet
    held.second_user = second.user
    saved = _seen_by_second(_saved(held, "Second person named", second.user.name, ("second_user",), by, at))
    steps.tell(
        saved, "You are asked, as second person, about an information request", users=[second.user], by=by, at=at
    )
    return saved


def mark_of_asked(request: RightsRequest) -> str:
    """Of what the second person reads before they decide: what is asked, by whom, of whom, and why they may."""
    read = (request.kind, request.asker, request.asker_name, request.about, request.standing, request.competence)
    return audit.digest("\n".join(read))


@transaction.atomic
def approve(request: RightsRequest, people: list[int], asked: str = "", *, by: Actor, at: datetime) -> RightsRequest:
    """The second person's word: these records, and all that is held of them, as it was `asked` (`mark_of_asked`) when they read it. Keepers of
    compartments are asked, of every request alike. Raises NotApproved, AskedOtherwise.
    """
    held = RightsRequest.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if held and asked and asked != mark_of_asked(held):
        raise AskedOtherwise(held.pk)
    with connection.cursor() as cursor:
        cursor.execute("select access.rights_approve(%s, %s, %s)", [request.pk, people, at])
        if not cursor.fetchone()[0]:
            raise NotApproved
    audit.did("approved what is gathered for an information request", "rights_request", request.pk)
    audit.saw("person", *people)
    if request.kind == Kind.ERASURE:
        words = "The second person agreed to an erasure, and named the records"
        steps.tell(request, words, users=[request.officer.user], by=by, at=at)
        return request
    _defer(request)
    steps.tell(
        request, "What is gathered for an information request was approved", users=[request.officer.user], by=by, at=at
    )
    return request


@transaction.atomic
def gather_again(request: RightsRequest, *, by: Actor, at: datetime) -> RightsRequest:
    """Where gathering failed, or something was recorded since: gathered anew, and masked anew. Raises NotYet, Lapsed."""
    held = _open(request)
    if not held.approved_at or held.to_check_at:
        raise NotYet
    refuse_lapsed(held, by)
    held.gathered_at = None
    saved = _saved(held, "Asked for it to be gathered again", "", ("gathered_at",), by, at)
    _defer(saved)
    return saved


@transaction.atomic
def erase(request: RightsRequest, because: str, *, by: Actor, at: datetime) -> RightsRequest:
    """Decide that the persons whom the second person named are erased, and hand it to retention. Raises retention's NotAgreed."""
    held = _open(request)
    retention.hand_erasure(held.pk, because, by=by, at=at)
    return _saved(held, "Erasure decided: it is carried out tonight", because, (), by, at)


@transaction.atomic
def end(
    request: RightsRequest, outcome: str, words: str, decided_by: str = "", *, by: Actor, at: datetime
) -> RightsRequest:
    """Done, refused with its ground, or withdrawn. A copy that was asked for ends by being given (`giving`). `words` are what was done,
    or why not, as whoever asked is told. Of an objection it is said who decided.

    Raises NotGiven, NotDecided, StillDisputed, StillToCorrect, AgenciesNotTold, ErasureWaits, NotErased.
    """
    held = _open(request)
    if held.kind == Kind.ACCESS and outcome in (Outcome.DONE, Outcome.PARTLY):
        raise NotGiven
    if held.kind == Kind.OBJECTION and outcome != Outcome.WITHDRAWN and not decided_by:
        raise NotDecided
    if lookup.notes_open(held):
        raise StillDisputed
    if outcome != Outcome.WITHDRAWN and held.correcting == held.Correcting.ASKED:
        raise StillToCorrect
    if outcome != Outcome.WITHDRAWN and lookup.agencies_open(held).exists():
        raise AgenciesNotTold
    erasures = list(retention_lookup.erasures(held.reference)) if held.kind == Kind.ERASURE else []
    if any(each.state == each.State.WAITING for each in erasures) and outcome != Outcome.WITHDRAWN:
        raise ErasureWaits
    if outcome == Outcome.DONE and any(each.state == each.State.KEPT for each in erasures):
        raise NotErased
    held.outcome, held.ended_at = outcome, at
    decided = f"Decided by {decided_by}." if decided_by else ""
    told = "\n".join(filter(None, [words, decided]))
    return _saved(held, held.get_outcome_display(), told, ("outcome", "ended_at"), by, at)


def refuse_lapsed(request: RightsRequest, by: Actor) -> None:
    """Refuse whoever answers for an open request on which the second person's word has lapsed; others are refused otherwise. Raises Lapsed."""
    is_ours = request.team_id == by.membership.team_id
    if is_ours and request.approved_at and not request.ended_at and not lookup.is_workable(request):
        raise Lapsed


def _seen_by_second(held: RightsRequest) -> RightsRequest:
    """Give the second person, whoever that is by now, sight of what was gathered."""
    held.items.update(second_user=held.second_user)
    held.marks.update(second_user=held.second_user)
    return held


def _defer(request: RightsRequest) -> None:
    officer = Actor.objects.get(membership=request.officer_id)
    jobs.defer("rights.gather", request=request.pk, officer=officer.pk)


def _due(held: RightsRequest) -> date:
    return (EXTENDED if held.extended_on else ANSWER).due_on(held.runs_from, paused=held.paused_days)


def _open(request: RightsRequest) -> RightsRequest:
    held = (
        RightsRequest.objects.select_for_update(of=("self",))
        .select_related("officer__user", "team", "area")
        .get(pk=request.pk)
    )
    if held.ended_at:
        raise IsOver
    return held


def _saved(
    held: RightsRequest, what: str, words: str, fields: tuple[str, ...], by: Actor, at: datetime
) -> RightsRequest:
    if fields:
        held.save(update_fields=fields)
    steps.record(held, what, words, by=by, at=at)
    return held
