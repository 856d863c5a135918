"""The notification to the national panel: written box by box, sent within five working days of awareness, and the rapid review opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ... import pathway
from ...models import Decision, Paper, RapidReview, SeriousIncident, StartRule, State
from .. import lookup, papers_asked
from .naming import tell, tell_raiser
from .states import NotAtThisStage, locked, move, note

BY_DEFAULT = "Counted from the notification until the area says otherwise"
BEFORE = (State.RAISED, State.CONSIDERED, State.NOT_NOTIFIED)


class Sent(StrEnum):
    """How it reached the national panel."""

    PORTAL = "PORTAL"
    TELEPHONE = "TELEPHONE"

    @property
    def label(self) -> str:
        return {"PORTAL": "In the panel’s own system", "TELEPHONE": "By telephone"}[self]


class BoxesMissing(Refusal):
    """Boxes without which a paper does not go."""

    def __init__(self, boxes):
        super().__init__(words=f"First fill in: {'; '.join(box.label for box in boxes)}.")


class StillToCome(Refusal):
    words = "This time is still to come. Enter when it was sent."
    box = "clock"


class SayWhoDecided(Refusal):
    words = "No decision to notify is recorded. Say who decided it, and why."
    box = "decided_by"


class BeforeAwareness(Refusal):
    words = "The authority became aware later than that. Check the day."
    box = "on"


@dataclass(frozen=True)
class SentFacts:
    """When and how it was sent, the reference that the panel gave, who else was told; and who decided it, where no decision is recorded."""

    at: datetime
    how: str
    reference: str
    told: str
    decided_by: str = ""
    why: str = ""

    @property
    def on(self) -> date:
        return london_date(self.at)


@dataclass(frozen=True)
class RuleFacts:
    start: str
    source: str


@transaction.atomic
def save_section(
    incident: SeriousIncident, kind: str, answers: Mapping[str, str], *, revision: int, by: Actor, at: datetime
) -> Paper:
    """Keep what stands in the boxes of one section: what was signed off of a rapid review that changes is signed anew.

    Raises ChangedMeanwhile.
    """
    held = locked(incident)
    paper = lookup.paper_of(held, kind)
    if (paper.revision if paper else 0) != revision:
        raise ChangedMeanwhile(paper)
    before = papers_asked.read(paper.answers if paper else "")
    known = papers_asked.written(before | dict(answers))
    if kind == Paper.Kind.RAPID_REVIEW and any(before.get(name, "") != said for name, said in answers.items()):
        _unsign(held, by=by, at=at)
    if paper is None:
        paper = Paper.objects.create(incident=held, kind=kind, answers=known, revision=1, saved_at=at, by=by)
    else:
        paper.answers, paper.revision, paper.saved_at, paper.by = known, paper.revision + 1, at, by
        paper.save(update_fields=["answers", "revision", "saved_at", "by"])
    audit.did("wrote a paper of", "serious_incident", held.pk, paper=kind)
    return paper


def _unsign(incident: SeriousIncident, *, by: Actor, at: datetime) -> None:
    """Nobody’s sign-off stands beneath words that they did not read. What they said stays with the states, and they are told."""
    if incident.state != State.RAPID_OPEN:
        return
    signed = incident.rapid_review.sign_offs.select_related("by__membership__user")
    for each in signed:
        said = "recommends a local review" if each.recommends else "recommends no local review"
        words = f"Signed off before the rapid review was changed: {each.by.said} {said}. {each.words}"
        note(incident, words, by=by, at=at)
    if users := [each.by.membership.user for each in signed]:
        signed.delete()
        tell(
            incident, users, "A rapid review changed after you signed it off: read it, and sign it again", by=by, at=at
        )


@transaction.atomic
def notify(incident: SeriousIncident, facts: SentFacts, *, by: Actor, at: datetime) -> RapidReview:
    """It was sent to the panel: the clock stops, and the rapid review opens. What the form still lacks is owed, and keeps nothing waiting.

    What was sent before anybody recorded the decision is recorded with who decided it. Raises SayWhoDecided,
    BeforeAwareness, StillToCome, NotAtThisStage.
    """
    held = locked(incident)
    if held.state not in BEFORE:
        raise NotAtThisStage
    if facts.on < held.aware_on:
        raise BeforeAwareness
    if facts.at > at:
        raise StillToCome
    if not lookup.is_to_be_notified(held):
        _decided_outside(held, facts, by=by, at=at)
    held.notified_on, held.notified_at, held.national_reference = facts.on, facts.at, facts.reference
    held.save(update_fields=["notified_on", "notified_at", "national_reference"])
    boxes = papers_asked.missing("notification", lookup.answers_of(held, Paper.Kind.NOTIFICATION))
    said = [
        f"{Sent(facts.how).label}, {day(facts.at)} at {to_london(facts.at):%H:%M}. Told at the same time: {facts.told}"
    ]
    said += [f"Still to fill in then: {', '.join(box.label for box in boxes)}"] if boxes else []
    move(held, State.NOTIFIED, "\n\n".join(said), on=facts.on, by=by, at=at)
    made = _open_rapid_review(held, by=by, at=at)
    tell(held, lookup.users_of(held), "A rapid review is open: read what is asked of you", by=by, at=at)
    return made


def _decided_outside(incident: SeriousIncident, facts: SentFacts, *, by: Actor, at: datetime) -> None:
    if not (facts.decided_by and facts.why):
        raise SayWhoDecided
    Decision.objects.create(
        incident=incident, notify=True, why=facts.why, decided_by=facts.decided_by, on=facts.on, at=at, by=by
    )
    move(incident, State.CONSIDERED, facts.why, on=facts.on, by=by, at=at)
    tell_raiser(incident, by=by, at=at)


def _open_rapid_review(incident: SeriousIncident, *, by: Actor, at: datetime) -> RapidReview:
    """Counted from what the area says; the same counted from awareness is the earlier, amber, day."""
    rule = lookup.start_rule(incident.area)
    start = rule.start if rule else StartRule.Start.NOTIFIED
    starts_on = incident.notified_on if start == StartRule.Start.NOTIFIED else incident.aware_on
    made = RapidReview.objects.create(
        incident=incident,
        start=start,
        source=rule.source if rule else BY_DEFAULT,
        starts_on=starts_on,
        due_on=pathway.RAPID_REVIEW.due_on(starts_on),
        amber_on=pathway.RAPID_REVIEW.due_on(incident.aware_on),
        opened_at=at,
    )
    move(incident, State.RAPID_OPEN, on=incident.notified_on, by=by, at=at)
    return made


@transaction.atomic
def set_start(area: Area, facts: RuleFacts, *, by: Actor, at: datetime) -> StartRule:
    """From what the area counts the fifteen working days of rapid reviews that open from now on."""
    made = StartRule.objects.create(area=area, start=facts.start, source=facts.source, since=at, by=by)
    audit.did("set the start of rapid reviews of", "area", area.pk, start=facts.start)
    return made
