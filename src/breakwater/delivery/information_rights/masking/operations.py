"""Marks: added, taken off, put back; sent to be checked, sent back, approved."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from .. import steps
from ..models import GatheredItem, Ground, Mark, RightsRequest
from ..redaction import SAID, Fact, Span, masked, spans
from . import once
from .once import as_before


class NothingLikeIt(Refusal):
    words = "These words are nowhere in what was gathered"
    box = "words"


class NeedsOpinion(Refusal):
    words = (
        "Serious harm needs the opinion of whoever may judge it, by name: a health professional for health information"
    )
    box = "opinion"


class WithTheSecond(Refusal):
    words = "It is with the second person. Withdraw it from the check before you change it"


class IsTheSecond(Refusal):
    words = "You are its second person: you check what is masked, and change nothing of it"


class NotChecked(Refusal):
    words = "This could not be approved. You must be the second person named, and not its officer"


class SentAgain(Refusal):
    words = "It was changed and sent to you again since you opened the page. Read it as it is now, then approve it"


class NotGathered(Refusal):
    words = "It is not gathered yet. You are told when it is"


class KeepersToAnswer(Refusal):
    words = "Not every keeper has answered. Remind them, or say in your note why you go on without"


@dataclass(frozen=True)
class Masked:
    """An item as it would be given; whole left out where `ground` says why. `segments` are, for each fact, its label and words in parts."""

    item: GatheredItem
    ground: str
    whole: Mark | None
    segments: Sequence[tuple[str, Sequence[tuple[str, str]]]]


def facts_of(item: GatheredItem) -> list[Fact]:
    return [(label, words) for label, words in json.loads(item.facts)]


def live(marks: Iterable[Mark]) -> list[Mark]:
    return [each for each in marks if each.off_at is None]


def words_for(item: GatheredItem, marks: Sequence[Mark]) -> list[tuple[str, str]]:
    """What is masked in an item: words marked everywhere, and in it."""
    return [(each.words, each.ground) for each in marks if each.words and each.item_id in (None, item.pk)]


def shown(
    items: Iterable[GatheredItem], marks: Sequence[Mark], first: Mapping[str, int] = MappingProxyType({})
) -> list[Masked]:
    """Items with what is masked in them, for whoever decides. What a row that is given says first, as `first` has it, is not said again:
    what is masked in it there is masked here. A row left out is said whole, so that what it holds back can be compared."""
    standing = live(marks)
    whole = {each.item_id: each for each in standing if not each.words}

    def parts(item: GatheredItem, words: str) -> list[tuple[str, str]]:
        marked = words_for(item, standing)
        before = as_before(item.number, words, first) if item.pk not in whole and not _own(item, standing) else None
        return [(f"As in row {before}", "")] if before else _parts(words, spans(words, marked))

    return [
        Masked(
            item,
            whole[item.pk].get_ground_display() if item.pk in whole else "",
            whole.get(item.pk),
            [(label, parts(item, words)) for label, words in facts_of(item)],
        )
        for item in items
    ]


def _own(item: GatheredItem, standing: Sequence[Mark]) -> bool:
    """Whether words are masked in this row alone."""
    return any(each.words and each.item_id == item.pk for each in standing)


@dataclass(frozen=True)
class ToRead:
    """Rows to read, those that are in the file of data alone, and of each long answer which row that is given says it first."""

    rows: Sequence[GatheredItem]
    apart: Sequence[GatheredItem]
    first: Mapping[str, int]


def to_read(items: Sequence[GatheredItem], marks: Sequence[Mark]) -> ToRead:
    """What somebody who masks or checks reads. What is left out whole is always read, and says nothing for another row."""
    left_out = {each.item_id for each in live(marks) if not each.words}
    with_own = {each.item_id for each in live(marks) if each.words and each.item_id}
    given = [(item, facts_of(item)) for item in items if item.pk not in left_out]
    away = once.apart(given)
    says = [(item, facts) for item, facts in given if item.number not in away and item.pk not in with_own]
    return ToRead(
        [item for item in items if item.number not in away],
        [item for item in items if item.number in away],
        once.first_said(says),
    )


def without_opinion(marks: Iterable[Mark]) -> list[Mark]:
    """What is masked for serious harm on nobody's opinion yet."""
    return [each for each in live(marks) if each.ground == Ground.HARM and not each.opinion]


def _parts(text: str, found: Sequence[Span]) -> list[tuple[str, str]]:
    parts, at = [], 0
    for span in found:
        parts += [(text[at : span.start], ""), (text[span.start : span.end], Ground(span.ground).label)]
        at = span.end
    return [part for part in [*parts, (text[at:], "")] if part[0]]


def as_given(
    items: Iterable[GatheredItem], marks: Sequence[Mark]
) -> tuple[list[tuple[GatheredItem, list[Fact]]], int, list[str]]:
    """What is given: items less those left out, their words and labels without what is masked; how many places, and on which grounds."""
    standing, given, places = live(marks), [], 0
    left_out = {each.item_id for each in standing if not each.words}
    grounds = {each.ground for each in standing if not each.words}
    for item in items:
        if item.pk in left_out:
            places += 1
            continue
        listed, facts = words_for(item, standing), []
        for label, words in facts_of(item):
            clean, count = masked(words, listed, SAID)
            facts.append((masked(label, listed, SAID)[0], clean))
            places += count
            grounds |= {span.ground for span in spans(words, listed)}
        given.append((item, facts))
    return given, places, [ground for ground in Ground.values if ground in grounds]


def without_masked(words: str, marks: Sequence[Mark]) -> str:
    """Words that the letter adds, such as what was found of a dispute, without what is masked everywhere in the copy."""
    return masked(words, [(each.words, each.ground) for each in live(marks) if each.words and not each.item_id], SAID)[
        0
    ]


def as_called(item: GatheredItem, marks: Sequence[Mark]) -> GatheredItem:
    """The item with its heading and title without what is masked."""
    listed = words_for(item, live(marks))
    item.heading, item.title = masked(item.heading or "", listed, SAID)[0], masked(item.title or "", listed, SAID)[0]
    return item


def counted(items: Iterable[GatheredItem], marks: Sequence[Mark]) -> dict[int, int]:
    """How often each mark's words occur."""
    text = "\n".join(words for item in items for _, words in facts_of(item))
    return {each.pk: len(spans(text, [(each.words, each.ground)])) for each in marks if each.words}


def places_of(mark: Mark, items: Iterable[GatheredItem]) -> list[tuple[GatheredItem, list[Fact]]]:
    """Where a mark masks: the rows, and of each the questions with their answers that it takes something from."""
    if not mark.words:
        return [(item, facts_of(item)) for item in items]
    listed = [(mark.words, mark.ground)]
    found = [(item, [fact for fact in facts_of(item) if spans(fact[1], listed)]) for item in items]
    return [(item, facts) for item, facts in found if facts]


def shown_whole(item: GatheredItem) -> list[tuple[GatheredItem, list[Fact]]]:
    return [(item, facts_of(item))]


@transaction.atomic
def add(request: RightsRequest, words: str, ground: str, opinion: str, *, by: Actor, at: datetime) -> Mark:
    """Mask words wherever they occur. Raises NothingLikeIt, NeedsOpinion, WithTheSecond."""
    held = _open(request, by)
    if ground == Ground.HARM and not opinion:
        raise NeedsOpinion
    items = list(GatheredItem.objects.filter(request=held))
    if not any(masked(text, [(words, ground)], {ground: ""})[1] for item in items for _, text in facts_of(item)):
        raise NothingLikeIt
    return _made(held, by, at, words=words, ground=ground, opinion=opinion)


@transaction.atomic
def leave_out(item: GatheredItem, ground: str, opinion: str, *, by: Actor, at: datetime) -> Mark:
    """Leave a whole item out."""
    held = _open(item.request, by)
    if ground == Ground.HARM and not opinion:
        raise NeedsOpinion
    return _made(held, by, at, item=item, ground=ground, opinion=opinion)


@transaction.atomic
def give_after_all(mark: Mark, words: str, *, by: Actor, at: datetime) -> Mark:
    """Take a mark off, for a reason that the second person reads."""
    held = _open(mark.request, by)
    mark.off_at, mark.off_because = at, words
    mark.save(update_fields=["off_at", "off_because"])
    audit.did("took a mask off", "rights_request", mark.request_id, mark=mark.pk)
    steps.record(held, "Given after all", f"{what_is_masked(mark)} {words}", by=by, at=at)
    return mark


@transaction.atomic
def mask_again(mark: Mark, *, by: Actor, at: datetime) -> Mark:
    """Put a mark back."""
    held = _open(mark.request, by)
    mark.off_at, mark.off_because = None, ""
    mark.save(update_fields=["off_at", "off_because"])
    audit.did("put a mask back", "rights_request", mark.request_id, mark=mark.pk)
    steps.record(held, "Masked again", what_is_masked(mark), by=by, at=at)
    return mark


def what_is_masked(mark: Mark) -> str:
    """As a line of the history says it, which outlasts what was gathered: which row, and why, and no word of it."""
    what = f"Row {mark.item.number}" if mark.item else "Words"
    return f"{what}: {mark.get_ground_display()[:1].lower()}{mark.get_ground_display()[1:]}."


@transaction.atomic
def judge(mark: Mark, ground: str, opinion: str, for_all: bool | None = None, *, by: Actor, at: datetime) -> Mark:
    """Give a mark another ground, or the opinion that it needs; `for_all`, the same to every other that waits for one."""
    held = _open(mark.request, by)
    if ground == Ground.HARM and not opinion:
        raise NeedsOpinion
    waiting = without_opinion(Mark.objects.filter(request=held)) if for_all and ground == Ground.HARM else []
    for other in (each for each in waiting if each.pk != mark.pk):
        other.opinion = opinion
        other.save(update_fields=["opinion"])
        audit.did("gave a mask its ground", "rights_request", mark.request_id, mark=other.pk, ground=ground)
    mark.ground, mark.opinion = ground, opinion
    mark.save(update_fields=["ground", "opinion"])
    audit.did("gave a mask its ground", "rights_request", mark.request_id, mark=mark.pk, ground=ground)
    return mark


@transaction.atomic
def send_to_check(request: RightsRequest, words: str = "", *, by: Actor, at: datetime) -> RightsRequest:
    """Send it to the second person. Raises NotGathered, NeedsOpinion, KeepersToAnswer."""
    held = _open(request, by)
    if not held.gathered_at:
        raise NotGathered
    if waiting := without_opinion(
        Mark.objects.filter(request=held).select_related("item").order_by("item__number", "pk")
    ):
        raise NeedsOpinion(words=_where(waiting), box="")
    if not words and _unanswered(held):
        raise KeepersToAnswer(box="words")
    held.to_check_at, held.check_note = at, "\n".join(filter(None, [words, _unanswered(held)]))
    held.save(update_fields=["to_check_at", "check_note"])
    steps.record(held, "Sent to be checked", words, by=by, at=at)
    steps.tell(
        held,
        "What is masked for an information request waits for you to check",
        users=[held.second_user],
        page="check",
        by=by,
        at=at,
    )
    return held


def _where(waiting: Sequence[Mark]) -> str:
    rows = [each.item.number for each in waiting if each.item]
    what = once.numbers(rows) if rows else "words"
    return f"{NeedsOpinion.words}. Not yet for {what}: give it on the page of what is masked, once for all"


def _unanswered(held: RightsRequest) -> str:
    """Which keepers have not answered, for the second person, who reads nothing of what was asked."""
    waiting = [each.get_keeper_display() for each in held.asked.filter(answered_at=None).order_by("keeper")]
    return f"Not answered yet: {', '.join(waiting)}." if waiting else ""


@transaction.atomic
def take_back(request: RightsRequest, words: str = "", *, by: Actor, at: datetime) -> RightsRequest:
    """It is changed again: by its officer, or because the second person found something, in words."""
    held = RightsRequest.objects.select_for_update(of=("self",)).select_related("officer__user").get(pk=request.pk)
    if held.ended_at or not held.to_check_at:
        raise WithTheSecond
    held.to_check_at, held.check_found = None, words
    held.save(update_fields=["to_check_at", "check_found"])
    audit.did("sent back what is masked for an information request", "rights_request", held.pk)
    if by.membership.user_id != held.officer.user_id:
        notifications.show(
            words="Look again at what is masked: the second person found something",
            path=steps.path_of(held, "redact"),
            reference=held.reference,
            at=at,
            users=[held.officer.user],
        )
    return held


def mark_of_sent(request: RightsRequest) -> str:
    """When it was sent to the second person, for the page that they read: what was sent again since is not what they read."""
    return request.to_check_at.isoformat() if request.to_check_at else "-"


@transaction.atomic
def check(request: RightsRequest, sent: str = "", *, by: Actor, at: datetime) -> RightsRequest:
    """The second person's word on what is masked, as it was `sent` (`mark_of_sent`) when they read it. Raises NotChecked, SentAgain."""
    held = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if sent and sent != mark_of_sent(held):
        raise SentAgain(held.pk)
    with connection.cursor() as cursor:
        cursor.execute("select access.rights_check(%s, %s)", [request.pk, at])
        if not cursor.fetchone()[0]:
            raise NotChecked
    audit.did("approved what is masked for an information request", "rights_request", request.pk)
    steps.tell(
        request, "What is masked for an information request was approved", users=[request.officer.user], by=by, at=at
    )
    return request


def _open(request: RightsRequest, by: Actor) -> RightsRequest:
    held = RightsRequest.objects.select_for_update(of=("self",)).select_related("second_user").get(pk=request.pk)
    if held.ended_at or held.to_check_at:
        raise WithTheSecond
    if held.second_user_id == by.membership.user_id:
        raise IsTheSecond
    return held


def _made(held: RightsRequest, by: Actor, at: datetime, **facts) -> Mark:
    made = Mark.objects.create(
        request=held,
        team_id=held.team_id,
        second_user=held.second_user,
        whose="Added by the officer",
        by=by,
        at=at,
        **facts,
    )
    audit.did("masked words", "rights_request", held.pk, mark=made.pk, ground=made.ground)
    return made
