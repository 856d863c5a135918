"""What agencies answer when they are asked: seen, taken, answered or declined, amended, asked back, read (FD 2.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from ...models import InformationAnswer, InformationRequest, RequestMessage
from . import labels
from .requests import RequestIsClosed, disclose, locked, tell_agency

Status = InformationRequest.Status
Finding, Label = InformationAnswer.Finding, InformationAnswer.Label

STATUS_OF = {
    Finding.KNOWN: Status.ANSWERED,
    Finding.PART: Status.PART,
    Finding.NOTHING: Status.NOTHING_HELD,
    Finding.DECLINED: Status.DECLINED,
}


class NothingWasSearched(Refusal):
    """'Nothing held' states the names, dates and addresses that were searched (SG-10)."""

    words = "Write the names you searched"
    box = "searched_names"


@transaction.atomic
def see(request: InformationRequest, *, by: Actor, at: datetime) -> InformationRequest:
    """Someone of the agency opened it."""
    if request.seen_at is None or request.status == Status.SENT:
        request = locked(request)
        request.seen_at = request.seen_at or at
        if request.status == Status.SENT:
            request.status = Status.SEEN
        request.save(update_fields=["seen_at", "status"])
    return request


@transaction.atomic
def take(request: InformationRequest, *, by: Actor, at: datetime) -> InformationRequest:
    """Work on it; a colleague of the team may take it over at any time. Raises RequestIsClosed."""
    request = _open(request)
    request.taken_by, request.taken_at = by.membership, at
    if request.status in (Status.SENT, Status.SEEN):
        request.status = Status.IN_PROGRESS
    request.save(update_fields=["taken_by", "taken_at", "status"])
    audit.did("taken", "request", request.pk)
    return request


@dataclass(frozen=True)
class AgencyAnswer:
    """What an agency answers, and by the `label` that it chooses, how far that may go.

    `searched` is what was looked up, `weight` what a decision may say of how it weighed, of what nobody else may read.
    """

    finding: str
    label: str
    text: str = ""
    searched: Mapping[str, Sequence[str]] = field(default_factory=dict)
    caveats: str = ""
    weight: str = ""
    declined_because: str = ""

    @property
    def looked_up(self) -> dict[str, list[str]]:
        return {name: list(words) for name, words in self.searched.items() if words}


@transaction.atomic
def answer(
    request: InformationRequest, facts: AgencyAnswer, *, key: UUID, by: Actor, at: datetime
) -> InformationAnswer:
    """Answer, or amend the answer that stands. The same `key` again answers nothing.

    Raises NothingWasSearched (SG-10), RequestIsClosed.
    """
    request = locked(request)
    sent = InformationAnswer.objects.filter(key=key).first()
    if sent is not None:
        return sent
    if not (request.is_waiting or request.is_answered):
        raise RequestIsClosed(request.reference)
    if facts.finding == Finding.NOTHING and not facts.looked_up.get("names"):
        raise NothingWasSearched(request.reference)
    InformationAnswer.objects.filter(request=request, issue=request.issue, replaced_at=None).update(replaced_at=at)
    made = InformationAnswer.objects.create(
        request=request,
        area_id=request.area_id,
        case_id=request.case_id,
        team_id=request.team_id,
        asking_team_id=request.asking_team_id,
        issue=request.issue,
        searched=facts.looked_up,
        plain=labels.plain_words(text=facts.text, caveats=facts.caveats),
        weight=facts.weight if facts.label == Label.MASH else "",
        key=key,
        at=at,
        by=by,
        **values_of(facts, "finding", "text", "caveats", "label", "declined_because"),
    )
    amends = request.is_answered
    request.status, request.answered_at, request.answer_read_at = STATUS_OF[Finding(facts.finding)], at, None
    request.save(update_fields=["status", "answered_at", "answer_read_at"])
    _record_disclosure(request, made, by=by, at=at)
    said = {"finding": facts.finding, "label": facts.label}
    audit.did("amended" if amends else "answered", "request", request.pk, **said)
    _tell_asker(
        request,
        "An answer to a request of yours was amended" if amends else "There is an answer to a request of yours",
        by=by,
        at=at,
    )
    return made


def _record_disclosure(request: InformationRequest, made: InformationAnswer, *, by: Actor, at: datetime) -> None:
    """What was shared, with whom and why, or why not; where nothing is held, there is nothing to share."""
    if made.finding == Finding.NOTHING:
        return
    was_shared = made.finding != Finding.DECLINED
    given = {"giver_id": request.team_id, "recipient_id": request.asking_team_id, "was_shared": was_shared}
    reason = "Asked by the MASH" if was_shared else made.get_declined_because_display()
    disclose(request, **given, reason=reason, by=by, at=at)


@transaction.atomic
def say(
    request: InformationRequest, *, words: str, from_agency: bool, key: UUID, by: Actor, at: datetime
) -> RequestMessage:
    """Ask back before answering, or reply to that. The same `key` again says nothing.

    Raises RequestIsClosed, and for the MASH's reply labels.QuotesAnAnswer (TR-08).
    """
    request = locked(request)
    said_before = RequestMessage.objects.filter(key=key).first()
    if said_before is not None:
        return said_before
    if not (request.is_waiting or request.is_answered):
        raise RequestIsClosed(request.reference)
    if not from_agency:
        labels.keep_from_agency(request.contact, request.team, words=words)
    made = RequestMessage.objects.create(request=request, from_agency=from_agency, words=words, key=key, at=at, by=by)
    audit.did("asked back" if from_agency else "replied to", "request", request.pk)
    if from_agency:
        _tell_asker(request, "An agency has a question about a request of yours", by=by, at=at)
    else:
        tell_agency(request, "The MASH has answered your question about a request", by=by, at=at)
    return made


def read_answers(*, requests: Iterable[InformationRequest], by: Actor, at: datetime) -> None:
    """Someone of the team that asked has read what came."""
    unread = [
        request.pk
        for request in requests
        if request.is_answered and request.answer_read_at is None and request.asking_team_id == by.membership.team_id
    ]
    if unread:
        InformationRequest.objects.filter(pk__in=unread).update(answer_read_at=at)


def _open(request: InformationRequest) -> InformationRequest:
    request = locked(request)
    if not request.is_waiting:
        raise RequestIsClosed(request.reference)
    return request


def _tell_asker(request: InformationRequest, words: str, *, by: Actor, at: datetime) -> None:
    notifications.tell(
        users=[request.asked_by_user],
        words=words,
        path=f"/mash/requests/{request.reference}/",
        reference=request.reference,
        by=by,
        at=at,
    )
