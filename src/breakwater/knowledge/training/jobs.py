"""What time brings: holds and offers that run out, places offered, courses that begin, reminders, the joining link."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.jobs import every, for_each
from breakwater.partnership.organisations.access import service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from . import letters
from .evaluations import asking
from .models import Booking, BookingState, Course, Event, EventState
from .operations import courses, places
from .requirements import operations as requirements
from .requirements import reminding
from .service import counting

TEN_DAYS, THREE_DAYS, TWO_DAYS = timedelta(days=10), timedelta(days=3), timedelta(hours=48)


@every("*/5 * * * *", name="training.sweep")
def sweep_places() -> None:
    """End what ran out and offer what is free, event by event: one that fails keeps none of the others waiting."""
    at = timezone.now()

    def in_one(area: Area) -> None:
        by = service_of(area, ServiceName.TRAINING)
        for_each(_due(area, at), lambda event: places.sweep(event, by=by, at=at))

    for_each(_areas(), in_one)


def _areas() -> list[Area]:
    return list(Area.objects.filter(pk__in=Event.objects.filter(state=EventState.OPEN).values("area")))


def _due(area: Area, at: datetime) -> list[Event]:
    """Open dates of an area with something to end, somebody to serve, or a beginning behind them."""
    with transaction.atomic(), counting(area):
        ran_out = Booking.objects.filter(area=area).filter(Q(expires_at__lte=at) | Q(lapses_at__lte=at)).values("event")
        rows = Event.objects.filter(area=area, state=EventState.OPEN).select_related("area")
        due = rows.filter(Q(pk__in=ran_out) | Q(waiting__gt=0) | Q(starts_at__lte=at))
        return list(due.order_by("starts_at", "pk"))


@every("20 * * * *", name="training.remind")
def remind() -> None:
    """Ten days and three days before, and the joining link 48 hours before: each once."""
    at = timezone.now()

    def in_one(area: Area) -> None:
        with transaction.atomic(), counting(area):
            _send(area, TEN_DAYS, "reminded_10", letters.Kind.REMINDER, at=at)
            _send(area, THREE_DAYS, "reminded_3", letters.Kind.REMINDER, at=at)
            _send(area, TWO_DAYS, "link_sent", letters.Kind.JOINING, at=at, only=~Q(event__joining_link=""))

    for_each(_areas(), in_one)


def _send(area: Area, before: timedelta, mark: str, kind: letters.Kind, *, at: datetime, only: Q | None = None) -> None:
    """Tell whoever has a place at a date that is so near. Who booked later than that is told once, at the nearer moment."""
    near = Booking.objects.filter(
        only or Q(),
        area=area,
        state=BookingState.CONFIRMED,
        event__state=EventState.OPEN,
        event__starts_at__gt=at,
        event__starts_at__lte=at + before,
        **{f"{mark}__isnull": True},
    )
    rows = near.select_related("event__course", "event__area", "delegate", "asked_by__membership__user")
    for booking in rows.order_by("pk"):
        is_fresh = mark == "reminded_10" and booking.event.starts_at - booking.asked_at <= before
        if not is_fresh:
            letters.tell(booking, kind, at=at)
        setattr(booking, mark, at)
        booking.save(update_fields=[mark])


@every("0 7 * * *", name="training.decide")
def ask_for_decisions() -> None:
    """On its day, ask the training team whether a date below its minimum goes ahead."""
    at = timezone.now()
    open_today = Event.objects.filter(state=EventState.OPEN, decide_by=london_date(at), goes_ahead_at=None)
    for event in open_today.filter(places_taken__lt=F("minimum")).select_related("area", "team"):
        with transaction.atomic(), counting(event.area) as by:
            letters.ask_for_decision(event, by=by, at=at)


@every("10 5 * * *", name="training.flag")
def flag_what_moved() -> None:
    """Flag the courses whose chapters moved since yesterday."""
    at = timezone.now()

    def in_one(area: Area) -> None:
        with transaction.atomic(), counting(area):
            courses.flag_moved(area, at - timedelta(days=1), at)

    for_each(Area.objects.filter(pk__in=Course.objects.values("area")), in_one)


def _areas_with_courses() -> list[Area]:
    return list(Area.objects.filter(pk__in=Course.objects.values("area")).order_by("pk"))


@every("40 * * * *", name="training.evaluations")
def ask_for_evaluations() -> None:
    """Before the course, on its day, three months on."""
    at = timezone.now()

    def in_one(area: Area) -> None:
        with transaction.atomic(), counting(area):
            asking.ask_all(area, at)

    for_each(_areas_with_courses(), in_one)


@every("10 7 * * *", name="training.lapses")
def remind_of_lapses() -> None:
    """Training that lapses soon, today, or has."""
    at = timezone.now()

    def in_one(area: Area) -> None:
        with transaction.atomic(), counting(area) as by:
            reminding.remind_all(area, by=by, at=at)

    for_each(_areas_with_courses(), in_one)


@every("20 3 * * 0", name="training.forget")
def forget_old_records() -> None:
    """Who people were goes six years after they left; certificates stay by their numbers."""
    at = timezone.now()
    before = months_later(london_date(at), -12 * requirements.KEPT_YEARS)

    def in_one(area: Area) -> None:
        with transaction.atomic(), counting(area):
            requirements.forget(before=before, at=at)

    for_each(_areas_with_courses(), in_one)
