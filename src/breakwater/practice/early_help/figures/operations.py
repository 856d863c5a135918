"""Working out the published figures of early help: counted and suppressed by the lists service, for everyone at once (SG-22)."""

from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures import working_out
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName
from breakwater.practice.early_help.measures.definitions import EVERYTHING
from breakwater.practice.early_help.measures.reading import month_of
from breakwater.practice.early_help.models import Figure

first_month = working_out.first_month


@transaction.atomic
def work_out(*, area: Area, at: datetime) -> int:
    """Count an area's figures again and put them in place of the old. Returns how many months. Two at once take turns."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        Area.objects.select_for_update(no_key=True).get(pk=area.pk)
        counted = counts(area, since=first_month(at), until=months_later(london_date(at).replace(day=1), 1), at=at)
        months = working_out.publish(
            Figure, area=area.pk, counted=counted, tables=month_of, everything=EVERYTHING, at=at
        )
        audit.did("calculated figures", "area", area.pk, months=months)
    return months


def counts(area: Area, *, since: date, until: date, at: datetime) -> working_out.Counted:
    with connection.cursor() as cursor:
        cursor.execute("select * from access.early_help_counts(%s, %s, %s, %s)", [area.pk, since, until, at])
        return working_out.by_month(cursor.fetchall())


def counted_in(*, area: Area, period: Period, at: datetime) -> working_out.Counted:
    """Everything counted in a period, whoever may see it, for whoever may open every list behind it."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.LISTS)):
        return counts(area, since=period.first, until=months_later(period.last, 1), at=at)


def counted(*, area: Area, period: Period, measure: str, at: datetime) -> int:
    """How many a measure counts in a period, whoever may see them: to know whether a list holds all of them."""
    found = counted_in(area=area, period=period, at=at)
    return sum(n for rows in found.values() for name, _, _, n in rows if name == measure)
