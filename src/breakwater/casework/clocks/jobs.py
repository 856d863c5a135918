"""Telling a team, once, that a clock of theirs was missed."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from breakwater.casework.cases.deaths import of_the_living
from breakwater.foundation import jobs
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, User
from breakwater.partnership.organisations.operations import who_hold

from . import measures

EACH = timedelta(hours=1)


@jobs.every("7 * * * *", name="clocks.tell_of_breaches")
def tell_of_breaches() -> None:
    """Once an hour: tell each team of the clocks of its own that were missed in the hour that has just ended."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    jobs.for_each(Area.objects.order_by("pk"), lambda area: sweep(area, since=hour - EACH, until=hour))


def sweep(area: Area, *, since: datetime, until: datetime) -> int:
    """Tell the teams of an area of clocks missed between two moments; return how many there were.

    Nothing is kept: what is missed stands on Today and on the board until it is done, told or not.
    """
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        late = measures.missed_between(since=since, until=until).filter(of_the_living("case"), case__area=area)
        late = list(late.select_related("team", "case").order_by("team_id", "case_id"))
        for team, reference in {(clock.team, clock.case.reference) for clock in late}:
            notifications.tell(
                team=team,
                words="A clock of your team was missed",
                path=f"/cases/{reference}/",
                reference=reference,
                by=by,
                at=until,
            )
        return len(late) + _tell_readers_of_sealed(area, since=since, until=until, by=by)


def _tell_readers_of_sealed(area: Area, *, since: datetime, until: datetime, by: Actor) -> int:
    """Tell every reader of a restricted case that its clock was missed, the second when the first is away (SG-06).

    Where no reader holds a post any more, the MASH managers hear that there is such a record, and not which.
    """
    with connection.cursor() as cursor:
        cursor.execute("select reference, human from access.sealed_and_missed(%s, %s, %s)", [area.pk, since, until])
        missed = cursor.fetchall()
    readers = User.objects.in_bulk([human for _, human in missed if human])
    for reference, human in missed:
        if human:
            notifications.tell(
                users=[readers[human]],
                words="A clock of a restricted record was missed",
                path=f"/cases/{reference}/",
                reference=reference,
                by=by,
                at=until,
            )
        else:
            notifications.tell(
                users=who_hold(Role.MASH_MANAGER, area=area, at=until),
                words="A restricted record has a missed clock and no reader: ask information governance",
                path="/today/",
                by=by,
                at=until,
            )
    return len({reference for reference, _ in missed})
