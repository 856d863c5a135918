"""What early help does by night: it ends links whose days are over, forgets their doors, works its figures out; and reminds in the morning."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.models import Area

from .episodes.operations import links, reminders, school_leavers
from .figures.declared import EARLY_HELP


@jobs.every("25 2 * * *", name="early_help.end_links")
def end_links() -> None:
    """End links whose days are over; empty what opened those that ended a month ago."""
    now = timezone.now()
    links.end_old_doors(at=now)
    links.forget_doors(at=now)


@jobs.every("10 7 * * 1-5", name="early_help.remind")
def remind_of_what_is_overdue() -> None:
    """Tell who stands on the next rung of reviews and actions that are overdue."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: reminders.remind(area=area, at=timezone.now()))


@jobs.every("45 3 * * *", name="early_help.work_out_figures")
def work_out_figures() -> None:
    """Work every area's published figures of early help out again (SG-22)."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: EARLY_HELP.work_out(area=area, at=timezone.now()))


@jobs.job(school_leavers.JOB)
def tell_of_school_leavers(roll: int, area: int) -> None:
    """Tell who leads and co-ordinates that a child has left the school."""
    school_leavers.tell(roll=roll, area=Area.objects.get(pk=area), at=timezone.now())
