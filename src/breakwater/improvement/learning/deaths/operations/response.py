"""The joint agency response: it is decided on, led by somebody, and recorded step by step as it happens."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ...models import ChildDeath, JointResponse, ResponseLead, ResponseMeeting, ResponseStep
from .. import lookup
from .states import locked

LEADS = "You lead a joint agency response: read it now"
Response = ChildDeath.Response


class ResponseRuns(Refusal):
    words = "A joint agency response runs already. Open the record to see who leads it."


class DeclinedAlready(Refusal):
    words = "Somebody found already that no joint agency response is needed. Open the record to read why."


class NoResponseRuns(Refusal):
    words = "No joint agency response runs for this death. Start one first."


class LeadsAlready(Refusal):
    words = "They lead this response already."
    box = "post"


class HappensLater(Refusal):
    words = "Enter a time that is not in the future."
    box = "clock"


@dataclass(frozen=True)
class StartFacts:
    """Which criteria are met, why, and whether whoever starts it leads it."""

    criteria: tuple[str, ...]
    why: str
    leads: bool


@dataclass(frozen=True)
class StepFacts:
    """What was done, when and by whom; or why it is not needed."""

    step: str
    happened_at: datetime
    who: str
    is_needed: bool = True


@dataclass(frozen=True)
class MeetingFacts:
    step: str
    held_at: datetime
    came: str
    minutes: str
    tasks: str = ""


@transaction.atomic
def start(death: ChildDeath, facts: StartFacts, *, by: Actor, at: datetime) -> JointResponse:
    """Start it. Raises ResponseRuns."""
    held = locked(death)
    if held.response == Response.YES:
        raise ResponseRuns
    before = f"\n\nBefore, none was found needed: {held.response_why}" if held.response == Response.NO else ""
    held.response, held.response_why = Response.YES, facts.why + before
    held.save(update_fields=["response", "response_why"])
    made = JointResponse.objects.create(death=held, criteria=list(facts.criteria), started_at=at, started_by=by)
    audit.did("started a joint agency response to", "child_death", held.pk)
    if facts.leads:
        _lead(held, by.membership, by=by, at=at)
    return made


@transaction.atomic
def decline(death: ChildDeath, why: str, *, by: Actor, at: datetime) -> ChildDeath:
    """No criterion is met. Raises ResponseRuns, DeclinedAlready."""
    held = locked(death)
    if held.response == Response.YES:
        raise ResponseRuns
    if held.response == Response.NO:
        raise DeclinedAlready
    held.response, held.response_why = Response.NO, why
    held.save(update_fields=["response", "response_why"])
    audit.did("found no joint agency response needed for", "child_death", held.pk)
    return held


@transaction.atomic
def hand_over(death: ChildDeath, post: Membership, *, by: Actor, at: datetime) -> ResponseLead:
    """Somebody else leads it from now on, and is told; whoever led it reads it no longer. Raises NoResponseRuns, LeadsAlready."""
    held = running(death)
    if held.leads(post.user_id):
        raise LeadsAlready
    before = list(ResponseLead.objects.filter(death=held, ended_at=None))
    made = _lead(held, post, by=by, at=at)
    ResponseLead.objects.filter(pk__in=[each.pk for each in before]).update(ended_at=at)
    return made


def _lead(death: ChildDeath, post: Membership, *, by: Actor, at: datetime) -> ResponseLead:
    named = f"{post.user.name}, {post.job_title or post.role.title}, {post.team.organisation.name}"[:200]
    made = ResponseLead.objects.create(death=death, user=post.user, named=named, since=at, by=by)
    audit.did("named who leads the response to", "child_death", death.pk, human=post.user_id)
    if post.user_id != by.membership.user_id:
        notifications.tell(words=LEADS, path=lookup.address_of(death), by=by, at=at, users=[post.user])
    return made


@transaction.atomic
def record_step(death: ChildDeath, facts: StepFacts, *, key: UUID, by: Actor, at: datetime) -> ResponseStep:
    """Record that a step was done, or is not needed. A second time gives the first. Raises NoResponseRuns, HappensLater."""
    held = running(death)
    if known := made_before(ResponseStep, key):
        return known
    if facts.happened_at > at:
        raise HappensLater
    audit.did("recorded a step of the response to", "child_death", held.pk, step=facts.step)
    return ResponseStep.objects.create(death=held, **vars(facts), recorded_at=at, by=by, key=key)


@transaction.atomic
def record_meeting(death: ChildDeath, facts: MeetingFacts, *, key: UUID, by: Actor, at: datetime) -> ResponseMeeting:
    """Keep the minutes of a meeting. A second time gives the first. Raises NoResponseRuns, HappensLater."""
    held = running(death)
    if known := made_before(ResponseMeeting, key):
        return known
    if facts.held_at > at:
        raise HappensLater
    audit.did("recorded a meeting of the response to", "child_death", held.pk, step=facts.step)
    return ResponseMeeting.objects.create(death=held, **vars(facts), recorded_at=at, by=by, key=key)


@transaction.atomic
def record_findings(death: ChildDeath, on: date, *, by: Actor, at: datetime) -> JointResponse:
    """The first findings of the post-mortem are known: the follow-up meeting is due from then. Raises NoResponseRuns."""
    held = running(death)
    response = held.joint_response
    response.findings_on = on
    response.save(update_fields=["findings_on"])
    audit.did("recorded the first findings of the post-mortem of", "child_death", held.pk)
    return response


def running(death: ChildDeath) -> ChildDeath:
    """The record, held, while its response runs. Raises NoResponseRuns."""
    held = locked(death)
    if held.response != Response.YES:
        raise NoResponseRuns
    return held
