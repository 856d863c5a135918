"""A child's immediate safety on which nobody acted in time is told once more, and to the managers."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers.rules import ANSWER_FOR_LATE_WORK
from breakwater.casework.tasks.models import Task
from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, Membership, ServiceName, User

from .operations.safety import TITLE, TOLD_LATE


@jobs.every("20 7 * * *", name="assurance.late_safety")
def tell_late_everywhere() -> None:
    """Every morning: a child may be at risk, and nobody has acted in time."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: tell_late(area, at=timezone.now()))


def tell_late(area: Area, *, at: datetime) -> int:
    """Tell the team that has the task again, with the managers who answer for its area, once. Returns of how many."""
    told = 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        posts = Membership.objects.in_force(london_date(at)).filter(team__area=area, role__in=ANSWER_FOR_LATE_WORK)
        managers = User.objects.filter(is_active=True, pk__in=posts.values("user"))
        late = Task.objects.open().filter(title=TITLE, due_at__lt=at, team__area=area).select_related("team")
        for task in late.order_by("due_at", "pk"):
            path = reverse("casework:task", args=[task.public_id])
            if not Notification.objects.filter(words=TOLD_LATE, path=path).exists():
                notifications.tell(words=TOLD_LATE, path=path, team=task.team, users=managers, by=by, at=at)
                told += 1
    return told
