"""Evidence from elsewhere: an uploaded certificate, or the completion code of e-learning. It counts once it is verified (PL 8.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ..models import Course, CourseGroup, Delegate, ExternalEvidence

ACCEPTS = (".pdf", ".png", ".jpg", ".jpeg")
LIMITS = storage.Limits(largest=10_000_000)
Source = ExternalEvidence.Source


class NoSuchCode(Refusal):
    words, box = "That is not the completion code of a course of your area. Check the last page of the course", "code"


class AlreadyJudged(Refusal):
    words = "Somebody else has answered this already."


@dataclass(frozen=True)
class Facts:
    """What a person says of training had elsewhere, with its file."""

    title: str
    provider: str
    completed_on: date
    minutes: int
    group: str
    stream: BinaryIO
    file_name: str
    declared_type: str


def groups() -> list[tuple[str, str]]:
    return list(CourseGroup.objects.order_by("title").values_list("code", "title"))


@transaction.atomic
def add(delegate: Delegate, facts: Facts, *, by: Actor, at: datetime, key: UUID) -> ExternalEvidence:
    """Keep the evidence with its file, encrypted and scanned; the training team verifies it. Sent twice it is one. Raises storage.Refused."""
    known = ExternalEvidence.objects.filter(key=key).first()
    if known:
        return known
    stored = storage.scan(storage.store(facts.stream, facts.file_name, facts.declared_type, LIMITS))
    if stored.state == storage.State.REFUSED:
        storage.discard(stored)
        raise storage.Refused("The scanner found something in this file. Choose another")
    made = ExternalEvidence.objects.create(
        delegate=delegate,
        group_id=facts.group,
        source=Source.UPLOAD,
        title=facts.title,
        provider=facts.provider,
        completed_on=facts.completed_on,
        minutes=facts.minutes,
        added_at=at,
        added_by=by,
        key=key,
        file_name=stored.name[:120],
        media_type=stored.media_type,
        size=stored.size,
        digest=stored.sha256,
        stored_as=stored.path,
        key_id=stored.key_id,
        file_state=stored.state,
    )
    audit.did("added evidence to", "training_record", delegate.pk)
    return made


@transaction.atomic
def complete_e_learning(delegate: Delegate, *, code: str, by: Actor, at: datetime) -> ExternalEvidence:
    """E-learning is proved by the code at its end; the same course twice on a day is once. Raises NoSuchCode."""
    course = Course.objects.filter(area=delegate.area, completion_code__iexact=code.strip(), withdrawn_on=None)
    course = course.exclude(completion_code="").select_related("group").first()
    if course is None:
        raise NoSuchCode
    edition = course.editions.order_by("-number").first()
    facts = {"title": course.title, "provider": delegate.area.partnership_name, "group": course.group}
    made, is_new = ExternalEvidence.objects.get_or_create(
        delegate=delegate,
        course=course,
        source=Source.E_LEARNING,
        completed_on=london_date(at),
        defaults=facts
        | {
            "minutes": edition.minutes if edition else 0,
            "added_at": at,
            "added_by": by,
            "verified_at": at,
            "verified_by": by,
        },
    )
    if is_new:
        audit.did("completed e-learning of", "training_record", delegate.pk)
    return made


@transaction.atomic
def judge(
    evidence: ExternalEvidence, *, counts: bool, group: str, why: str, by: Actor, at: datetime
) -> ExternalEvidence:
    """The training team says whether it counts, and as what. Raises AlreadyJudged."""
    evidence = ExternalEvidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.verified_at:
        raise AlreadyJudged
    evidence.verified_at, evidence.verified_by = at, by
    evidence.refused_why = "" if counts else why
    if counts:
        evidence.group_id = group
    evidence.save(update_fields=["verified_at", "verified_by", "refused_why", "group"])
    audit.did("verified" if counts else "refused", "training_evidence", evidence.pk)
    return evidence


def waiting(area: Area) -> QuerySet[ExternalEvidence]:
    """What the area's training team has to verify, the oldest first."""
    open_ones = ExternalEvidence.objects.filter(delegate__area=area, verified_at=None)
    return open_ones.select_related("delegate", "group").order_by("added_at", "pk")


def of_delegates(delegates) -> QuerySet[ExternalEvidence]:
    known = ExternalEvidence.objects.filter(delegate__in=delegates).select_related("group")
    return known.order_by("-completed_on", "-pk")


@transaction.atomic
def open_file(evidence: ExternalEvidence) -> Iterator[bytes] | None:
    """The file of somebody's evidence, in chunks; None while it waits for its scan. One that no scanner has seen is scanned first."""
    state = storage.State(evidence.file_state)
    stored = storage.StoredFile.kept_in(evidence, name=evidence.file_name, media_type=evidence.media_type, state=state)
    if state in (storage.State.HELD, storage.State.NOT_SCANNED):
        stored = storage.scan(stored)
        evidence.file_state = stored.state
        evidence.save(update_fields=["file_state"])
    if not storage.may_be_opened(stored.state):
        return None
    audit.saw("training_evidence", evidence.pk)
    return storage.open_stored(stored)
