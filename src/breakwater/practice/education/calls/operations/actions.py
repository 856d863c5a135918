"""Who does what by when after a call, and where school and authority see it differently, until each is done or settled."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.education.models import CallAction, CallItem, Disagreement

from .notes import LetterIsOut, require_not_sent


class DoneAlready(Refusal):
    words = "It was done or withdrawn meanwhile."


class SettledAlready(Refusal):
    words = "Someone settled this meanwhile. Open it again to see how"


def _about(item: CallItem) -> dict:
    return {
        "letter": item.call.letter,
        "person_id": item.person_id,
        "pupil_id": item.pupil_id,
        "school_team_id": item.call.school_team_id,
        "link_team_id": item.call.link_team_id,
        "row_code": item.code,
        "named_as": item.name[:240],
    }


@dataclass(frozen=True)
class AgreedFacts:
    """Who does what by when, as a call agreed it."""

    what: str
    owner: str
    who: str
    due_on: date


@transaction.atomic
def agree(item: CallItem, facts: AgreedFacts, *, key: UUID, by: Actor, at: datetime) -> CallAction:
    """Agree who does what by when. The same `key` again agrees nothing more. Raises LetterIsOut."""
    if known := made_before(CallAction, key):
        return known
    require_not_sent(item)
    made = CallAction.objects.create(**_about(item), **values_of(facts), made_at=at, by=by, key=key)
    if item.talked_at is None:
        CallItem.objects.filter(pk=item.pk).update(talked_at=at)
    audit.did("agreed", "call", item.call_id, action=made.pk)
    return made


@transaction.atomic
def drop(action: CallAction, *, by: Actor, at: datetime) -> CallAction:
    """Take an action back before the school has it in its letter. Raises DoneAlready, LetterIsOut."""
    held = _held(action)
    if held.letter.sent_at:
        raise LetterIsOut(held.public_id)
    held.dropped_at = at
    held.save(update_fields=["dropped_at"])
    audit.did("withdrew an action of", "call", held.letter.call_id, action=held.pk)
    return held


@transaction.atomic
def do(action: CallAction, *, by: Actor, at: datetime) -> CallAction:
    """It is done: said by whoever did it or by whoever was told. Raises DoneAlready."""
    held = _held(action)
    held.done_at, held.done_by = at, by
    held.save(update_fields=["done_at", "done_by"])
    audit.did("did what was agreed in", "letter", held.letter_id, action=held.pk)
    return held


def _held(action: CallAction) -> CallAction:
    held = CallAction.objects.select_for_update(of=("self",)).select_related("letter").get(pk=action.pk)
    if held.done_at or held.dropped_at:
        raise DoneAlready(held.public_id)
    return held


@transaction.atomic
def disagree(item: CallItem, *, school_says: str, we_say: str, key: UUID, by: Actor, at: datetime) -> Disagreement:
    """Write down that school and authority see it differently. The same `key` again writes nothing. Raises LetterIsOut."""
    if known := made_before(Disagreement, key):
        return known
    require_not_sent(item)
    made = Disagreement.objects.create(
        **_about(item), school_says=school_says, we_say=we_say, raised_at=at, by=by, key=key
    )
    if item.talked_at is None:
        CallItem.objects.filter(pk=item.pk).update(talked_at=at)
    audit.did("saw differently in", "call", item.call_id, disagreement=made.pk)
    return made


@transaction.atomic
def settle(disagreement: Disagreement, *, outcome: str, words: str, by: Actor, at: datetime) -> Disagreement:
    """Settle it; the school reads how on its next list. Raises SettledAlready."""
    held = Disagreement.objects.select_for_update(of=("self",)).get(pk=disagreement.pk)
    if held.settled_at:
        raise SettledAlready(held.public_id)
    held.outcome, held.settled_words, held.settled_at, held.settled_by = outcome, words, at, by
    held.save(update_fields=["outcome", "settled_words", "settled_at", "settled_by"])
    audit.did("settled what was seen differently in", "letter", held.letter_id, disagreement=held.pk, outcome=outcome)
    return held
