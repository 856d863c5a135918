"""Telling whoever answers for a restriction that its day has come; telling governance who asked for a record kept from them."""

import json
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.operations import conflicts

from . import glass
from .operations import due_for_review

EACH = timedelta(minutes=5)
# So long before a clock its reader is told, and so long before it the managers on call.
TO_READER, TO_MANAGER = timedelta(hours=2), timedelta(hours=1)
NOBODY = "A restricted record has no reader here today. Open it in an emergency by its reference: it is due at"
STILL = "A restricted record is still open. Ask its readers, or open it in an emergency: it is due at"


@jobs.every("15 6 * * *", name="restricting.tell_of_reviews")
def tell_of_reviews() -> None:
    """Each morning: whoever answers for a restriction hears that it is to be looked at, on its day and weekly after."""
    now = timezone.now()
    for area in Area.objects.order_by("pk"):
        sweep_reviews(area, at=now)


def sweep_reviews(area: Area, *, at: datetime) -> int:
    """Tell the first reader of each restriction whose day has come, the second while the first is away (SG-06)."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        due = due_for_review(area, london_date(at))
        for public_id, human in due:
            notifications.tell(
                users=User.objects.filter(pk=human),
                words="A restriction is to be looked at again",
                path=f"/restricted/{public_id}/",
                by=by,
                at=at,
            )
        return len(due)


@jobs.every("*/5 * * * *", name="restricting.tell_of_clocks")
def tell_of_clocks() -> None:
    """Every five minutes: a restricted record's clock that is nearly due goes to whoever is here to meet it (SG-06)."""
    now = timezone.now().replace(second=0, microsecond=0)
    for area in Area.objects.order_by("pk"):
        sweep_clocks(area, since=now - EACH, at=now)


def sweep_clocks(area: Area, *, since: datetime, at: datetime) -> int:
    """Before a restricted record's clock: tell its first reader who is here, the second while the first is away, and an hour before,
    or at once where no reader is here, the managers on call. Returns how many records there were.
    """
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        early = _due(area, since + TO_READER, at + TO_READER)
        late = _due(area, since + TO_MANAGER, at + TO_MANAGER)
        for reference, due_at, readers, barred in early:
            here = [one["human"] for one in readers if not one["away_until"]]
            if here:
                notifications.tell(
                    users=User.objects.filter(pk=here[0]),
                    words=f"A restricted record of yours is due at {_at(due_at)}",
                    path=f"/cases/{reference}/",
                    reference=reference,
                    by=by,
                    at=at,
                )
            else:
                _tell_on_call(area, reference, f"{NOBODY} {_at(due_at)}", barred, by=by, at=at)
        for reference, due_at, readers, barred in late:
            here = [one["human"] for one in readers if not one["away_until"]]
            words = f"{STILL if here else NOBODY} {_at(due_at)}"
            _tell_on_call(area, reference, words, barred, by=by, at=at)
        return len({row[0] for row in (*early, *late)})


def _due(area: Area, since: datetime, until: datetime) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select reference, due_at, readers, barred from access.sealed_and_due(%s, %s, %s)", [area.pk, since, until]
        )
        return [
            (reference, due_at, json.loads(readers), barred) for reference, due_at, readers, barred in cursor.fetchall()
        ]


def _at(moment: datetime) -> str:
    return f"{to_london(moment):%H:%M}"


def _tell_on_call(area: Area, reference: str, words: str, barred: list[int], *, by, at: datetime) -> None:
    """Whoever may open it in an emergency hears of it, and nobody whom a bar keeps from it."""
    notifications.tell(
        users=who_hold(Role.MASH_MANAGER, area=area, at=at).exclude(pk__in=barred),
        words=words,
        path="/break-glass/",
        reference=reference,
        by=by,
        at=at,
    )


@jobs.every("*/5 * * * *", name="restricting.tell_of_blocked_looks")
def tell_of_blocked_looks() -> None:
    """Every five minutes: governance hears that someone asked for a record they are kept from (TR-20)."""
    now = timezone.now().replace(second=0, microsecond=0)
    for area in Area.objects.order_by("pk"):
        sweep_blocked(area, since=now - EACH, at=now)


def sweep_blocked(area: Area, *, since: datetime, at: datetime) -> int:
    """Tell governance of blocked looks since a moment; the message says neither who nor which."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        found = [row for row in conflicts.blocked_looks(area.pk, since) if row[1] <= at]
        if found:
            notifications.tell(
                users=glass.officers(area.pk, at),
                words="Someone asked for a record they are kept from",
                path="/conflicts/",
                by=by,
                at=at,
            )
        return len(found)
