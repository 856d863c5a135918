"""The queue of pairs: putting pairs in it, saying whether two records are one person, taking that back."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import F, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area, actor_relations
from breakwater.partnership.people.models import Merge, PairDecision, PairToReview, Person

from . import merging

Answer, State = PairDecision.Answer, PairToReview.State
A_BATCH = 5_000


@dataclass(frozen=True)
class Suggestion:
    """Two records (by id) that may be one person. `reasons` are {"text", "side": "for" or "against", "weight": bits}."""

    one: int
    two: int
    probability: float | None = None
    tier: str = ""
    reasons: Sequence[dict] = ()
    model_version: str = ""


class SettledAlready(Refusal):
    words = "Someone has decided on this pair, or changed a record of it, meanwhile. Read it again."


class NothingToTakeBack(Refusal):
    words = "Someone has decided on this pair, or changed a record of it, meanwhile. Read it again."


class NotTheSecond(Refusal):
    words = "You said so yourself. Their numbers differ, so someone else must agree."


UNGUARDED = PairToReview.objects.unguarded().select_related("left", "right")


def _likeliest_first(pairs: QuerySet[PairToReview]) -> QuerySet[PairToReview]:
    found = pairs.select_related("left", "right")
    return found.order_by(F("probability").desc(nulls_last=True), "suggested_at", "pk")


def queue(area: int, *, state: str = "", source: str = "") -> QuerySet[PairToReview]:
    """The pairs of an area of which the actor may read both, likeliest first: those to review, or those of a state or source."""
    found = PairToReview.objects.filter(area=area)
    if state == State.SAME:  # one of the two has been merged away since
        found = found.unguarded().filter(state=state)
    else:
        found = found.both_seen()
        found = found.filter(state=state) if state else found.to_review()
    return _likeliest_first(found.filter(source=source) if source else found)


def following(pair: PairToReview) -> PairToReview | None:
    """The likeliest of the other pairs that wait."""
    waiting = PairToReview.objects.both_seen().filter(area=pair.area, state=State.WAITING).exclude(pk=pair.pk)
    return _likeliest_first(waiting).first()


def decisions_on(pair: PairToReview) -> list[PairDecision]:
    """What was said of a pair and not taken back, the last first, each with who said it."""
    found = pair.decisions.filter(undone_at=None).select_related("merge", *actor_relations("by"))
    return list(found.order_by("-at", "-pk"))


def suggest(*, area: Area, pairs: Iterable[Suggestion], source: str, by: Actor, at: datetime) -> None:
    """Put pairs in the area's queue, each once, whoever suggests it again. Says nothing of what it left out (SG-13).

    A pair that someone has said are two people stays out, of these records and of any merged into them.
    """
    batch = []
    for pair in pairs:
        batch.append({"public_id": new_public_id(), **asdict(pair)})
        if len(batch) == A_BATCH:
            _queue(area, batch, source, at)
            batch = []
    _queue(area, batch, source, at)


def _queue(area: Area, batch: list[dict], source: str, at: datetime) -> None:
    if batch:
        with connection.cursor() as cursor:
            cursor.execute(
                "select access.queue_pairs(%s, %s::jsonb, %s, %s)", [area.pk, json.dumps(batch), str(source), at]
            )


@transaction.atomic
def say_two_people(*, pair: PairToReview, by: Actor, at: datetime, key: UUID, because: str = "") -> PairDecision:
    """They are two people; the pair is not suggested again. Raises SettledAlready."""
    return _decide(pair, Answer.NOT_SAME, by=by, at=at, key=key, because=because)


@transaction.atomic
def say_unsure(*, pair: PairToReview, by: Actor, at: datetime, key: UUID, because: str = "") -> PairDecision:
    """It cannot be said yet; the pair stays in the queue for someone else. Raises SettledAlready."""
    return _decide(pair, Answer.UNSURE, by=by, at=at, key=key, because=because)


@transaction.atomic
def say_same(
    *, pair: PairToReview, kept: Person, because: str, by: Actor, at: datetime, key: UUID
) -> tuple[PairDecision, Merge | None]:
    """They are one person, and `kept` stands for both. Where their numbers differ nothing is merged before a second person
    agrees (the pair waits for one; the merge is None). Raises SettledAlready, NotTheSecond and what `merge` raises.
    """
    if not because.strip():
        raise merging.WhyNotSaid
    if known := _sent_before(key):
        return known, known.merge
    held = _held_open(pair)
    other = held.right if kept.pk == held.left_id else held.left
    asked = first_of(held) if held.state == State.SECOND else None
    if asked and asked.by.membership.user_id == by.membership.user_id:
        raise NotTheSecond
    facts = {"because": because, "by": by}
    if asked:  # the first decided; the second agrees for a reason of their own
        facts = {"because": asked.because, "by": asked.by, "second": merging.Second(by, because)}
    try:
        made = merging.merge(kept=kept, other=other, at=at, key=uuid5(key, "merge"), **facts)
    except merging.NumbersDiffer:
        return _decide(held, Answer.SAME, by=by, at=at, key=key, because=because), None
    decision = _decide(held, Answer.SAME, by=by, at=at, key=key, because=because, merge=made)
    return decision, made


def first_of(pair: PairToReview) -> PairDecision | None:
    """Who said that the two are the same, while a second person is waited for."""
    said = pair.decisions.standing().filter(answer=Answer.SAME, merge=None)
    return said.select_related(*actor_relations("by")).order_by("-at", "-pk").first()


@transaction.atomic
def take_back(pair: PairToReview, *, by: Actor, at: datetime) -> PairDecision:
    """The last decision on the pair was a slip: the pair stands as the one before left it. A merge is parted with its own
    questions instead, so that nothing recorded since is lost: `unmerge`, then this. Raises NothingToTakeBack.
    """
    held = _held(pair)
    last = held.decisions.standing().select_related("merge").order_by("-at", "-pk").first()
    if last is None or (last.merge and last.merge.undone_at is None):
        raise NothingToTakeBack(pair.pk)
    last.undone_at, last.undone_by = at, by
    last.save(update_fields=["undone_at", "undone_by"])
    before = held.decisions.standing().order_by("-at", "-pk").first()
    _settle(held, State.WAITING if before is None else _left_by(before), at)
    audit.did("undid the decision on pair", "pair", held.pk, answer=last.answer)
    return last


def parted(*, merge: Merge, by: Actor, at: datetime) -> None:
    """A merge that came of a pair was undone: the pair is one of two people, is not suggested again, and teaches the model so."""
    for decision in merge.decisions.standing().select_related("pair"):
        decision.undone_at, decision.undone_by = at, by
        decision.save(update_fields=["undone_at", "undone_by"])
        pair = _held(decision.pair)
        PairDecision.objects.create(
            pair=pair,
            answer=Answer.NOT_SAME,
            because=merge.undone_because,
            probability=decision.probability,
            model_version=decision.model_version,
            key=uuid5(decision.key, "parted"),
            at=at,
            by=by,
        )
        _settle(pair, State.NOT_SAME, at)


def _held(pair: PairToReview) -> PairToReview:
    """The pair, locked, with both records; a pair of which one is hidden from this actor is not found."""
    return PairToReview.objects.select_for_update(of=("self",)).select_related("left", "right").get(pk=pair.pk)


def _held_open(pair: PairToReview) -> PairToReview:
    """The pair, locked, where something may be said of it: nobody has settled it and neither record is guarded (SG-13)."""
    held = _held(pair)
    if held.state not in PairToReview.OPEN or not PairToReview.objects.unguarded().filter(pk=held.pk).exists():
        raise SettledAlready(pair.pk)
    return held


def _sent_before(key: UUID) -> PairDecision | None:
    """What the same form has decided, be it at this very moment in another request."""
    one_at_a_time(key)
    return PairDecision.objects.filter(key=key).select_related("merge").first()


def _left_by(decision: PairDecision) -> str:
    """How a pair stands after a decision: SAME without a merge waits for a second person."""
    if decision.answer == Answer.SAME:
        return State.SAME if decision.merge_id else State.SECOND
    return State(decision.answer)


def _decide(pair, answer, *, by, at, key, because, merge=None) -> PairDecision:
    if known := _sent_before(key):
        return known
    held = _held_open(pair)
    made = PairDecision.objects.create(
        pair=held,
        answer=answer,
        because=because.strip()[:500],
        probability=held.probability,
        model_version=held.model_version,
        key=key,
        at=at,
        by=by,
        merge=merge,
    )
    _settle(held, _left_by(made), at)
    audit.saw("person", held.left_id, held.right_id)
    audit.did("said of pair", "pair", held.pk, answer=str(answer))
    return made


def _settle(pair: PairToReview, state: str, at: datetime) -> None:
    pair.state = state
    pair.settled_at = None if state in PairToReview.OPEN else at
    pair.save(update_fields=["state", "settled_at"])


@dataclass(frozen=True)
class Label:
    """One decision as calibration takes it: two records by id, whether they are one person, what the model had said."""

    left: int
    right: int
    same: bool
    probability: float | None
    model_version: str
    at: datetime


def labels(*, area: Area) -> Iterator[Label]:
    """What reviewers of this installation decided, each pair's last word, for this installation's model alone (SG-23).

    A guarded record is in none of them, even for its readers (SG-13). Read inside the wall.
    """
    said = (
        PairDecision.objects.standing()
        .unguarded()
        .filter(pair__area=area, pair__state__in=[State.SAME, State.NOT_SAME])
        .filter(answer__in=[Answer.SAME, Answer.NOT_SAME])
        .order_by("pair_id", "-at", "-pk")
        .distinct("pair_id")
        .values_list("pair__left_id", "pair__right_id", "answer", "probability", "model_version", "at")
    )
    for left, right, answer, probability, version, at in said.iterator():
        yield Label(left, right, answer == Answer.SAME, probability, version, at)
