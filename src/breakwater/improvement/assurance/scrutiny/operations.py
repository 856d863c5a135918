"""Planning scrutiny, recording what was found, asked and answered; hearing people, saying what followed, publishing it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor, Organisation, Team

from ..models import Priority, ScrutinyAnswer, ScrutinyFinding, ScrutinyVisit, Voice
from ..publishing import looked_through


class NotHeldYet(Refusal):
    words = "Record first that it was held"


class AskedAlready(Refusal):
    box, words = "organisation", "This partner was asked about the finding already"


class AnsweredAlready(Refusal):
    words = "The answer was recorded meanwhile. Open the page again to read it"


class RecordedAlready(Refusal):
    words = "This was recorded meanwhile. Open the page again to read it"


class AnotherPublishes(Refusal):
    words = "You typed this, so somebody else reads and publishes it"


class NothingFollowed(Refusal):
    words = "Record first what followed: it is published with what was said"


@dataclass(frozen=True)
class VisitFacts:
    """What is planned, and of which priority it asks the scrutiny question."""

    kind: str
    title: str
    question: str
    scrutineer: str
    planned_for: date
    priority: Priority | None = None


@dataclass(frozen=True)
class VoiceFacts:
    """What people said, in words that name nobody, and how they were asked."""

    who: str
    how: str
    heard_on: date
    said: str


@once(ScrutinyVisit)
def plan_visit(facts: VisitFacts, *, by: Actor, at: datetime, key: UUID) -> ScrutinyVisit:
    made = ScrutinyVisit.objects.create(area_id=by.area_id_acting, **vars(facts), by=by, at=at, key=key)
    audit.did("planned", "scrutiny", made.pk)
    return made


@transaction.atomic
def hold(
    visit: ScrutinyVisit, held_on: date, agenda: str, met: str, revision: int, *, by: Actor, at: datetime
) -> ScrutinyVisit:
    """It was held: its agenda, and who was met. Raises ChangedMeanwhile."""
    held = ScrutinyVisit.objects.select_for_update().get(pk=visit.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    held.held_on, held.agenda, held.met, held.revision = held_on, agenda, met, held.revision + 1
    held.save(update_fields=["held_on", "agenda", "met", "revision"])
    audit.did("held", "scrutiny", held.pk)
    return held


@once(ScrutinyFinding)
def find(visit: ScrutinyVisit, kind: str, text: str, *, by: Actor, at: datetime, key: UUID) -> ScrutinyFinding:
    """Raises NotHeldYet."""
    if ScrutinyVisit.objects.get(pk=visit.pk).held_on is None:
        raise NotHeldYet(visit.pk)
    number = next_number(ScrutinyFinding, visit=visit)
    made = ScrutinyFinding.objects.create(visit=visit, number=number, kind=kind, text=text, by=by, at=at, key=key)
    audit.did("found", "scrutiny_finding", made.pk)
    return made


@once(ScrutinyAnswer)
def ask(
    finding: ScrutinyFinding, organisation: Organisation, due_on: date, *, by: Actor, at: datetime, key: UUID
) -> ScrutinyAnswer:
    """Ask a partner about a finding, by a day. Raises AskedAlready."""
    one_at_a_time(f"scrutiny finding {finding.pk}")
    if finding.answers.filter(organisation=organisation).exists():
        raise AskedAlready(organisation.pk)
    audit.did("asked about", "scrutiny_finding", finding.pk)
    return ScrutinyAnswer.objects.create(
        finding=finding, organisation=organisation, due_on=due_on, by=by, at=at, key=key
    )


@transaction.atomic
def answer(asked: ScrutinyAnswer, answer: str, answered_on: date, *, by: Actor, at: datetime) -> ScrutinyAnswer:
    """What the partner answered, and on which day. Raises AnsweredAlready."""
    held = ScrutinyAnswer.objects.select_for_update().get(pk=asked.pk)
    if held.answered_on:
        raise AnsweredAlready(held.pk)
    held.answer, held.answered_on, held.answered_by = answer, answered_on, by
    held.save(update_fields=["answer", "answered_on", "answered_by"])
    audit.did("recorded an answer to", "scrutiny_finding", held.finding_id)
    return held


@transaction.atomic
def record_change(
    finding: ScrutinyFinding, changed: str, changed_on: date, *, by: Actor, at: datetime
) -> ScrutinyFinding:
    """What changed because of it. Raises RecordedAlready."""
    held = ScrutinyFinding.objects.select_for_update().get(pk=finding.pk)
    if held.changed_on:
        raise RecordedAlready(held.pk)
    held.changed, held.changed_on, held.changed_by = changed, changed_on, by
    held.save(update_fields=["changed", "changed_on", "changed_by"])
    audit.did("recorded a change because of", "scrutiny_finding", held.pk)
    return held


def because_of(finding: ScrutinyFinding) -> str:
    return f"Finding {finding.number}: {finding.text}"


def act(
    finding: ScrutinyFinding, facts: tracker.ActionFacts, owner: Team, *, by: Actor, at: datetime, key: UUID
) -> TrackedAction:
    """An action of an organisation, in the tracker, where somebody else verifies it."""
    visit = finding.visit
    origin = tracker.Origin(Source.SCRUTINY, visit.title, reverse("assurance:visit", args=[visit.public_id]))
    return tracker.propose(facts, origin=origin, owners=[owner], by=by, at=at, key=key)


@once(Voice)
def hear(facts: VoiceFacts, *, by: Actor, at: datetime, key: UUID) -> Voice:
    made = Voice.objects.create(area_id=by.area_id_acting, **vars(facts), by=by, at=at, key=key)
    audit.did("heard", "voice", made.pk)
    return made


@transaction.atomic
def follow(voice: Voice, did: str, did_on: date, *, by: Actor, at: datetime) -> Voice:
    """What followed. Raises RecordedAlready."""
    held = Voice.objects.select_for_update().get(pk=voice.pk)
    if held.did_on:
        raise RecordedAlready(held.pk)
    held.did, held.did_on, held.did_by = did, did_on, by
    held.save(update_fields=["did", "did_on", "did_by"])
    audit.did("recorded what followed", "voice", held.pk)
    return held


def words_of(voice: Voice) -> dict[str, str]:
    """What everyone would read."""
    return {"How they were asked": voice.how, "You said": voice.said, "We did": voice.did}


def waits(voice: Voice) -> bool:
    return voice.did_on is not None and (voice.published_on is None or voice.taken_off_on is not None)


@transaction.atomic
def publish(voice: Voice, confirmed_why: str = "", seen: str = "", *, by: Actor, at: datetime) -> Voice:
    """A second person read it: everyone does from now on. Raises NothingFollowed, AnotherPublishes, FoundMore, LookAtEach."""
    held = Voice.objects.select_for_update(of=["self"]).select_related("by", "did_by").get(pk=voice.pk)
    if not waits(held):
        raise NothingFollowed(held.pk)
    if by.membership.user_id in {each.membership.user_id for each in (held.by, held.did_by)}:
        raise AnotherPublishes(held.pk)
    found = looked_through(words_of(held), confirmed_why, seen)
    held.published_on, held.published_by, held.published_why, held.taken_off_on = (
        london_date(at),
        by,
        confirmed_why,
        None,
    )
    held.save(update_fields=["published_on", "published_by", "published_why", "taken_off_on"])
    audit.did("published", "voice", held.pk, found=found)
    return held


@transaction.atomic
def take_off(voice: Voice, *, by: Actor, at: datetime) -> Voice:
    """Take it off the public pages: at once, by anybody who keeps the register."""
    held = Voice.objects.select_for_update().get(pk=voice.pk)
    if held.published_on and held.taken_off_on is None:
        held.taken_off_on = london_date(at)
        held.save(update_fields=["taken_off_on"])
        audit.did("took off the public pages", "voice", held.pk)
    return held
