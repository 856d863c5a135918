"""Where an area does otherwise than the shared text: by its own decision, asked again whenever the shared text moves."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from .. import timeline
from ..models import Chapter, Local, Period, Question, Version
from ..timeline import Span
from . import force
from .ratifying import Decision

MODES = {"replace": "Says instead", "add": "Says besides", "hide": "Leaves out"}


class NothingInForce(Refusal):
    box, words = "starts_on", "Nothing of the chapter is in force in your area on that day"


class NoSuchParagraph(Refusal):
    """The text in force has no such paragraph, or it needs words that are missing."""

    box, words = "starts_on", "The version in force on that day has no such paragraph"


class InForceAlready(Refusal):
    words = "The version is in force by that answer, or is to be. Vary the paragraph by a decision instead"


class AlreadyAnswered(Refusal):
    words = "Somebody of your area has said so already"


@dataclass(frozen=True)
class Variation:
    """What an area does otherwise at one paragraph (`anchor`), why, by which decision and from which day on."""

    anchor: str
    mode: str
    text: str
    why: str
    decision: Decision
    starts_on: date

    @property
    def changes(self) -> list[dict]:
        """What is said of the paragraph, as a variation has it; nothing where it is as the others have it again."""
        text = "" if self.mode == "hide" else self.text.strip()
        return [{"anchor": self.anchor, "mode": self.mode, "text": text}] if self.mode in MODES else []

    def fits(self, version: Version) -> bool:
        """Whether a version has the paragraph, and the words are there that are needed."""
        has_words = self.mode not in ("replace", "add") or bool(self.text.strip())
        return has_words and self.anchor in {each["anchor"] for each in version.body}


@transaction.atomic
def vary(
    chapter: Chapter, area: Area, facts: Variation, *, by: Actor, at: datetime, key: UUID | None = None
) -> Local | None:
    """From a day on the area does otherwise at one paragraph; with mode "shared", as the others again. The same `key` again is the same.

    Raises NothingInForce, NoSuchParagraph, and what `Decision.columns` and `force.believe` raise.
    """
    chapter = Chapter.objects.select_for_update().get(pk=chapter.pk)
    if key and (known := Local.objects.filter(key=key).first()):
        return known
    spans = force.spans_of(chapter, area)
    anchor, starts_on, said = facts.anchor, facts.starts_on, facts.changes
    now = timeline.on(spans, starts_on)
    if now is None:
        raise NothingInForce(area.pk)
    version = Version.objects.get(pk=now.version)
    if not facts.fits(version):
        raise NoSuchParagraph(anchor)
    before = Local.objects.get(pk=now.local).changes if now.local else []
    columns = {"chapter": chapter, "why": facts.why, **facts.decision.columns(area=area, by=by, at=at)}
    made = _made(before, anchor, said, written_for=version, key=key, **columns)
    local = made.pk if made else None
    later = [_carried_on(each, before, anchor, said, columns) if each.starts_on > starts_on else each for each in spans]
    wanted = timeline.placed(later, version=version.pk, local=local, starts_on=starts_on)
    force.believe(chapter, area, timeline.joined(wanted), by=by, at=at)
    _ask_of_what_is_to_come(chapter, area, version, made, at)
    audit.did("varied", "chapter", chapter.pk, area=area.code, local=local)
    return made


def _made(before: list[dict], anchor: str, said: list[dict], **columns) -> Local | None:
    """The variation before, with what is now said of one paragraph; none where nothing is left of it."""
    changes = [each for each in before if each["anchor"] != anchor] + said
    return Local.objects.create(changes=changes, **columns) if changes else None


def _carried_on(span: Span, before: list[dict], anchor: str, said: list[dict], columns: dict) -> Span:
    """A later period with a variation of its own: the change goes on in it, unless a later decision speaks of the paragraph itself."""
    if span.local is None:
        return span
    later = Local.objects.select_related("written_for").get(pk=span.local)
    spoken = [[each for each in changes if each["anchor"] == anchor] for changes in (later.changes, before)]
    has_place = Version.objects.filter(pk=span.version, body__contains=[{"anchor": anchor}]).exists()
    if spoken[0] != spoken[1] or not has_place:
        return span
    made = _made(later.changes, anchor, said, written_for=later.written_for, **columns)
    return replace(span, local=made.pk if made else None)


def goes_no_further(*, chapter: Chapter, area: Area, anchor: str, starts_on: date) -> date | None:
    """The first later day from which what is in force no longer has the area's own words of a paragraph, if there is one."""
    later = [each for each in force.spans_of(chapter, area) if each.starts_on > starts_on]
    has = Local.objects.filter(
        pk__in=[each.local for each in later if each.local], changes__contains=[{"anchor": anchor}]
    )
    kept = set(has.values_list("pk", flat=True))
    return next((each.starts_on for each in later if each.local not in kept), None)


def _ask_of_what_is_to_come(chapter: Chapter, area: Area, version: Version, made: Local | None, at: datetime) -> None:
    """Of versions that are settled and not in force in the area, it is asked as when the shared text moves."""
    if made is None:
        return
    used = Period.objects.filter(chapter=chapter, area=area).values("version")
    for newer in chapter.versions.filter(state=Version.State.SETTLED, settled_at__gt=version.settled_at).exclude(
        pk__in=used
    ):
        ask(version=newer, area=area, local=made.pk, at=at)


def waiting(version: Version, area: Area) -> Question | None:
    """The question that an area has yet to answer beside a version."""
    return Question.objects.filter(version=version, area=area, answer=Question.Answer.WAITING).first()


@transaction.atomic
def ask(*, version: Version, area: Area, local: int, at: datetime) -> Question:
    """Ask the area whether it keeps a variation beside a version: again, where it answered of another one."""
    found, is_new = Question.objects.select_for_update().get_or_create(
        version=version, area=area, defaults={"local_id": local, "asked_at": at}
    )
    if not is_new and found.local_id != local:
        _waits_again(found, local, at)
    audit.did("asked", "policy_question", found.pk)
    return found


@transaction.atomic
def ask_anew(question: Question, *, by: Actor, at: datetime) -> None:
    """Take an answer back, so that the area may give another one; what was answered stays on record. Raises InForceAlready."""
    question = _held(question)
    if question.answer == Question.Answer.WAITING:
        return
    if Period.objects.believed().filter(version=question.version_id, area=question.area_id).exists():
        raise InForceAlready
    audit.did("asked again", "policy_question", question.pk, was=question.answer, by=by.pk)
    _waits_again(question, question.local_id, at)


def _held(question: Question) -> Question:
    """The question, its chapter locked first: whoever puts the version in force meanwhile waits, or is waited for."""
    Chapter.objects.select_for_update(of=("self",)).get(versions=question.version_id)
    return Question.objects.select_for_update().get(pk=question.pk)


def _waits_again(question: Question, local: int, at: datetime) -> None:
    if question.answer != Question.Answer.WAITING:
        was = {
            "answer": question.answer,
            "why": question.why,
            "local": question.local_id,
            "by": question.answered_by_id,
        }
        question.earlier = [
            *question.earlier,
            was | {"at": question.answered_at.isoformat(), "taken_back_at": at.isoformat()},
        ]
    question.local_id, question.asked_at, question.answer = local, at, Question.Answer.WAITING
    question.why, question.answered_at, question.answered_by = "", None, None
    question.save(update_fields=["local", "asked_at", "answer", "why", "answered_at", "answered_by", "earlier"])


@transaction.atomic
def answer(*, question: Question, keeps: bool, why: str, by: Actor, at: datetime) -> Question:
    """The area keeps its variation beside the new shared text, or takes that text. Raises AlreadyAnswered."""
    question = _held(question)
    if question.answer != Question.Answer.WAITING:
        raise AlreadyAnswered(question.answer)
    question.answer = Question.Answer.KEPT if keeps else Question.Answer.ACCEPTED
    question.why, question.answered_at, question.answered_by = why, at, by
    question.save(update_fields=["answer", "why", "answered_at", "answered_by"])
    audit.did("answered", "policy_question", question.pk, keeps=keeps)
    return question
