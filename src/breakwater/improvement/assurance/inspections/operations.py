"""Opening a folder, naming who reads it, what was asked and what was given, and the lists that an area keeps."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from urllib.parse import urlparse
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import Resolver404, resolve, reverse

from breakwater.foundation import audit, storage
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ..models import Inspection, InspectionItem, InspectionList, InspectionMember, InspectionRequest

LINE = re.compile(r"^\s*(\d+(?:\.\d+)*)[.)]?\s+(.+)$")
LIMITS = storage.Limits()


class IsClosed(Refusal):
    words = "This folder is closed. Nothing more is added"


class NamedAlready(Refusal):
    box, words = "post", "This person is named already"


class NotAPage(Refusal):
    box, words = "page", "Enter the address of a page here, as your browser shows it, or choose a file"


class NoLines(Refusal):
    box, words = (
        "lines",
        "No line was read. Start each with its number: 1.1 List of children on a child protection plan",
    )


class RemovedAlready(Refusal):
    words = "This file has been removed already"


class GivenAlready(Refusal):
    words = "Something was given for this request"


class SaidAlready(Refusal):
    words = "Somebody said why nothing is given already, and it stays as it was said. Record what was given if something is by now"


@dataclass(frozen=True)
class InspectionFacts:
    kind: str
    agency: str
    starts_on: date
    theme: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class AskedFacts:
    asked: str
    asked_by: str
    asked_on: date
    due_on: date
    line: str = ""


@dataclass(frozen=True)
class GivenFacts:
    """What was given to whom: a page of ours by its address, or a file."""

    what: str
    given_by: str
    given_to: str
    given_on: date
    page: str = ""
    file: BinaryIO | None = None
    file_name: str = ""
    declared_type: str = ""


@dataclass(frozen=True)
class ListFacts:
    kind: str
    title: str
    source: str
    review_by: date
    lines: str


def locked(one: Inspection) -> Inspection:
    """The folder, held until the end of the transaction. Raises IsClosed."""
    held = Inspection.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if held.closed_at:
        raise IsClosed(held.pk)
    return held


@transaction.atomic
def open_folder(_area, facts: InspectionFacts, *, key: UUID, by: Actor, at: datetime) -> Inspection:
    if known := made_before(Inspection, key):
        return known
    area, lead = by.membership.team.area, by.membership.user
    made = Inspection.objects.create(area=area, lead=lead, made_at=at, made_by=by, key=key, **values_of(facts))
    audit.did("opened the folder of", "inspection", made.pk)
    return made


@transaction.atomic
def close_folder(one: Inspection, *, by: Actor, at: datetime) -> Inspection:
    held = locked(one)
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    audit.did("closed the folder of", "inspection", held.pk)
    return held


@transaction.atomic
def name_member(one: Inspection, post: Membership, *, by: Actor, at: datetime) -> InspectionMember:
    """Somebody reads the whole folder from now on, and records what they give. Raises IsClosed, NamedAlready."""
    held = locked(one)
    if held.lead_id == post.user_id or held.members.filter(user=post.user_id, ended_at=None).exists():
        raise NamedAlready(post.pk)
    named = f"{post.user.name}, {post.job_title or post.role.title}, {post.team.organisation.name}"[:200]
    made = InspectionMember.objects.create(inspection=held, user=post.user, named=named, since=at, by=by)
    audit.did("named somebody on", "inspection", held.pk, member=made.pk)
    path = reverse("assurance:inspection", args=[held.public_id])
    notifications.tell(users=[post.user], words="You are named on the folder of an inspection", path=path, by=by, at=at)
    return made


@transaction.atomic
def end_member(member: InspectionMember, *, by: Actor, at: datetime) -> InspectionMember:
    InspectionMember.objects.filter(pk=member.pk, ended_at=None).update(ended_at=at)
    audit.did("ended somebody’s part in", "inspection", member.inspection_id, member=member.pk)
    return member


@transaction.atomic
def ask(one: Inspection, facts: AskedFacts, *, key: UUID, by: Actor, at: datetime) -> InspectionRequest:
    """Record what inspectors ask for. Sent twice it is one. Raises IsClosed."""
    if known := made_before(InspectionRequest, key):
        return known
    held = locked(one)
    last = held.requests.aggregate(last=Max("number"))["last"] or 0
    made = InspectionRequest.objects.create(inspection=held, number=last + 1, at=at, by=by, key=key, **values_of(facts))
    audit.did("recorded a request in", "inspection", held.pk, request=made.pk)
    return made


@transaction.atomic
def ask_by_list(
    one: Inspection, kept: InspectionList, asked_on: date, due_on: date, *, key: UUID, by: Actor, at: datetime
) -> int:
    """A request for each line of a list that the area keeps; return how many were added. Sent twice it adds none."""
    held, before = locked(one), one.requests.count()
    for line, words in lines_of(kept.lines):
        facts = AskedFacts(words, held.agency, asked_on, due_on, line)
        ask(held, facts, key=uuid5(key, f"{line} {words}"), by=by, at=at)
    return held.requests.count() - before


@transaction.atomic
def give(request: InspectionRequest, facts: GivenFacts, *, key: UUID, by: Actor, at: datetime) -> InspectionItem:
    """Record what was given: a page of ours, or a file, checked and scanned. Raises IsClosed, NotAPage, storage.Refused."""
    if known := made_before(InspectionItem, key):
        return known
    held = locked(request.inspection)
    said = values_of(facts, "what", "given_by", "given_to", "given_on")
    made = InspectionItem(request=request, area=held.area, received_at=at, by=by, key=key, **said)
    if facts.file is not None:
        stored = storage.scan(storage.store(facts.file, facts.file_name, facts.declared_type, LIMITS))
        if stored.state == storage.State.REFUSED:
            storage.discard(stored)
            raise storage.Refused("The scanner found something in this file. Choose another")
        made.keep_file(stored)
        made.name, made.stored_kind, made.state = stored.name[:200], stored.kind, stored.state
    else:
        made.path = page_of(facts.page)
    made.save(force_insert=True)
    audit.did("recorded what was given in", "inspection", held.pk, item=made.pk)
    return made


@transaction.atomic
def give_nothing(request: InspectionRequest, why: str, *, by: Actor, at: datetime) -> InspectionRequest:
    """Say why nothing is given, once. Raises IsClosed, GivenAlready, SaidAlready."""
    locked(request.inspection)
    held = InspectionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.items.exists():
        raise GivenAlready(held.pk)
    if held.none_given:
        raise SaidAlready(held.pk)
    held.none_given, held.none_given_at, held.none_given_by = why, at, by
    held.save(update_fields=["none_given", "none_given_at", "none_given_by"])
    audit.did("gave nothing for a request in", "inspection", request.inspection_id, request=request.pk)
    return request


def page_of(address: str) -> str:
    """The path of a page of ours. Raises NotAPage."""
    parts = urlparse(address.strip())
    if (
        parts.netloc
        and parts.netloc != urlparse(settings.SITE_URL).netloc
        or parts.query
        or not parts.path.startswith("/")
    ):
        raise NotAPage
    try:
        resolve(parts.path)
    except Resolver404 as fault:
        raise NotAPage from fault
    return parts.path


def lines_of(words: str) -> list[tuple[str, str]]:
    """The number and the words of each line that has both."""
    return [(found[1], found[2].strip()) for line in words.splitlines() if (found := LINE.match(line))]


@transaction.atomic
def keep_list(
    kept: InspectionList | None, facts: ListFacts, *, revision: int, by: Actor, at: datetime
) -> InspectionList:
    """Keep a list of the area, new or changed. Folders that took its lines keep them. Raises NoLines, ChangedMeanwhile."""
    if not lines_of(facts.lines):
        raise NoLines
    made = kept or InspectionList(area=by.membership.team.area, revision=-1)
    if kept is not None:
        made = InspectionList.objects.select_for_update(of=("self",)).get(pk=kept.pk)
        if made.revision != revision:
            raise ChangedMeanwhile(made)
    for name, value in values_of(facts).items():
        setattr(made, name, value)
    made.revision, made.saved_at, made.saved_by = made.revision + 1, at, by
    changed = (*values_of(facts), "revision", "saved_at", "saved_by")
    made.save(update_fields=changed if kept is not None else None)
    audit.did("kept a list of", "area", made.area_id, list=made.pk)
    return made


def open_file(item: InspectionItem) -> bytes | None:
    """The file that was given, scanned first where it was not; None where it has been removed or did not pass."""
    if not item.has_file:
        return None
    if not storage.may_be_opened(storage.State(item.state)):
        item.state = storage.scan(_stored(item)).state
        item.save(update_fields=["state"])
    if not storage.may_be_opened(storage.State(item.state)):
        return None
    audit.did("opened a file of", "inspection", item.request.inspection_id, item=item.pk)
    return item.content


@transaction.atomic
def remove_file(item: InspectionItem, why: str, *, by: Actor, at: datetime) -> InspectionItem:
    """Destroy a file that should not be here, for a reason. That something was given stays on record. Raises IsClosed, RemovedAlready."""
    locked(item.request.inspection)
    held = InspectionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not held.has_file:
        raise RemovedAlready(held.pk)
    held.removed_why, held.removed_by = why, by
    held.delete_file(at)
    audit.did("removed a file of", "inspection", item.request.inspection_id, item=held.pk)
    return held


def _stored(item: InspectionItem) -> storage.StoredFile:
    kind = {"kind": item.stored_kind, "media_type": "application/octet-stream"}
    return storage.StoredFile.kept_in(item, name=item.name, state=storage.State(item.state), **kind)
