"""What a recommendation changed: linked by whoever changed it, closed by somebody else, who looked at the evidence."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import Change, Recommendation
from ..targets import TARGETS, Target


class NotInForceYet(Refusal):
    words = "It is not in force in your area yet. Record the evidence once it is"


class SomebodyElseCloses(Refusal):
    words = "You recorded this change, so somebody else looks at the evidence and closes it"


class OverAlready(Refusal):
    words = "This change was closed or removed meanwhile. Open the page again"


@dataclass(frozen=True)
class ChangeFacts:
    """What was changed, as a `target` names it, and what is different now."""

    kind: str
    target: Target
    words: str


@dataclass(frozen=True)
class EvidenceFacts:
    evidence: str
    link: str = ""


@transaction.atomic
def link(recommendation: Recommendation, facts: ChangeFacts, *, by: Actor, at: datetime, key: UUID) -> Change:
    """Record what a recommendation changed, by its edition. It counts once it is closed."""
    if known := made_before(Change, key):
        return known
    made = Change.objects.create(
        recommendation=recommendation,
        area_id=by.area_id_acting,
        kind=facts.kind,
        words=facts.words,
        changed_on=facts.target.since,
        place=facts.target.place,
        named=facts.target.named,
        made_at=at,
        made_by=by,
        key=key,
        **{TARGETS[facts.kind].field: facts.target.edition},
    )
    audit.did("linked a change to", "recommendation", recommendation.pk, what=facts.kind)
    return made


@transaction.atomic
def close(change: Change, facts: EvidenceFacts, *, by: Actor, at: datetime) -> Change:
    """Close it on evidence: somebody else saw it, and what it names is in force. Raises SomebodyElseCloses, NotInForceYet, OverAlready."""
    held = _open(change)
    if held.made_by.membership_id and held.made_by.membership.user_id == by.membership.user_id:
        raise SomebodyElseCloses(held.pk)
    if not TARGETS[held.kind].holds(held, london_date(at)):
        raise NotInForceYet(held.pk)
    held.evidence, held.link, held.closed_at, held.closed_by = facts.evidence, facts.link, at, by
    held.save(update_fields=["evidence", "link", "closed_at", "closed_by"])
    audit.did("closed a change of", "recommendation", held.recommendation_id, what=held.kind)
    return held


@transaction.atomic
def remove(change: Change, *, why: str, by: Actor, at: datetime) -> Change:
    """It was linked wrongly: it stays on record with the reason, and counts no more."""
    held = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if held.removed_at:
        raise OverAlready(held.pk)
    held.removed_why, held.removed_at, held.removed_by = why, at, by
    held.save(update_fields=["removed_why", "removed_at", "removed_by"])
    audit.did("removed a change of", "recommendation", held.recommendation_id, what=held.kind)
    return held


def _open(change: Change) -> Change:
    rows = Change.objects.select_for_update(of=("self",)).select_related("made_by__membership", "area", "lesson")
    held = rows.get(pk=change.pk)
    if held.is_closed or held.removed_at:
        raise OverAlready(held.pk)
    return held
