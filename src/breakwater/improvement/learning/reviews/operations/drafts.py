"""Drafts of the report by their numbers, given out in numbered copies alone; fact-checks; and the signatures of three partners."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...anonymity import Kind, NotReadable, Readable, read_file, scan
from ...incidents.operations.naming import tell
from ...incidents.operations.states import move
from ...models import FamilyMember, LocalReview, PartnerDecision, Publication, ReportCopy, ReportVersion, State
from .. import pathway
from ..stamping import stamped
from . import partners
from .opening import hold

LIMITS = storage.Limits(kinds=frozenset({"docx", "pdf"}))
BEFORE_DRAFT = (State.REVIEW, State.OTHER_REVIEW)
Why = ReportCopy.Why
OUTSIDE = (
    Why.AGENCY,
    Why.FAMILY,
    Why.PRACTITIONER,
    Why.NATIONAL,
)  # they read what the partnership has not talked over with them
MARKS = (Kind.TRACKED, Kind.HIDDEN, Kind.COMMENT)
LOCKED_OR_BROKEN = (
    "This file is locked with a password, or cannot be read. Save it without a password, as a Word document (.docx) or a PDF, and "
    "choose that."
)


class NotReady(Refusal):
    words = "The file waits for its scan. It is tried again when you open this page"


class NotTheLast(Refusal):
    words = "There is a later draft. The partners sign the last one"


class NotSettled(Refusal):
    words = "This draft was not put to the partners yet"


class MarksInside(Refusal):
    words = (
        "The file of this draft holds comments, tracked changes or hidden text, which whoever has the copy can read. Take them out, and add "
        "it again as the next draft"
    )
    box = "why"


class LinesMissing(Refusal):
    """Words that are to be published do not stand in the draft, and nobody said why."""

    def __init__(self, lines: list[str]):
        these = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        super().__init__(
            words=f"{these} of what is to be published {'does' if len(lines) == 1 else 'do'} not stand in this draft. Nobody signs it before "
            "the words are changed, a draft with them is added, or the business manager says why they differ"
        )


class ReadBefore(Refusal):
    """A draft cannot have been read before it was there."""

    def __init__(self, box: str, version: ReportVersion | None):
        words = f"Draft {version.number} was added on {day(version.added_at)}" if version else "There is no such draft"
        super().__init__(words=f"{words}. Check the day and the draft", box=box)


class Answered(Refusal):
    words = "The answer to this copy is recorded already"


@dataclass(frozen=True)
class Draft:
    """A draft as it was sent, and what is new in it."""

    stream: BinaryIO
    name: str
    declared_type: str
    note: str = ""


@dataclass(frozen=True)
class CopyFor:
    """Whose a copy is to be, and why they have it. `family` is who of the family it is for."""

    holder: str
    why: str
    family: FamilyMember | None = None
    answer_by: date | None = None


@transaction.atomic
def add(review: LocalReview, facts: Draft, *, key: UUID, by: Actor, at: datetime) -> ReportVersion:
    """Keep the next draft: checked by content, scanned, encrypted. Sent twice it is one. Raises storage.Refused, NotReadable."""
    if known := made_before(ReportVersion, key):
        return known
    review = hold(review)
    stored = storage.scan(storage.store(facts.stream, facts.name, facts.declared_type, LIMITS))
    if stored.state == storage.State.REFUSED:
        storage.discard(stored)
        raise storage.Refused("The scanner found something in this file. Choose another")
    _try(stored)
    last = review.versions.aggregate(last=Max("number"))["last"] or 0
    made = ReportVersion.objects.create(
        review=review,
        number=last + 1,
        note=facts.note,
        title=stored.name,
        **stored.as_kept,
        added_at=at,
        added_by=by,
        key=key,
    )
    audit.did("added a draft of the review of", "serious_incident", review.incident_id, number=made.number)
    if review.incident.state in BEFORE_DRAFT:
        move(review.incident, State.DRAFT, f"Draft {made.number}", by=by, at=at)
    return made


@transaction.atomic
def give_copy(version: ReportVersion, facts: CopyFor, *, by: Actor, at: datetime) -> ReportCopy:
    """A copy with the next number, whose it is written on it. Whoever checks facts has ten working days unless another day is said.

    Raises MarksInside where it leaves those named on the incident.
    """
    review = hold(version.review)
    if facts.why in OUTSIDE and any(hit.kind in MARKS for hit in scan(read(version), [], {})):
        raise MarksInside(version.pk)
    last = review.copies.aggregate(last=Max("number"))["last"] or 0
    today = london_date(at)
    asked = facts.why in (Why.AGENCY, Why.FAMILY)
    made = ReportCopy.objects.create(
        version=version,
        review=review,
        number=last + 1,
        holder=facts.holder,
        why=facts.why,
        family=facts.family,
        given_on=today,
        answer_by=facts.answer_by or (pathway.FACT_CHECK.due_on(today, review.incident.area) if asked else None),
        at=at,
        by=by,
    )
    audit.did("made a numbered copy of", "serious_incident", review.incident_id, draft=version.number, copy=made.number)
    return made


def copy_for_oneself(version: ReportVersion, *, by: Actor, at: datetime) -> ReportCopy:
    """The copy of a draft that somebody named on the incident reads: the one they have, or one of their own from now on."""
    why = Why.PARTNER if partners.partner_of(version.review, by) else Why.OTHER
    own = next((each for each in version.copies.filter(why=why) if is_own(each, by)), None)
    return own or give_copy(version, CopyFor(by.said[:200], why), by=by, at=at)


def is_own(copy: ReportCopy, by: Actor) -> bool:
    """Whether somebody made this copy for themselves: nobody else opens it, but whoever gives the copies out."""
    of_mine = copy.by.membership_id is not None and copy.by.membership.user_id == by.membership.user_id
    return of_mine and copy.holder == copy.by.said[:200]


@transaction.atomic
def record_answer(
    copy: ReportCopy, answered_on: date, answer: str, changed: str, *, by: Actor, at: datetime
) -> ReportCopy:
    """What whoever has the copy answered, and what was changed for it or why not. Raises Answered."""
    hold(copy.review)
    copy = ReportCopy.objects.select_related("review").get(pk=copy.pk)
    if copy.answered_on is not None:
        raise Answered(copy.pk)
    copy.answered_on, copy.answer, copy.changed = answered_on, answer, changed
    copy.save(update_fields=["answered_on", "answer", "changed"])
    audit.did("recorded a fact-check of", "serious_incident", copy.review.incident_id, copy=copy.number)
    return copy


@transaction.atomic
def go_without(copy: ReportCopy, why: str, *, by: Actor, at: datetime) -> ReportCopy:
    """The review goes on without this answer, for a reason. Raises Answered."""
    hold(copy.review)
    copy = ReportCopy.objects.select_related("review").get(pk=copy.pk)
    if copy.answered_on is not None:
        raise Answered(copy.pk)
    copy.without_on, copy.without_why = london_date(at), f"{why} ({by.said})"
    copy.save(update_fields=["without_on", "without_why"])
    audit.did("went on without a fact-check of", "serious_incident", copy.review.incident_id, copy=copy.number)
    return copy


@transaction.atomic
def take_back(copy: ReportCopy, *, by: Actor, at: datetime) -> ReportCopy:
    """The copy came back or was destroyed."""
    hold(copy.review)
    ReportCopy.objects.filter(pk=copy.pk, back_on=None).update(back_on=london_date(at))
    audit.did("recorded the return of a copy of", "serious_incident", copy.review.incident_id, copy=copy.number)
    return copy


@transaction.atomic
def put_to_partners(version: ReportVersion, *, by: Actor, at: datetime) -> ReportVersion:
    """The last draft is the report that the partners are asked to sign. Raises NotTheLast."""
    review = hold(version.review)
    if review.versions.filter(number__gt=version.number).exists():
        raise NotTheLast(version.pk)
    version.settled_at = at
    version.save(update_fields=["settled_at"])
    audit.did("put to the partners the report on", "serious_incident", review.incident_id, draft=version.number)
    return version


@transaction.atomic
def sign(version: ReportVersion, *, by: Actor, at: datetime) -> ReportVersion:
    """A partner signs the report: with it, what is to be published. Raises NotSettled, NotTheLast, LinesMissing, NotAPartner, SignedAlready."""
    review = hold(version.review)
    version = review.versions.get(pk=version.pk)
    if version.settled_at is None:
        raise NotSettled(version.pk)
    if review.versions.filter(number__gt=version.number).exists():
        raise NotTheLast(version.pk)
    publication = Publication.objects.filter(review=review).first()
    if publication and (lines := lines_unexplained(publication, version)):
        raise LinesMissing(lines)
    signed_by_all = partners.sign(review, PartnerDecision.About.REPORT, version, by=by, at=at)
    if signed_by_all and review.incident.state == State.DRAFT:
        move(review.incident, State.SIGNED, f"Draft {version.number}", by=by, at=at)
        if review.delays.filter(ended_on=None).exists():
            move(review.incident, State.DEFERRED, "Publication is delayed", by=by, at=at)
    return version


def sign_anew(version: ReportVersion, *, by: Actor, at: datetime) -> None:
    """The partners are asked to sign once more: what they would sign is not what they signed. The review is held by the caller."""
    incident = version.review.incident
    signed = list(version.signed.select_related("user"))
    if not signed:
        return
    version.signed.all().delete()
    if incident.state in (State.SIGNED, State.NOTICE, State.DEFERRED):
        was = ", ".join(each.named for each in signed)
        words = f"What is to be published differs from draft {version.number}: to be signed again. Signed before: {was}"
        move(incident, State.DRAFT, words, by=by, at=at)
    tell(
        incident, [each.user for each in signed], "Words differ from the report that you signed: read why", by=by, at=at
    )


def last_version(review: LocalReview) -> ReportVersion | None:
    return review.versions.order_by("-number").first()


def could_be_read(review: LocalReview, number: int, on: date, box: str) -> None:
    """Whether the draft of this number was there on a day. Raises ReadBefore."""
    version = review.versions.filter(number=number).first()
    if version is None or on < london_date(version.added_at):
        raise ReadBefore(box, version)


def lines_missing(publication: Publication, version: ReportVersion) -> list[str]:
    """Lines of what is to be published that do not stand in a draft.

    Letters and digits are compared alone: a file parts words and lines where a text does not.
    """
    report = _letters("".join(passage.words for passage in read(version).passages))
    return [line for each in publication.text.splitlines() if (line := each.strip()) and _letters(line) not in report]


def lines_unexplained(publication: Publication, version: ReportVersion) -> list[str]:
    """The same, where nobody said why of these very words and this draft."""
    is_explained = publication.unsigned_digest == publication.digest_beside(version)
    return [] if is_explained else lines_missing(publication, version)


def _letters(words: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", words).casefold() if each.isalnum())


def is_ready(version: ReportVersion) -> bool:
    """Whether a draft can be opened: one that waits for a virus scanner is scanned again."""
    if not storage.may_be_opened(storage.State(version.state)) and version.state != storage.State.REFUSED:
        version.state = storage.scan(_stored(version)).state
        version.save(update_fields=["state"])
    return storage.may_be_opened(storage.State(version.state))


def open_copy(copy: ReportCopy) -> bytes:
    """A numbered copy as a file: each page says whose it is. On record. Raises NotReady."""
    version = copy.version
    if not is_ready(version):
        raise NotReady(version.pk)
    says = (
        f"Copy {copy.number} of draft {version.number}, for {copy.holder}. Confidential: not to be copied or passed on."
    )
    content = stamped(b"".join(storage.open_stored(_stored(version))), version.kind, says)
    audit.saw("serious_incident", copy.review.incident_id)
    audit.did(
        "opened a numbered copy of", "serious_incident", copy.review.incident_id, draft=version.number, copy=copy.number
    )
    return content


def read(version: ReportVersion) -> Readable:
    """A draft as the anonymity scan reads it: here alone, and given to nobody, so it waits for no virus scanner."""
    stored = replace(_stored(version), state=storage.State.CLEAN)
    return read_file(b"".join(storage.open_stored(stored)), version.kind)


def signed_version(review: LocalReview) -> ReportVersion | None:
    """The report that three partners signed, while no later draft stands in its place."""
    last = last_version(review)
    if last is None or last.settled_at is None or not partners.have_decided(last.signed.all()):
        return None
    return last


def signed_on(review: LocalReview) -> date | None:
    """The day on which the last of the three signed that report."""
    version = signed_version(review)
    return london_date(max(each.at for each in version.signed.all())) if version else None


def _try(stored: storage.StoredFile) -> None:
    """Whether it can be scanned for names and given out in numbered copies: one that is locked or broken is not kept. Raises NotReadable."""
    content = b"".join(storage.open_stored(replace(stored, state=storage.State.CLEAN)))
    try:
        read_file(content, stored.kind)
        stamped(content, stored.kind, "Copy")
    except NotReadable as fault:
        storage.discard(stored)
        raise NotReadable(words=LOCKED_OR_BROKEN) from fault


def _stored(version: ReportVersion) -> storage.StoredFile:
    state = storage.State(version.state)
    return storage.StoredFile.kept_in(
        version, name=version.title, media_type=version.media_type, kind=version.kind, state=state
    )
