"""Giving a copy: once a second person approved what is masked; and forgetting it after ninety days."""

import io
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit, storage
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName

from .. import lookup
from ..models import GONE_AFTER, Package, RightsRequest, RightsStep
from . import package

LIMITS = storage.Limits(kinds=frozenset({"pdf"}))


class NotCheckedYet(Refusal):
    words = "A second person has to approve what is masked before it is given"


class NoPassphrase(Refusal):
    words = "Open the page again: the file is locked with the passphrase that it shows"


@transaction.atomic
def give(request: RightsRequest, how: str, passphrase: str, *, by: Actor, at: datetime) -> tuple[Package, bytes]:
    """Write what is given, keep who had it, when and how, and end the request. What is
    handed over is locked, unless it goes on paper. Raises NotCheckedYet."""
    held = RightsRequest.objects.select_for_update(of=("self",)).select_related("area", "team").get(pk=request.pk)
    if held.ended_at or not held.is_checked or not held.gathered_at:
        raise NotCheckedYet
    on_paper = how != RightsRequest.Way.EMAIL
    if not on_paper and not passphrase:
        raise NoPassphrase
    made = package.made(
        held, lookup.items_of(held), lookup.marks_of(held), passphrase="" if on_paper else passphrase, at=at
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
        words = f"To {held.asker_name}, at {held.reply_to}. {made.pages} pages, {made.masked} places masked. {kept.get_how_display()}."
        RightsStep.objects.create(request=held, team=held.team, what="Given", words=words, at=at, by=by)
        audit.did(
            "gave a copy of what is held", "rights_request", held.pk, pages=made.pages, masked=made.masked, how=how
        )
    except BaseException:
        storage.discard(stored)
        raise
    return kept, made.handed


def forget(area: Area, *, at: datetime) -> int:
    """Delete what was gathered and given ninety days after the answer. That it was asked and answered stays. Returns how many files went."""
    with acting_as(service_of(area, ServiceName.LISTS)), connection.cursor() as cursor:
        cursor.execute("select stored_as from access.rights_forget(%s, %s, %s)", [area.pk, at - GONE_AFTER, at])
        places = [place for (place,) in cursor.fetchall()]
        for place in filter(None, places):
            storage.discard_at(place)
    return len(places)
