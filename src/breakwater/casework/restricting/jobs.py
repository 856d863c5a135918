"""Telling whoever answers for a restriction that its day has come; telling governance who asked for a record kept from them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, Membership, ServiceName, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.conflicts import operations as conflicts

from . import opening_reviews
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
    jobs.for_each(Area.objects.order_by("pk"), lambda area: sweep_reviews(area, at=now))


def sweep_reviews(area: Area, *, at: datetime) -> int:
    """Tell the first reader of each restriction whose day has come, the second while the first is away (SG-06).

    By the rota whoever works that day; where it gives none of them work, whoever is not noted as away.
    """
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        due = due_for_review(area, london_date(at))
        work = _work_today({human for readers in due.values() for human in readers}, at)
        for public_id, readers in due.items():
            notifications.tell(
                users=User.objects.filter(pk=next((human for human in readers if human in work), readers[0])),
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
    jobs.for_each(Area.objects.order_by("pk"), lambda area: sweep_clocks(area, since=now - EACH, at=now))


def sweep_clocks(area: Area, *, since: datetime, at: datetime) -> int:
    """Before a restricted record's clock: tell its first reader who is here, the second while the first is away, and an hour before,
    or at once where no reader is here, the managers on call. Returns how many records there were.
    """
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        early = _due(area, since + TO_READER, at + TO_READER)
        late = _due(area, since + TO_MANAGER, at + TO_MANAGER)
        for reference, due_at, readers, barred in early:
            here = _here(readers, at)
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
            words = f"{STILL if _here(readers, at) else NOBODY} {_at(due_at)}"
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


def _here(readers: Sequence[dict], at: datetime) -> list[int]:
    """The readers who are here, in their order: none of them noted as away in the restriction, and at work by the rota."""
    noted = [one["human"] for one in readers if not one["away_until"]]
    posts = Membership.objects.in_force(london_date(at)).filter(user__in=noted, user__is_active=True)
    at_work = {one.membership.user_id for one in rota.of_posts(list(posts), at=at) if one.is_at_work}
    return [human for human in noted if human in at_work]


def _work_today(humans: Collection[int], at: datetime) -> set[int]:
    """Those who work on a day, though their shift may begin later: the sweep is early in the morning."""
    posts = Membership.objects.in_force(london_date(at)).filter(user__in=humans, user__is_active=True)
    return {one.membership.user_id for one in rota.of_posts(list(posts), at=at) if one.works_today}


def _at(moment: datetime) -> str:
    return f"{to_london(moment):%H:%M}"


def _tell_on_call(area: Area, reference: str, words: str, barred: list[int], *, by: Actor, at: datetime) -> None:
    """The managers at work hear of it, who may open it in an emergency; all of them where the rota has none. Nobody whom a bar
    keeps from it."""
    managers = who_hold(Role.MASH_MANAGER, area=area, at=at).exclude(pk__in=barred)
    posts = Membership.objects.in_force(london_date(at)).filter(
        team__area=area, role=Role.MASH_MANAGER.value, user__in=managers
    )
    on_call = {one.membership.user_id for one in rota.of_posts(list(posts), at=at) if one.is_at_work}
    notifications.tell(
        users=managers.filter(pk__in=on_call) if on_call else managers,
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
    jobs.for_each(Area.objects.order_by("pk"), lambda area: sweep_blocked(area, since=now - EACH, at=now))


def sweep_blocked(area: Area, *, since: datetime, at: datetime) -> int:
    """Tell governance of blocked looks since a moment; the message says neither who nor which."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        found = [row for row in conflicts.blocked_looks(area.pk, since) if row[1] <= at]
        if found:
            notifications.tell(
                users=opening_reviews.officers(area.pk, at),
                words="Someone asked for a record they are kept from",
                path="/conflicts/",
                by=by,
                at=at,
            )
        return len(found)
