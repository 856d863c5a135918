"""What Prevent does by itself: mails of blind alerts within the minute, and by night keys that a fault left over are destroyed."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, Team

from .concerns.operations import LIST, WAITS
from .referrals.operations import referring, writing
from .referrals.operations.alerts import HANDED

REVIEW_DUE = "A risk assessment is to be reviewed"


@jobs.every("* * * * *", name="prevent.tell_of_alerts")
def tell_of_alerts() -> None:
    """Tell the Prevent team that something waits, or that work moved on under a message, and no more. Today had it at once."""

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake, connection.cursor() as cursor:
            cursor.execute("select team, handed from access.alerts_untold(%s)", [area.pk])
            handed = dict(cursor.fetchall())
            for team in Team.objects.filter(pk__in=handed):
                words = HANDED if handed[team.pk] else WAITS
                notifications.tell(team=team, words=words, path=LIST, by=intake, at=timezone.now())

    jobs.for_each(Area.objects.order_by("pk"), in_one)


@jobs.every("20 6 * * *", name="prevent.remind_of_reviews")
def remind_of_reviews() -> None:
    """Tell a school four weeks before its risk assessment is to be reviewed, on the day, and four weeks after."""
    now = timezone.now()
    days = [london_date(now) + timedelta(weeks=weeks) for weeks in (4, 0, -4)]

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.INTAKE)) as intake, connection.cursor() as cursor:
            cursor.execute("select access.reviews_due(%s, %s)", [area.pk, days])
            for team in Team.objects.filter(pk__in=[key for (key,) in cursor.fetchall()]):
                notifications.tell(team=team, words=REVIEW_DUE, path="/prevent/support/", by=intake, at=now)

    jobs.for_each(Area.objects.order_by("pk"), in_one)


@jobs.every("35 2 * * *", name="prevent.destroy_keys")
def destroy_keys() -> None:
    """Let go of forms left unsent, and destroy the keys of whatever is gone."""

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.INTAKE)):
            writing.forget_left(area.pk, at=timezone.now())
            referring.destroy_keys_left(area.pk)

    jobs.for_each(Area.objects.order_by("pk"), in_one)
