"""Lists are written by the worker, and forgotten after a week."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.models import Actor, Area

from . import operations


@jobs.job("downloads.write", retry=False)
def write(download: int, actor: int) -> None:
    """Write a list that somebody asked for."""
    by = Actor.objects.select_related("membership__user", "membership__role", "membership__team__area").get(pk=actor)
    operations.write(download, by=by, at=timezone.now())


@jobs.every("55 2 * * *", name="downloads.forget")
def forget() -> None:
    """Delete the files that are a week old."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: operations.forget(area, at=timezone.now()))
