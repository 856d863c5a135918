"""Items of an agenda, interests declared in them, and the papers that go with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max

from breakwater.foundation import audit, storage
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import AgendaItem, BoardMeeting, BoardPaper, Challenge, DeclaredConflict, MeetingSeat
from ...models.agenda import Classification
from .. import lookup
from .meetings import KIND, State, begun, locked, still_open

LIMITS = storage.Limits(kinds=frozenset({"pdf", "docx", "xlsx", "pptx"}))
OPEN = (State.PLANNED, State.HELD)


class HasPapers(Refusal):
    words = "This item has papers, decisions, interests or challenges and cannot be removed. Change its words instead"


class LeavesForIt(Refusal):
    words = (
        "You leave for this item because of an interest, so somebody else who keeps this meeting records what was said. Where nobody "
        "does, hand over the record"
    )


class HasLeft(Refusal):
    box, words = "leaves", "They leave for this item already, and its papers are kept from them. That stays"


class WithdrawnAlready(Refusal):
    words = "This paper is withdrawn already"


class IsStricter(Refusal):
    box = "classification"
    words = "More people may read the version before. Withdraw that paper, and add this one as a new paper"


class NotReady(Refusal):
    words = "This paper waits for its virus scan. Try again in some minutes"


class Infected(Refusal):
    box, words = "file", "The scanner found something in this file. Choose another"


class OfAnotherKind(Refusal):
    """The file is refused, with the words of the guard."""

    box = "file"


@dataclass(frozen=True)
class ItemFacts:
    type: str
    title: str
    ask: str = ""
    lead: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class PaperFacts:
    """A file for an item (None: the whole meeting); with `replaces` the next version of that paper."""

    title: str
    classification: str
    stream: BinaryIO
    name: str
    declared_type: str
    item: AgendaItem | None = None
    replaces: BoardPaper | None = None


@transaction.atomic
def add_item(meeting: BoardMeeting, facts: ItemFacts, *, by: Actor, at: datetime, key: UUID) -> AgendaItem:
    """Put an item at the end of the agenda. Raises IsOver."""
    if known := made_before(AgendaItem, key):
        return known
    held = locked(meeting, State.PLANNED)
    number = (held.items.aggregate(last=Max("number"))["last"] or 0) + 1
    audit.did("added an item to", KIND, held.pk)
    return AgendaItem.objects.create(meeting=held, number=number, key=key, **vars(facts))


@transaction.atomic
def change_item(
    item: AgendaItem, facts: ItemFacts, number: int, *, revision: int, by: Actor, at: datetime
) -> AgendaItem:
    """Other words for an item, or another place on the agenda. Raises IsOver, ChangedMeanwhile."""
    meeting = locked(item.meeting, State.PLANNED)
    held = _item(item, revision)
    last = meeting.items.count()
    number = min(max(number, 1), last)
    others = meeting.items.exclude(pk=held.pk)
    if number < held.number:
        others.filter(number__gte=number, number__lt=held.number).update(number=F("number") + 1)
    else:
        others.filter(number__gt=held.number, number__lte=number).update(number=F("number") - 1)
    for name, value in (vars(facts) | {"number": number}).items():
        setattr(held, name, value)
    return _saved(held, *vars(facts), "number")


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """Take an item off the agenda. Raises IsOver, HasPapers."""
    meeting = locked(item.meeting, State.PLANNED)
    challenges = Challenge.objects.filter(item=item)
    if _has_papers(item) or any(each.exists() for each in (item.decisions, item.conflicts, challenges)):
        raise HasPapers(item.pk)
    # Django's own delete begins with its interests, of which there are none and which nobody may delete.
    with connection.cursor() as cursor:
        cursor.execute("delete from assurance_agendaitem where id = %s", [item.pk])
    meeting.items.filter(number__gt=item.number).update(number=F("number") - 1)
    audit.did("removed an item from", KIND, meeting.pk)


@transaction.atomic
def record_said(item: AgendaItem, said: str, *, revision: int, by: Actor, at: datetime) -> AgendaItem:
    """What was said of an item: it becomes part of the draft minutes. Raises IsOver, NotYet, MinutesApproved, LeavesForIt, ChangedMeanwhile."""
    still_open(begun(item.meeting, at))
    if leaves_for(item, by):
        raise LeavesForIt(item.pk)
    held = _item(item, revision)
    held.said = said
    return _saved(held, "said")


@transaction.atomic
def declare(
    item: AgendaItem, seat: MeetingSeat, what: str, leaves: bool, *, by: Actor, at: datetime
) -> DeclaredConflict:
    """An interest in an item, in place of what was declared before. Whoever leaves for it reads none of its papers, whichever come
    later. Raises IsOver, MinutesApproved, HasLeft.
    """
    still_open(locked(item.meeting, *OPEN))
    earlier = item.conflicts.filter(seat=seat, replaced_at=None)
    if not leaves and earlier.filter(leaves=True).exists():
        raise HasLeft(item.pk)
    earlier.update(replaced_at=at)
    made = DeclaredConflict.objects.create(item=item, seat=seat, what=what, leaves=leaves, at=at, by=by)
    audit.did("recorded an interest in an item of", KIND, item.meeting_id)
    _keep_out(item)
    return made


@transaction.atomic
def add_paper(meeting: BoardMeeting, facts: PaperFacts, *, by: Actor, at: datetime, key: UUID) -> BoardPaper:
    """Keep a paper, or the next version of one. Raises IsOver, IsStricter, Infected, OfAnotherKind."""
    if known := made_before(BoardPaper, key):
        return known
    held = locked(meeting, State.PLANNED)
    if facts.replaces and _strictness(facts) > _strictness(facts.replaces):
        raise IsStricter(held.pk)
    number, version = _number(held, facts.replaces)
    stored = _stored(facts)
    is_confidential = facts.classification == Classification.CONFIDENTIAL
    made = BoardPaper.objects.create(
        meeting=held,
        item=facts.item,
        folder=held.folder if is_confidential else None,
        number=number,
        version=version,
        title=facts.title,
        classification=facts.classification,
        name=f"paper-{number}-version-{version}.{stored.kind}",
        **stored.as_kept,
        maker=by.membership.user,
        key=key,
        at=at,
        by=by,
    )
    made.maker = None
    made.save(update_fields=["maker"])
    audit.did("added a paper to", KIND, held.pk, paper=number, version=version)
    if facts.item is not None:
        _keep_out(facts.item)
    return made


@transaction.atomic
def withdraw_paper(paper: BoardPaper, why: str, *, by: Actor, at: datetime) -> BoardMeeting:
    """Nobody reads any version of it any more; that and why it was withdrawn is for whoever withdrew it. Raises WithdrawnAlready."""
    held = locked(paper.meeting, *State)
    kept = {"maker": by.membership.user, "withdrawn_by": by, "withdrawn_why": why, "withdrawn_at": at}
    if not held.papers.filter(number=paper.number, withdrawn_at=None).update(**kept):
        raise WithdrawnAlready(paper.pk)
    audit.did("withdrew a paper of", KIND, held.pk, paper=paper.number)
    return held


def content_of(paper: BoardPaper, *, by: Actor, at: datetime) -> bytes:
    """The file. Raises NotReady."""
    if not storage.may_be_opened(storage.State(paper.state)):
        paper.state = storage.scan(stored_of(paper)).state
        paper.save(update_fields=["state"])
    if not storage.may_be_opened(storage.State(paper.state)):
        raise NotReady(paper.pk)
    audit.did("opened", "board_paper", paper.pk)
    return b"".join(storage.open_stored(stored_of(paper)))


def leaves_for(item: AgendaItem, by: Actor) -> bool:
    return bool(lookup.left_by([item], by.membership.user))


def stored_of(paper: BoardPaper) -> storage.StoredFile:
    state = storage.State(paper.state)
    return storage.StoredFile.kept_in(paper, name=paper.name, media_type=paper.media_type, kind=paper.kind, state=state)


def _item(item: AgendaItem, revision: int) -> AgendaItem:
    held = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    return held


def _saved(item: AgendaItem, *fields: str) -> AgendaItem:
    item.revision += 1
    item.save(update_fields=[*fields, "revision"])
    audit.did("changed an item of", KIND, item.meeting_id)
    return item


def _has_papers(item: AgendaItem) -> bool:
    """Also such as are kept from whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("select access.board_item_has_papers(%s)", [item.pk])
        return cursor.fetchone()[0]


def _strictness(paper: BoardPaper | PaperFacts) -> int:
    return list(Classification).index(paper.classification)


def _number(meeting: BoardMeeting, replaces: BoardPaper | None) -> tuple[int, int]:
    """The number and version of the next paper. Numbers run on over papers that whoever adds one does not read."""
    if replaces is not None:
        last = meeting.papers.filter(number=replaces.number).aggregate(last=Max("version"))["last"]
        return replaces.number, last + 1
    meeting.last_paper += 1
    meeting.save(update_fields=["last_paper"])
    return meeting.last_paper, 1


def _stored(facts: PaperFacts) -> storage.StoredFile:
    try:
        stored = storage.scan(storage.store(facts.stream, facts.name, facts.declared_type, LIMITS))
    except storage.Refused as refused:
        raise OfAnotherKind(words=str(refused)) from refused
    if stored.state == storage.State.REFUSED:
        storage.discard(stored)
        raise Infected
    return stored


def _keep_out(item: AgendaItem) -> None:
    """Whoever leaves for the item finds none of its papers."""
    for seat in MeetingSeat.objects.filter(conflicts__item=item, conflicts__leaves=True, user__isnull=False):
        with connection.cursor() as cursor:
            cursor.execute("select access.keep_from_board_papers(%s, %s)", [item.pk, seat.user_id])
