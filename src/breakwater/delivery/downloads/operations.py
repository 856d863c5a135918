"""Asking for a list, writing it, giving it, and forgetting it."""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from breakwater.casework.cases.compartments import restricted_among
from breakwater.foundation import audit, jobs, storage
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import NotAnActor, acting_as, may, require, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName

from .models import KEPT_FOR, Download, Format
from .packages import Asked, Package, address_of, package_at
from .reading import rows_of, together
from .writing import written

LIMITS = storage.Limits(kinds=frozenset({"csv", "xlsx", "zip"}))
NOT_OPEN = "The list is no longer open to you"
NOT_WRITTEN = "Something went wrong while it was written. Download the list again; if it happens twice, tell whoever runs the service"
GONE = "This file is not there. Download the list again"
CLOSED_SINCE = (
    "The list has changed since the file was written, and part of it may no longer be given. Download the list again"
)
AN_HOUR = timedelta(hours=1)
EXPECTED = (Refusal, PermissionDenied, Http404)


class Empty(Refusal):
    words = "There is nothing to download: the list has no row that a file may hold"


@dataclass(frozen=True)
class DownloadFacts:
    of: str
    format: str
    reason: str


@transaction.atomic
def ask(_subject, facts: DownloadFacts, *, key: UUID, by: Actor, at: datetime) -> Download:
    """Look at the list as who asks, and leave its writing to the worker. Raises NotAList, TooLong, Empty."""
    if known := made_before(Download, key):
        return known
    first = next(rows_of(facts.of, by=by))
    if not first.total:
        raise Empty(facts.of)
    return _asked(facts, first.title, first.total, key=key, by=by, at=at)


@transaction.atomic
def ask_package(package: Package, asked: Asked, *, reason: str, key: UUID, by: Actor, at: datetime) -> Download:
    """Leave the writing of a package to the worker. Raises NotPermitted, Empty and what the package refuses."""
    require(by, package.permission)
    if known := made_before(Download, key):
        return known
    total = package.count(asked, by)
    if not total:
        raise Empty(package.key)
    facts = DownloadFacts(of=address_of(package, asked), format=Format.ZIP, reason=reason)
    made = _asked(facts, package.title(asked), total, key=key, by=by, at=at)
    audit.did("asked for a package of files", "download", made.pk, package=package.key)
    return made


def _asked(facts: DownloadFacts, title: str, total: int, *, key: UUID, by: Actor, at: datetime) -> Download:
    made = Download.objects.create(
        area=by.membership.team.area,
        user=by.membership.user,
        by=by,
        received_at=at,
        key=key,
        title=title[:200],
        address=facts.of,
        reason=facts.reason,
        stored_kind=facts.format,
        rows=total,
    )
    audit.because(facts.reason)
    audit.did("asked to download a list", "download", made.pk, rows=total, format=facts.format)
    jobs.defer("downloads.write", download=made.pk, actor=by.pk)
    return made


def asked_by(actor: Actor) -> QuerySet[Download]:
    """What somebody asked for in the role they act in, the newest first."""
    return Download.objects.filter(by=actor).order_by("-received_at")


def done_of(found: Download) -> int:
    """How many rows are read so far: said outside the transaction that reads them."""
    return cache.get(_progress(found), 0)


def write(number: int, *, by: Actor, at: datetime) -> None:
    """Write the file, all of it as it is at one moment. A second time nothing is done. What goes wrong is said to who asked."""
    try:
        with _at_one_moment(), acting_as(by, route="downloads/", verb="wrote a list to download"):
            _write(Download.objects.select_for_update().get(pk=number), by=by, at=at)
    except NotAnActor:
        return  # nobody is left to be told: the row stays, and is forgotten with the others
    except Exception as fault:
        with acting_as(by):
            _tell(number, _in_words(fault), by=by, at=at)
        if not isinstance(fault, EXPECTED):
            raise


def _in_words(fault: Exception) -> str:
    if isinstance(fault, PermissionDenied | Http404):
        return NOT_OPEN
    return fault.words if isinstance(fault, Refusal) and fault.words else NOT_WRITTEN


def _write(found: Download, *, by: Actor, at: datetime) -> None:
    if found.state != Download.State.WAITING:
        return
    content, rows = _package(found, by=by, at=at) if package_at(found.address) else _list(found, by=by, at=at)
    stored = storage.store(io.BytesIO(content), found.name, "", LIMITS)
    try:
        found.keep_file(stored)
        found.seen = _read_by_now(audit.current().seen)
        found.state, found.rows, found.taken_at = Download.State.READY, rows, at
        found.save(update_fields=["state", "rows", "seen", "taken_at", "digest", "size", "stored_as", "key_id"])
        audit.did("wrote a list to download", "download", found.pk, rows=rows)
        _notify(found, "A list you asked to download is ready", by=by, at=at)
    except BaseException:
        storage.discard(stored)
        raise


def _list(found: Download, *, by: Actor, at: datetime) -> tuple[bytes, int]:
    turns, read = [], 0
    for turn in rows_of(found.address, by=by):
        turns.append(turn)
        read += len(turn.rows)
        cache.set(_progress(found), read, 3600)
    heads, rows = together(turns)
    return written(found.stored_kind, heads, rows, _about(found, len(rows), by=by, at=at)), len(rows)


def _package(found: Download, *, by: Actor, at: datetime) -> tuple[bytes, int]:
    package, asked = package_at(found.address)
    require(by, package.permission)
    return package.write(asked, by, at), package.count(asked, by)


def _read_by_now(seen: Mapping[str, Iterable[int]]) -> dict[str, list[int]]:
    """Of these records, by kind, those that stand behind the wall and that whoever acts may read."""
    kinds, ids = (
        zip(*((kind, pk) for kind, pks in seen.items() for pk in pks), strict=True) if any(seen.values()) else ((), ())
    )
    read: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.kind, s.id from unnest(%s::text[], %s::bigint[]) as s(kind, id) where access.may_read(s.kind, s.id)",
            [list(kinds), list(ids)],
        )
        for kind, pk in cursor.fetchall():
            read.setdefault(kind, []).append(pk)
    return {kind: sorted(pks) for kind, pks in sorted(read.items())}


def _about(found: Download, rows: int, *, by: Actor, at: datetime) -> list[tuple[str, str]]:
    return [
        ("List", found.title),
        ("As at", moment_in_words(at, now=at)),
        (
            "What it holds",
            f"What {by.membership.role.title}, {by.membership.team.in_words}, may see and a file may hold; {rows:,} rows",
        ),
        ("Asked for by", by.membership.user.name),
        ("Why", found.reason),
        ("Handling", "Personal data of a safeguarding partnership. Delete it when it has served that purpose."),
    ]


def _tell(number: int, words: str, *, by: Actor, at: datetime) -> None:
    found = Download.objects.select_for_update().get(pk=number)
    if found.state == Download.State.WAITING:
        found.state, found.fault = Download.State.FAILED, words[:200]
        found.save(update_fields=["state", "fault"])
        audit.did("could not write a list", "download", found.pk)
        _notify(found, "A list you asked to download could not be written", by=by, at=at)


def _notify(found: Download, words: str, *, by: Actor, at: datetime) -> None:
    path = reverse("downloads:download", args=[found.public_id])
    notifications.show(words=words, path=path, at=at, users=[found.user])


def give(found: Download) -> tuple[bytes, str]:
    """The file, for who asked for it; or why it is not given: it is gone, or tells of what they may no longer read (SG-18)."""
    if found.state != Download.State.READY:
        return b"", GONE
    of = package_at(found.address)
    if of and not may(found.by, of[0].permission):
        return b"", NOT_OPEN
    is_restricted_since = not of and restricted_among(found.seen.get("case", ()))  # a list has no such row, for nobody
    if is_restricted_since or _read_by_now(found.seen) != found.seen:
        return b"", CLOSED_SINCE
    audit.did("downloaded a list", "download", found.pk, rows=found.rows)
    return found.content, ""


@transaction.atomic
def delete(found: Download, *, by: Actor, at: datetime) -> Download:
    """Delete the file before its time. What is on record of it stays."""
    held = Download.objects.select_for_update().get(pk=found.pk)
    if held.deleted_at is None:
        held.state = Download.State.GONE
        held.delete_file(at)
        audit.did("deleted a downloaded list", "download", held.pk)
    return held


def forget(area: Area, *, at: datetime) -> int:
    """Delete an area's files that are a week old, whoever asked for them. Returns how many."""
    with acting_as(service_of(area, ServiceName.LISTS)), connection.cursor() as cursor:
        cursor.execute("select stored_as from access.forget_downloads(%s, %s, %s)", [area.pk, at - KEPT_FOR, at])
        places = [place for (place,) in cursor.fetchall()]
        for place in filter(None, places):
            storage.discard_at(place)  # before the rows say so: what fails tonight is tried tomorrow
    return len(places)


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """A transaction that reads one moment's rows however long it takes. Within another one it is part of that."""
    within_another = connection.in_atomic_block
    with transaction.atomic():
        if not within_another:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        yield


def _progress(found: Download) -> str:
    return f"download:{found.public_id}"
