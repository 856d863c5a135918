"""Giving a copy: once a second person approved what is masked; and forgetting it in time."""

import io
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit, jobs, storage
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName

from .. import lookup, steps
from ..models import Package, RightsRequest
from . import package

LIMITS = storage.Limits(kinds=frozenset({"pdf"}))


class NotCheckedYet(Refusal):
    words = "A second person has to approve what is masked before it is given"


class NoCopyKept(Refusal):
    words = "The copy is no longer kept, or was not given yet"


class NoPassphrase(Refusal):
    words = "Open the page again: the file is locked with the passphrase that it shows"


@transaction.atomic
def give(request: RightsRequest, how: str, passphrase: str, *, by: Actor, at: datetime) -> tuple[Package, bytes]:
    """Write what is given, keep who had it, when and how, and end the request. What is
    handed over is locked, unless it goes on paper. Raises NotCheckedYet."""
    held = (
        RightsRequest.objects.select_for_update(of=("self",))
        .select_related("area", "team", "officer__user")
        .get(pk=request.pk)
    )
    if held.ended_at or not held.is_checked or not held.gathered_at:
        raise NotCheckedYet
    on_paper = how != RightsRequest.Way.EMAIL
    if not on_paper and not passphrase:
        raise NoPassphrase
    made = package.made(
        held,
        lookup.items_of(held),
        lookup.marks_of(held),
        steps=lookup.steps_of(held),
        passphrase="" if on_paper else passphrase,
        at=at,
    )
    stored = storage.store(io.BytesIO(made.pdf), f"{held.reference}.pdf", "", LIMITS)
    try:
        kept = Package(
            request=held,
            area=held.area,
            team=held.team,
            how=how,
            by=by,
            received_at=at,
            pages=made.pages,
            masked=made.masked,
        )
        kept.keep_file(stored)
        kept.save()
        held.outcome, held.ended_at = RightsRequest.Outcome.GIVEN, at
        held.save(update_fields=["outcome", "ended_at"])
        words = f"To {held.asker_name}. Agreed: {held.reply_to}. {made.pages} pages, {made.masked} places masked. {kept.get_how_display()}."
        steps.record(held, "Given", words, by=by, at=at)
        audit.did(
            "gave a copy of what is held", "rights_request", held.pk, pages=made.pages, masked=made.masked, how=how
        )
    except BaseException:
        storage.discard(stored)
        raise
    return kept, made.handed


def preview(request: RightsRequest, *, at: datetime) -> bytes:
    """The copy as it would be printed. Nothing is recorded as given. Raises NotCheckedYet."""
    if not request.is_checked:
        raise NotCheckedYet
    audit.saw("rights_request", request.pk)
    items, marks = lookup.items_of(request), lookup.marks_of(request)
    return package.made(request, items, marks, steps=lookup.steps_of(request), passphrase="", at=at).pdf


@transaction.atomic
def give_again(request: RightsRequest, how: str, passphrase: str, *, by: Actor, at: datetime) -> tuple[Package, bytes]:
    """The same copy once more, with a new passphrase, where the file or the passphrase was lost. Raises NoCopyKept, NoPassphrase."""
    held = (
        RightsRequest.objects.select_for_update(of=("self",))
        .select_related("area", "team", "officer__user")
        .get(pk=request.pk)
    )
    kept = lookup.package_kept(held)
    if kept is None:
        raise NoCopyKept
    on_paper = how != RightsRequest.Way.EMAIL
    if not on_paper and not passphrase:
        raise NoPassphrase
    items, marks = lookup.items_of(held), lookup.marks_of(held)
    made = package.made(
        held, items, marks, steps=lookup.steps_of(held), passphrase="" if on_paper else passphrase, at=kept.received_at
    )
    words = f"The same copy. {RightsRequest.Way(how).label}."
    steps.record(held, "Given again", words, by=by, at=at)
    audit.did("gave the same copy again", "rights_request", held.pk, pages=made.pages, how=how)
    return kept, made.handed


def forget(area: Area, *, at: datetime) -> int:
    """Delete what was gathered and given, each request apart: 90 days after the answer, the next night where nothing was given, 120 days after it was
    approved where nobody answered. That it was asked and answered stays. Returns how many files went. Raises ExceptionGroup."""
    service, gone = service_of(area, ServiceName.LISTS), []
    with acting_as(service), connection.cursor() as cursor:
        cursor.execute("select access.rights_over(%s, %s)", [area.pk, at])
        over = [number for (number,) in cursor.fetchall()]

    def one(number: int) -> None:
        with acting_as(service), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select access.rights_forget(%s, %s)", [number, at])
            places = [place for (place,) in cursor.fetchall() if place]
            for place in places:
                storage.discard_at(place)
            gone.extend(places)

    jobs.for_each(over, one)
    return len(gone)
