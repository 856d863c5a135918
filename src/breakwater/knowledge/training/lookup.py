"""What pages list: the catalogue, dates with places left, bookings of a person, a team, a date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.models import Area, DutyPost, Membership

from . import allocation
from .models import (
    LIVE,
    Approval,
    Attendance,
    Basis,
    BespokeRequest,
    Booking,
    BookingState,
    Charge,
    Course,
    CourseEdition,
    Delegate,
    Delivery,
    Employment,
    Event,
    EventState,
    Interest,
    Session,
    Trainer,
)
from .service import counting

EVENTS = Event.objects.select_related("course", "edition", "area", "team")
BOOKINGS = Booking.objects.select_related(
    "event__course", "event__edition", "event__area", "delegate", "organisation", "area", "keeper", "team", "fee"
).prefetch_related("attendances")

SHOWN = (*LIVE, BookingState.EVENT_CANCELLED)  # until their day

PUBLISHED = Course.objects.filter(withdrawn_on=None).select_related("area", "before", "group")
APPROVALS = Approval.objects.select_related(
    "booking__delegate",
    "booking__organisation",
    "booking__fee",
    "booking__area",
    "booking__event__course",
    "booking__event__edition",
    "booking__event__area",
)


def office(area: Area) -> DutyPost | None:
    """Whom to ask about training, as far as the public may know: what of it is not public is empty."""
    rows = DutyPost.objects.filter(team__services__service="training", team__services__area=area)
    found = rows.filter(Q(email_is_public=True) | Q(telephone_is_public=True)).order_by("pk").first()
    if found is not None:
        found.email = found.email if found.email_is_public else ""
        found.telephone = found.telephone if found.telephone_is_public else ""
    return found


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the catalogue."""

    sector: str = ""
    staff_group: str = ""
    sort: str = ""
    how: str = ""
    place: str = ""
    month: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Offered:
    """A course with its current edition and the dates that are to come."""

    course: Course
    edition: CourseEdition | None
    dates: Sequence[Event] = field(default_factory=tuple)

    @property
    def has_nothing(self) -> bool:
        """Neither a date to come nor e-learning, which has none."""
        return not self.dates and self.course.delivery != Delivery.E_LEARNING


def open_dates(at: datetime) -> QuerySet[Event]:
    """Dates to come that are open for booking, the nearest first."""
    return Event.objects.filter(state=EventState.OPEN, starts_at__gt=at).order_by("starts_at", "pk")


def places(area: Area, at: datetime) -> list[str]:
    """Where courses are held, for the filter."""
    rows = open_dates(at).filter(area=area).exclude(place="")
    return sorted(set(rows.values_list("place", flat=True)))


def catalogue(area: Area, wish: Wish, at: datetime) -> QuerySet[Course]:
    """The courses of an area that fit a wish: what can be booked now, what has a date, the rest. A filter of dates leaves the courses
    that have such a date."""
    rows = Course.objects.filter(area=area, withdrawn_on=None)
    if wish.sector:
        rows = rows.filter(Q(sectors=[]) | Q(sectors__contains=[wish.sector]))
    if wish.staff_group:
        rows = rows.filter(Q(staff_groups=[]) | Q(staff_groups__contains=[wish.staff_group]))
    if wish.sort:
        rows = rows.filter(sort=wish.sort)
    if wish.words:
        rows = rows.filter(Q(title__icontains=wish.words) | Q(editions__aim__icontains=wish.words))
    if has_date(wish):
        rows = rows.filter(pk__in=_dates(wish, at).values("course"))
    elif wish.how == Delivery.E_LEARNING:
        rows = rows.filter(delivery=Delivery.E_LEARNING)
    dates = open_dates(at).order_by().filter(course=OuterRef("pk"))
    bookable = dates.filter(cut_off_at__gt=at, places_taken__lt=F("capacity"))
    ranked = rows.annotate(is_bookable=Exists(bookable), is_dated=Exists(dates))
    return ranked.order_by("-is_bookable", "-is_dated", "title", "pk").distinct()


def has_date(wish: Wish) -> bool:
    return bool(wish.place or wish.month or wish.how and wish.how != Delivery.E_LEARNING)


def _dates(wish: Wish, at: datetime) -> QuerySet[Event]:
    rows = open_dates(at)
    if wish.place:
        rows = rows.filter(place=wish.place)
    if wish.how:
        rows = rows.filter(delivery=wish.how)
    if wish.month:
        rows = rows.filter(starts_at__gte=start_of(wish.month), starts_at__lt=start_of(months_later(wish.month, 1)))
    return rows


def with_dates(courses: Sequence[Course], wish: Wish, at: datetime) -> list[Offered]:
    """Each course with its edition and fitting dates, in two queries whatever their number."""
    keys = [each.pk for each in courses]
    dates: dict[int, list[Event]] = {}
    for each in _dates(wish, at).filter(course__in=keys).select_related("course"):
        dates.setdefault(each.course_id, []).append(each)
    editions = editions_in_force(keys, london_date(at))
    return [Offered(each, editions.get(each.pk), tuple(dates.get(each.pk, ()))) for each in courses]


def lengths(offered: Offered) -> set[int]:
    """How many minutes the dates of a course take; where it has none, what the course itself says."""
    found: dict[int, int] = {}
    for each in Session.objects.filter(event__in=[each.pk for each in offered.dates]):
        found[each.event_id] = found.get(each.event_id, 0) + each.minutes
    return set(found.values()) or {offered.edition.minutes if offered.edition else 0}


def editions_in_force(courses: Collection[int], on: date) -> dict[int, CourseEdition]:
    rows = CourseEdition.objects.filter(course__in=courses, in_force_from__lte=on)
    return {each.course_id: each for each in rows.order_by("in_force_from", "number")}


def bases_of(edition: CourseEdition) -> list[Basis]:
    return list(edition.bases.order_by("title", "pk"))


def own_record(post: Membership) -> Delegate | None:
    """The training record of whoever holds the post, in the area of the post."""
    return Delegate.objects.in_use().filter(user=post.user, area=post.team.area_id).first()


def own_bookings(post: Membership) -> list[Booking]:
    """Every booking of whoever holds the post, in whatever area, the nearest date first."""
    rows = BOOKINGS.filter(delegate__user=post.user)
    return list(rows.order_by("event__starts_at", "pk"))


def colleagues(post: Membership, on: date) -> QuerySet[Delegate]:
    """Those whom the team of the post employs on a day, with their employments there and their bookings to come."""
    jobs = Employment.objects.filter(team=post.team).filter(Q(ends_on=None) | Q(ends_on__gte=on)).order_by("pk")
    to_come = BOOKINGS.filter(state__in=SHOWN, event__ends_at__gte=start_of(on)).order_by("event__starts_at", "pk")
    rows = Delegate.objects.in_use().filter(pk__in=jobs.values("delegate"))
    return rows.prefetch_related(
        Prefetch("employments", jobs, to_attr="jobs"), Prefetch("bookings", to_come, to_attr="to_come")
    ).order_by("name", "pk")


def bookings_to_come(delegate: Delegate, at: datetime) -> list[Booking]:
    """The places that somebody has, or waits for, at dates that are not over."""
    rows = BOOKINGS.filter(delegate=delegate, state__in=LIVE, event__ends_at__gte=at)
    return list(rows.order_by("event__starts_at", "pk"))


def bookings_of_date(event: Event) -> list[Booking]:
    """Everybody who booked a date, as the training team reads them."""
    rows = BOOKINGS.filter(event=event).select_related("asked_by__membership__user")
    return list(rows.order_by("delegate__name", "pk"))


def registered(event: Event) -> dict[int, str]:
    """What the register says of each booking, in words; the best of several sessions."""
    rows = Attendance.objects.filter(session__event=event).order_by("came")
    best = {came: rank for rank, came in enumerate((Attendance.Came.NO, Attendance.Came.PART, Attendance.Came.WHOLE))}
    found: dict[int, Attendance] = {}
    for each in rows:
        known = found.get(each.booking_id)
        if known is None or best[each.came] > best[known.came]:
            found[each.booking_id] = each
    return {key: each.get_came_display() for key, each in found.items()}


def other_dates(booking: Booking, at: datetime) -> list[Event]:
    """Open dates of the same course that have a place."""
    rows = open_dates(at).filter(course=booking.event.course_id).exclude(pk=booking.event_id)
    return [each for each in rows if each.places_left > 0 and at < each.cut_off_at]


def place_in_line(booking: Booking) -> str:
    """ "2 of 6 on the waiting list", as it would be served now; empty for whoever does not wait. It names nobody else."""
    if booking.state != BookingState.WAITING:
        return ""
    with counting(booking.area):
        live = list(Booking.objects.live().filter(event=booking.event_id).select_related("organisation"))
    taken = allocation.Taken.by(each for each in live if each.has_a_place)
    waiting = [each for each in live if not each.has_a_place]
    keys = [each.pk for each in allocation.in_order(booking.event, waiting, taken)]
    return f"{keys.index(booking.pk) + 1} of {len(keys)} on the waiting list" if booking.pk in keys else ""


def charges_of(booking: Booking) -> list[Charge]:
    """What is charged for it, as far as one may know."""
    return list(booking.charges.order_by("due_on", "pk"))


def steps_of(booking: Booking) -> list:
    return list(booking.steps.select_related("by__membership__user").order_by("at", "pk"))


def instead(booking: Booking) -> list[tuple[str, str]]:
    """Whose place a colleague took: (in words, their name), before and after this booking."""
    near = Booking.objects.filter(Q(pk=booking.replaces_id) | Q(replaces=booking)).select_related("delegate")
    is_for = BookingState.SUBSTITUTED
    return [
        ("Comes in place of" if each.pk == booking.replaces_id else "Who comes instead", each.delegate.name)
        for each in near
        if (each if each.pk == booking.replaces_id else booking).state == is_for
    ]


def kept_dates(area: Area) -> QuerySet[Event]:
    """Dates of an area as the training team lists them."""
    return EVENTS.filter(area=area).annotate(trainers=Count("assignments", distinct=True)).order_by("starts_at", "pk")


def to_decide(area: Area, at: datetime) -> list[Event]:
    """Dates below their minimum whose day of decision has come."""
    rows = kept_dates(area).filter(state=EventState.OPEN, starts_at__gt=at, goes_ahead_at=None)
    return [each for each in rows.filter(decide_by__lte=london_date(at)) if each.places_taken < each.minimum]


def without_trainer(area: Area, at: datetime) -> list[Event]:
    """Dates open for booking that begin within four weeks and that nobody teaches yet."""
    soon = kept_dates(area).filter(state=EventState.OPEN, starts_at__gt=at, starts_at__lte=at + timedelta(weeks=4))
    return list(soon.exclude(assignments__is_reserve=False).order_by("starts_at", "pk"))


def wanted(area: Area, at: datetime) -> list[Course]:
    """Courses that somebody asked for within twelve months, with no date to come that can be booked."""
    return [each for each in kept_courses(area, at) if each.asked and not each.dates]


def to_approve(area: Area) -> list[Booking]:
    """Bookings that wait for an approval."""
    return list(BOOKINGS.filter(area=area, waits_for_approval=True).order_by("lapses_at", "pk"))


def to_review(area: Area, on: date) -> list[Course]:
    """Courses whose guidance moved or whose content is due for review."""
    moved = Basis.objects.filter(moved_on__isnull=False, looked_at=None).values("edition__course")
    rows = Course.objects.filter(area=area, withdrawn_on=None)
    return list(rows.filter(Q(pk__in=moved) | Q(editions__review_by__lte=on)).distinct().order_by("title", "pk"))


def trainers(area: Area) -> QuerySet[Trainer]:
    return Trainer.objects.filter(area=area).select_related("organisation").order_by("name", "pk")


def requests_of(area: Area) -> QuerySet[BespokeRequest]:
    return BespokeRequest.objects.filter(area=area).select_related("organisation", "course")


def is_over(booking: Booking, at: datetime) -> bool:
    """Whether it is of the past. A date that was cancelled is one's own until its day: another is to be booked."""
    return booking.event.ends_at < at or booking.state not in SHOWN


def colleagues_of(booking: Booking, on: date) -> QuerySet[Delegate]:
    """Those whom the organisation that booked employs, as the training team sees them."""
    jobs = Employment.objects.filter(organisation=booking.organisation_id, starts_on__lte=on)
    jobs = jobs.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    return Delegate.objects.in_use().filter(pk__in=jobs.values("delegate")).order_by("name", "pk")


def record_of_area(area: Area, public_id: str) -> Delegate | None:
    return Delegate.objects.in_use().filter(area=area, public_id=public_id).first()


def of_addresses(area: Area, addresses: Sequence[str], on: date) -> list[Delegate]:
    """The records with these addresses, in their order, with what tells two people apart."""
    jobs = Employment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on)).select_related("organisation").order_by("pk")
    rows = Delegate.objects.in_use().filter(area=area).select_related("user")
    rows = rows.prefetch_related(Prefetch("employments", jobs, to_attr="jobs")).annotate(
        booked=Count("bookings", distinct=True), certified=Count("certificates", distinct=True)
    )
    found = (rows.filter(email__iexact=each).first() for each in addresses if each)
    return [each for each in found if each is not None]


def kept_courses(area: Area, at: datetime) -> QuerySet[Course]:
    """The courses of an area with how many dates each has to come, who waits for them, and how many people were asked for in a year."""
    to_come = (
        Event.objects.filter(course=OuterRef("pk"), starts_at__gt=at, state=EventState.OPEN).order_by().values("course")
    )
    asked = asked_for(at).filter(course=OuterRef("pk")).order_by().values("course")
    rows = Course.objects.filter(area=area, withdrawn_on=None).select_related("group")
    return rows.annotate(
        dates=Subquery(to_come.annotate(n=Count("pk")).values("n")),
        waiting=Subquery(to_come.annotate(n=Sum("waiting")).values("n")),
        asked=Subquery(asked.annotate(n=Sum("people")).values("n")),
    ).order_by("title", "pk")


def withdrawn_courses(area: Area) -> list[Course]:
    """What was taken out of the catalogue of an area, the last first."""
    return list(Course.objects.filter(area=area, withdrawn_on__isnull=False).order_by("-withdrawn_on", "title", "pk"))


def asked_for(at: datetime) -> QuerySet[Interest]:
    """What was asked for in the last twelve months, the newest first."""
    since = start_of(months_later(london_date(at), -12))
    return Interest.objects.filter(asked_at__gte=since).select_related("organisation").order_by("-asked_at", "-pk")


def pool(area: Area, at: datetime) -> QuerySet[Trainer]:
    """The pool with the days each has taught in the twelve months before."""
    since = months_later(london_date(at), -12)
    taught = Q(
        assignments__event__starts_at__gte=start_of(since),
        assignments__event__starts_at__lt=at,
        assignments__is_reserve=False,
    ) & ~Q(assignments__event__state=EventState.CANCELLED)
    return trainers(area).annotate(days=Count("assignments__event__sessions", filter=taught, distinct=True))


def basis_of(course: Course, key: int) -> Basis | None:
    """What an edition of the course stands on, by its key."""
    return Basis.objects.select_related("edition").filter(edition__course=course, pk=key).first()
