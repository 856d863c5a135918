"""The review goes on: triaged, put on hold and taken off it, brought to a stage; what is known of the death is corrected (PL 7.12)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import ChildDeath, DeathState, DeathStateChange, DeathWait, digest_of_number
from .states import NotAtThisStage, locked, move, save_over

ORDER = list(DeathState)


class ResponseUndecided(Refusal):
    words = "Say first whether there is a joint agency response: start it, or record that none is needed."


class WaitsAlready(Refusal):
    words = "The review waits for this already. Change the day of the next check instead."
    box = "reason"


class WaitEnded(Refusal):
    words = "This has ended already."


class NotLater(Refusal):
    words = "Choose a later stage than the one that the review has reached."
    box = "state"


@dataclass(frozen=True)
class TriageFacts:
    """Whether a serious incident is raised after it was considered, and why; what else is looked into elsewhere."""

    incident: bool
    why: str
    others: str = ""


@dataclass(frozen=True)
class WaitFacts:
    reason: str
    since: date
    check_on: date
    words: str = ""


@dataclass(frozen=True)
class StageFacts:
    state: str
    on: date
    words: str = ""


@dataclass(frozen=True)
class KnownFacts:
    """What is known of the child and of the death, as it stands now."""

    called: str
    born_on: date | None
    sex: str
    nhs_number: str
    no_number: str
    died_at: datetime
    time_is_known: bool
    expected: bool | None
    place_kind: str
    place: str
    residence: str
    residence_words: str
    local_id: str
    national_id: str


@transaction.atomic
def triage(death: ChildDeath, facts: TriageFacts, *, by: Actor, at: datetime) -> DeathStateChange:
    """The team takes the review on. Raises NotAtThisStage, ResponseUndecided."""
    held = locked(death)
    if held.state != DeathState.NOTIFIED:
        raise NotAtThisStage
    if held.response == ChildDeath.Response.NOT_DECIDED:
        raise ResponseUndecided
    held.incident_considered, held.incident_why = facts.incident, facts.why
    held.save(update_fields=["incident_considered", "incident_why"])
    made = move(held, DeathState.TRIAGED, facts.others, by=by, at=at)
    if held.requests.exists():
        move(held, DeathState.GATHERING, by=by, at=at)
    return made


@transaction.atomic
def bring_to(death: ChildDeath, facts: StageFacts, *, by: Actor, at: datetime) -> DeathStateChange:
    """Bring it to a later stage, on the day on which it came there. Raises NotAtThisStage before it is triaged, NotLater."""
    held = locked(death)
    if held.state == DeathState.NOTIFIED:
        raise NotAtThisStage
    if ORDER.index(facts.state) <= ORDER.index(held.state):
        raise NotLater
    return move(held, DeathState(facts.state), facts.words, on=facts.on, by=by, at=at)


@transaction.atomic
def put_on_hold(death: ChildDeath, facts: WaitFacts, *, by: Actor, at: datetime) -> DeathWait:
    """The review waits for something, and somebody asks again on a day. Raises WaitsAlready."""
    held = locked(death)
    if DeathWait.objects.filter(death=held, reason=facts.reason, ended_on=None).exists():
        raise WaitsAlready
    audit.did("put on hold", "child_death", held.pk, reason=facts.reason)
    return DeathWait.objects.create(death=held, **vars(facts), at=at, by=by)


@transaction.atomic
def check_again(wait: DeathWait, check_on: date, words: str, *, revision: int, by: Actor, at: datetime) -> DeathWait:
    """It is not over yet: asked again on another day. Raises WaitEnded, ChangedMeanwhile."""
    held = _lasting(wait)
    save_over(held, revision, check_on=check_on, words=words)
    audit.did("checked what a review waits for", "child_death", held.death_id, reason=held.reason)
    return held


@transaction.atomic
def end_wait(wait: DeathWait, on: date, *, by: Actor, at: datetime) -> DeathWait:
    """What the review waited for is over. Raises WaitEnded."""
    held = _lasting(wait)
    held.ended_on = on
    held.save(update_fields=["ended_on"])
    audit.did("ended what a review waited for", "child_death", held.death_id, reason=held.reason)
    return held


def _lasting(wait: DeathWait) -> DeathWait:
    held = DeathWait.objects.select_for_update(of=("self",)).get(pk=wait.pk)
    if held.ended_on:
        raise WaitEnded
    return held


@transaction.atomic
def correct(death: ChildDeath, facts: KnownFacts, *, revision: int, by: Actor, at: datetime) -> ChildDeath:
    """Correct what is known; what is said to be unknown stays so. Raises ChangedMeanwhile."""
    held = locked(death)
    numbers = {
        "number_digest": digest_of_number(facts.nhs_number),
        "no_number": "" if facts.nhs_number else facts.no_number,
    }
    save_over(held, revision, **vars(facts) | numbers)
    audit.did("corrected", "child_death", held.pk)
    return held
