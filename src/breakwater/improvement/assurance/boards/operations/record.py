"""What a meeting leaves: decisions with their numbers, challenges with what came of them, actions, minutes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from ...models import AgendaItem, BoardDecision, BoardMeeting, Challenge, DecisionCounter, Minutes
from .. import lookup, rules
from .meetings import KIND, State, begun, locked, page_of, still_open

BINDING = (BoardDecision.Outcome.AGREED, BoardDecision.Outcome.CHANGED)


class NotQuorate(Refusal):
    box = "outcome"


class OfWhichItem(Refusal):
    box = "item"
    words = "Somebody leaves for an item of this meeting. Choose the item, as the quorum is counted without them"


class NotLater(Refusal):
    box, words = "meeting", "Choose a meeting of the group that was held after this one"


class NothingDrafted(Refusal):
    words = "There are no draft minutes of this meeting yet"


class LeftForAnItem(Refusal):
    words = (
        "You left for an item of this meeting because of an interest, so somebody else goes on with its minutes. Where nobody else keeps "
        "this meeting, hand over the record"
    )


class NotSaidWhatChanged(Refusal):
    box, words = "corrections", "This is not the text of the draft. Enter what was corrected"


class IsSettled(Refusal):
    words = "What came of this challenge is recorded already"


@dataclass(frozen=True)
class DecisionFacts:
    wording: str
    mover: str
    outcome: str
    item: AgendaItem | None = None
    dissent: str = ""
    replaces: BoardDecision | None = None


@dataclass(frozen=True)
class ChallengeFacts:
    challenger: str
    challenged: str
    about: str
    item: AgendaItem | None = None


@dataclass(frozen=True)
class AnswerFacts:
    response: str
    responded_on: date
    result: str
    came_of_it: str = ""


@dataclass(frozen=True)
class ApprovalFacts:
    """Which meeting approved the minutes, as which text; and what it corrected in the draft."""

    later: BoardMeeting
    text: str
    corrections: str = ""


@transaction.atomic
def decide(meeting: BoardMeeting, facts: DecisionFacts, *, by: Actor, at: datetime, key: UUID) -> BoardDecision:
    """Record a decision under the next number of its area and year. Raises IsOver, NotYet, MinutesApproved, OfWhichItem, NotQuorate."""
    if known := made_before(BoardDecision, key):
        return known
    held = begun(meeting, at)
    still_open(held)
    if facts.outcome in BINDING:
        _refuse_without_quorum(held, facts.item)
    on = london_date(held.starts_at)
    number = _next_number(held.area, on.year)
    made = BoardDecision.objects.create(
        area=held.area, meeting=held, number=number, on=on, key=key, at=at, by=by, **vars(facts)
    )
    audit.did("recorded a decision of", KIND, held.pk, decision=number)
    return made


@transaction.atomic
def challenge(meeting: BoardMeeting, facts: ChallengeFacts, *, by: Actor, at: datetime, key: UUID) -> Challenge:
    """Record that somebody challenged somebody. Raises IsOver, NotYet, MinutesApproved."""
    if known := made_before(Challenge, key):
        return known
    held = begun(meeting, at)
    still_open(held)
    on = london_date(held.starts_at)
    audit.did("recorded a challenge at", KIND, held.pk)
    return Challenge.objects.create(meeting=held, on=on, key=key, at=at, by=by, **vars(facts))


@transaction.atomic
def answer_challenge(challenge: Challenge, facts: AnswerFacts, *, revision: int, by: Actor, at: datetime) -> Challenge:
    """What was answered, and what came of it: also after the minutes, as that takes time. Raises IsSettled, ChangedMeanwhile."""
    held = lookup.CHALLENGES.select_for_update(of=("self",)).get(pk=challenge.pk)
    if held.result != Challenge.Result.OPEN:
        raise IsSettled(held.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for name, value in (vars(facts) | {"revision": held.revision + 1}).items():
        setattr(held, name, value)
    held.save(update_fields=[*vars(facts), "revision"])
    audit.did("recorded what came of a challenge at", KIND, held.meeting_id)
    return held


def because_of(decision: BoardDecision) -> str:
    """What an action says that it follows from: a decision of a restricted group is not repeated in a tracker that more people read."""
    words = "" if decision.meeting.is_restricted else f": {decision.wording}"
    return f"Decision {decision.number}{words}"


@transaction.atomic
def act(
    decision: BoardDecision, facts: tracker.ActionFacts, owner: Team, *, by: Actor, at: datetime, key: UUID
) -> TrackedAction:
    """An action that a decision leaves, proposed to whoever is to do it, in the tracker."""
    meeting = decision.meeting
    name = f"{meeting.group.name}, {day(london_date(meeting.starts_at))}"
    origin = tracker.Origin(Source.BOARD, name=name[:120], path=lookup.page_of(decision), set_by=meeting.team)
    audit.did("proposed an action of", KIND, meeting.pk)
    return tracker.propose(facts, origin=origin, owners=[owner], by=by, at=at, key=key)


@transaction.atomic
def draft_minutes(meeting: BoardMeeting, text: str, *, by: Actor, at: datetime, key: UUID) -> Minutes:
    """A draft of the minutes; those with seats are told of the first. Raises IsOver, MinutesApproved, LeftForAnItem."""
    if known := made_before(Minutes, key):
        return known
    held = locked(meeting, State.HELD)
    still_open(held)
    _refuse_kept_from(held, by)
    version = _version(held)
    made = Minutes.objects.create(
        meeting=held, version=version, state=Minutes.State.DRAFT, text=text, key=key, at=at, by=by
    )
    audit.did("drafted the minutes of", KIND, held.pk, version=version)
    if version == 1:
        users = User.objects.filter(pk__in=lookup.seats_of(held, with_accounts=True), is_active=True)
        notifications.tell(words="Draft minutes of a meeting are ready", path=page_of(held), users=users, by=by, at=at)
    return made


@transaction.atomic
def approve_minutes(
    meeting: BoardMeeting, facts: ApprovalFacts, *, revision: int, by: Actor, at: datetime, key: UUID
) -> Minutes:
    """The minutes as a later meeting of the group approved them, from the draft with the version `revision`. Raises IsOver,
    MinutesApproved, LeftForAnItem, NothingDrafted, NotLater, ChangedMeanwhile, NotSaidWhatChanged.
    """
    if known := made_before(Minutes, key):
        return known
    held = locked(meeting, State.HELD)
    still_open(held)
    _refuse_kept_from(held, by)
    draft = next(iter(lookup.minutes_of(held)), None)
    if draft is None:
        raise NothingDrafted(held.pk)
    if facts.later.pk not in {each.pk for each in lookup.held_after(held)}:
        raise NotLater(held.pk)
    if draft.version != revision:
        raise ChangedMeanwhile(draft)
    if not facts.corrections and _lines(facts.text) != _lines(draft.text):
        raise NotSaidWhatChanged(held.pk)
    audit.did("recorded the approval of the minutes of", KIND, held.pk)
    return Minutes.objects.create(
        meeting=held,
        version=draft.version + 1,
        state=Minutes.State.APPROVED,
        text=facts.text,
        corrections=facts.corrections,
        approved_at=facts.later,
        key=key,
        at=at,
        by=by,
    )


def prefix_of(area: Area) -> str:
    """The capitals of a partnership's name: PSCP for Portsmouth Safeguarding Children Partnership."""
    return "".join(word[0] for word in area.partnership_name.split() if word[0].isupper())


def _next_number(area: Area, year: int) -> str:
    DecisionCounter.objects.get_or_create(area=area, year=year)
    counter = DecisionCounter.objects.select_for_update(of=("self",)).get(area=area, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix_of(area)}-{year}-{counter.last:03}"


def _refuse_without_quorum(meeting: BoardMeeting, item: AgendaItem | None) -> None:
    if item is None and meeting.items.filter(conflicts__leaves=True).exists():
        raise OfWhichItem(meeting.pk)
    left = {each.seat_id for each in item.conflicts.filter(leaves=True)} if item else set()
    found = rules.quorum(lookup.seats_of(meeting), meeting.terms, left)
    if not found.is_met:
        raise NotQuorate(
            meeting.pk,
            words=f"The meeting is not quorate for this: {found.words}. Record it as deferred, or who attended",
        )


def _refuse_kept_from(meeting: BoardMeeting, by: Actor) -> None:
    if lookup.is_kept_from_minutes(meeting, by.membership.user):
        raise LeftForAnItem(meeting.pk)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _version(meeting: BoardMeeting) -> int:
    return (meeting.minutes.aggregate(last=Max("version"))["last"] or 0) + 1
