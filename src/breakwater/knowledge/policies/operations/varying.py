"""Where an area does otherwise than the shared text: by its own decision, asked again whenever the shared text moves."""

from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Area

from .. import timeline
from ..models import Chapter, Local, Period, Question, Version
from . import force
from .ratifying import Decision

MODES = {"replace": "Says instead", "add": "Says besides", "hide": "Leaves out"}


class NothingInForce(Exception):
    """The chapter is not in force in the area on that day, so there is nothing to vary."""


class NoSuchParagraph(Exception):
    """The text in force has no such paragraph, or it needs words that are missing."""


class AlreadyAnswered(Exception):
    """Somebody of the area has said so already."""


@transaction.atomic
def vary(
    *, chapter: Chapter, area: Area, anchor: str, mode: str, text: str, why: str, decision: Decision, starts_on: date,
    by: Actor, at: datetime,
) -> Local | None:  # fmt: skip
    """From a day on the area does otherwise at one paragraph; with mode "shared", as the others again.

    Raises NothingInForce, NoSuchParagraph, and what `Decision.columns` and `force.believe` raise.
    """
    chapter = Chapter.objects.select_for_update().get(pk=chapter.pk)
    spans = force.spans_of(chapter, area)
    now = timeline.on(spans, starts_on)
    if now is None:
        raise NothingInForce(area.pk)
    version = Version.objects.get(pk=now.version)
    if anchor not in {each["anchor"] for each in version.body} or (mode in ("replace", "add") and not text.strip()):
        raise NoSuchParagraph(anchor)
    before = Local.objects.get(pk=now.local).changes if now.local else []
    changes = [each for each in before if each["anchor"] != anchor]
    if mode in MODES:
        changes.append({"anchor": anchor, "mode": mode, "text": "" if mode == "hide" else text.strip()})
    made = None
    if changes:
        made = Local.objects.create(
            chapter=chapter, written_for=version, changes=changes, why=why, **decision.columns(area=area, by=by, at=at)
        )
    local = made.pk if made else None
    wanted = timeline.placed(spans, version=version.pk, local=local, starts_on=starts_on)
    force.believe(chapter, area, wanted, by=by, at=at)
    _ask_of_what_is_to_come(chapter, area, version, made, at)
    audit.did("varied", "chapter", chapter.pk, area=area.code, local=local)
    return made


def _ask_of_what_is_to_come(chapter: Chapter, area: Area, version: Version, made: Local | None, at: datetime) -> None:
    """Of versions that are settled and not in force in the area, it is asked as when the shared text moves."""
    if made is None:
        return
    used = Period.objects.filter(chapter=chapter, area=area).values("version")
    for newer in chapter.versions.filter(state=Version.State.SETTLED, settled_at__gt=version.settled_at).exclude(
        pk__in=used
    ):
        Question.objects.get_or_create(version=newer, area=area, defaults={"local": made, "asked_at": at})


@transaction.atomic
def answer(*, question: Question, keeps: bool, why: str, by: Actor, at: datetime) -> Question:
    """The area keeps its variation beside the new shared text, or takes that text. Raises AlreadyAnswered."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.answer != Question.Answer.WAITING:
        raise AlreadyAnswered(question.answer)
    question.answer = Question.Answer.KEPT if keeps else Question.Answer.ACCEPTED
    question.why, question.answered_at, question.answered_by = why, at, by
    question.save(update_fields=["answer", "why", "answered_at", "answered_by"])
    audit.did("answered", "policy_question", question.pk, keeps=keeps)
    return question
