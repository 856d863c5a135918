"""Evaluations are asked for by e-mail with a link, each once: before the course, on its day, three months on with the manager."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Area

from ..models import Attendance, Booking, BookingState, Evaluation, EventState
from . import operations

Stage = Evaluation.Stage
A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
SUBJECTS = {
    Stage.BEFORE: "Training: two minutes before your course",
    Stage.AFTER: "Training: your evaluation, then your certificate",
    Stage.IMPACT: "Training: what your course has changed",
    "MANAGER": "Training: what a colleague’s course has changed",
}
WORDS = {
    Stage.BEFORE: "Your course is soon. Say how sure you are today of what it is for, so that the change can be seen.",
    Stage.AFTER: "Say what you think of your course. Your certificate follows at once.",
    Stage.IMPACT: "Three months ago you took this course. What do you do differently?",
    "MANAGER": "Three months ago somebody you manage took this course. Read what they say, and add what you see.",
}
BODY = """{words}

{course}

{link}

The link is yours alone. Do not write about a child in your answers. Do not reply to this message: nobody reads the answers.
"""


def ask_all(area: Area, at: datetime) -> int:
    """Ask whoever has not been asked; return how many messages. Acting as the area's training service."""
    return sum(_ask(booking, stage, at) for stage in Stage for booking in _to_ask(area, stage, at))


def _to_ask(area: Area, stage: str, at: datetime) -> QuerySet[Booking]:
    today = london_date(at)
    there = Q(attendances__came__in=[Attendance.Came.WHOLE, Attendance.Came.PART])
    when = {
        Stage.BEFORE: Q(event__starts_at__gt=at, event__starts_at__lte=at + A_WEEK, event__state=EventState.OPEN),
        Stage.AFTER: there & Q(event__ends_at__lte=at, event__ends_at__gt=at - A_WEEK),
        Stage.IMPACT: there
        & Q(
            event__ends_at__date__lte=months_later(today, -operations.IMPACT_AFTER),
            event__ends_at__date__gt=months_later(today - A_WEEK, -operations.IMPACT_AFTER),
        ),
    }[stage]
    known = Booking.objects.filter(when, area=area, state=BookingState.CONFIRMED, **{f"asked_{stage.lower()}": None})
    known = known.exclude(evaluations__stage=stage).select_related("event__course", "delegate", "area")
    return known.order_by("pk").distinct()


def _ask(booking: Booking, stage: str, at: datetime) -> int:
    _post(booking, stage, booking.delegate.email, at)
    setattr(booking, f"asked_{stage.lower()}", at)
    booking.save(update_fields=[f"asked_{stage.lower()}"])
    if stage != Stage.IMPACT or not booking.delegate.manager_email:
        return 1
    _post(booking, "MANAGER", booking.delegate.manager_email, at)
    return 2


def _post(booking: Booking, stage: str, to: str, at: datetime) -> None:
    where = reverse("training:evaluate", args=[operations.token(booking, stage)])
    body = BODY.format(words=WORDS[stage], course=booking.event.course.title, link=f"{settings.SITE_URL}{where}")
    notifications.post(to=to, subject=SUBJECTS[stage], body=body, at=at, area=booking.area)
