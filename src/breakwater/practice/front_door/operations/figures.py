"""Working out the published figures: counted and suppressed by the lists service, for everyone at once (SG-22)."""

from collections import defaultdict
from datetime import date, datetime

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from ..measures.periods import Period
from ..measures.suppression import suppress
from ..measures.tables import month_of
from ..models import Figure
from ..repeats import months_later

MONTHS = 37  # this month and three years before it


def first_month(at: datetime) -> date:
    """The earliest month that is worked out."""
    return months_later(london_date(at).replace(day=1), 1 - MONTHS)


@transaction.atomic
def work_out(*, area: Area, at: datetime) -> int:
    """Count an area's figures anew and put them in place of the old. Returns how many months. Two at once take turns."""
    with acting_as(service_of(area, ServiceName.LISTS)):
        Area.objects.select_for_update(no_key=True).get(pk=area.pk)
        first, here = first_month(at), london_date(at).replace(day=1)
        months = [months_later(first, number) for number in range(MONTHS)]
        counted = counts(area=area, since=first, until=months_later(here, 1), at=at)
        Figure.objects.filter(area=area, month__gte=first).delete()
        Figure.objects.filter(area=area, name__startswith="now_").delete()
        made = [row for month in months for row in _published(area, month, counted[month], at)]
        Figure.objects.bulk_create(made, batch_size=1000)
        audit.did("worked out figures", "area", area.pk, months=len(months))
    return len(months)


def counts(*, area: Area, since: date, until: date, at: datetime) -> dict[date, list[tuple[str, str, str, int]]]:
    """What is counted, by month, from `since` to the day before `until`. The lists service alone may ask."""
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("select * from access.front_door_counts(%s, %s, %s, %s)", [area.pk, since, until, at])
        for month, *row in cursor.fetchall():
            found[month].append(tuple(row))
    return found


def _published(area: Area, month: date, counted: list[tuple[str, str, str, int]], at: datetime) -> list[Figure]:
    values, lines = month_of(counted)
    hidden = suppress(values, lines)
    return [
        Figure(
            area=area, month=month, name=name, line=line, part=part, worked_out_at=at,
            value=None if (name, line, part) in hidden else value, hidden=hidden.get((name, line, part), ""),
        )
        for (name, line, part), value in values.items()
        if value or (name, line, part) == ("outcome", "", "")
    ]  # fmt: skip


def counted(*, area: Area, period: Period, source: str, outcome: str, at: datetime) -> int:
    """How many contacts of a period there are, whoever may see them: to know whether a list holds all of them."""
    with transaction.atomic(), acting_as(service_of(area, ServiceName.LISTS)):
        found = counts(area=area, since=period.first, until=months_later(period.last, 1), at=at)
    return sum(
        n
        for rows in found.values()
        for name, line, part, n in rows
        if name == "outcome" and source in ("", line) and outcome in ("", part)
    )
