"""Working out the published figures: counted and suppressed by the lists service, for everyone at once (SG-22)."""

from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures import working_out
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from ..models import Figure
from .measures.tables import EVERYTHING, month_of

MONTHS, first_month = working_out.MONTHS, working_out.first_month


@transaction.atomic
def work_out(*, area: Area, at: datetime) -> int:
    """Count an area's figures again and put them in place of the old. Returns how many months. Two at once take turns."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        Area.objects.select_for_update(no_key=True).get(pk=area.pk)
        until = months_later(london_date(at).replace(day=1), 1)
        counted = counts(area=area, since=first_month(at), until=until, at=at)
        months = working_out.publish(
            Figure, area=area.pk, counted=counted, tables=month_of, everything=EVERYTHING, at=at
        )
        audit.did("calculated figures", "area", area.pk, months=months)
    return months


def counts(*, area: Area, since: date, until: date, at: datetime) -> working_out.Counted:
    """What is counted, by month, from `since` to the day before `until`. The lists service alone may ask."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.front_door_counts(%s, %s, %s, %s)", [area.pk, since, until, at])
        return working_out.by_month(cursor.fetchall())


def counted_in(*, area: Area, period: Period, at: datetime) -> working_out.Counted:
    """Everything counted in a period, whoever may see it, for whoever may open every list behind it."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.LISTS)):
        return counts(area=area, since=period.first, until=months_later(period.last, 1), at=at)


def counted(*, area: Area, period: Period, source: str, outcome: str, at: datetime) -> int:
    """How many contacts of a period there are, whoever may see them: to know whether a list holds all of them."""
    return counted_of(counted_in(area=area, period=period, at=at), source=source, outcome=outcome)


def counted_of(found: working_out.Counted, *, source: str = "", outcome: str = "") -> int:
    """How many of the contacts counted came from one source and had one outcome, where given."""
    return sum(
        n
        for rows in found.values()
        for name, line, part, n in rows
        if name == "outcome" and source in ("", line) and outcome in ("", part)
    )
