"""The register of a session: who is here, who came late or left early, who stayed away. It counts from its day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Membership

from .. import letters, link_pages, money
from ..models import Attendance, Booking, BookingState, Employment, Event, EventState, Session

OPENS_BEFORE = timedelta(hours=1)
STAYS_OPEN = timedelta(days=14)
Came = Attendance.Came


class NotNow(Refusal):
    """No session of the event runs now, or the register is closed."""

    words = "The register is not open now. Tell the trainer, who can still mark you."


class NotBegun(Refusal):
    """Nobody is marked before the session: what the register says counts at once, for whoever reads the record."""

    words = "This session has not begun. Its register opens an hour before, and is closed once it has begun."
    box = "here"


class LongerThanTheSession(Refusal):
    words, box = "Enter no more minutes than the session has", "minutes"


@dataclass(frozen=True)
class Line:
    """A delegate with a place, and what the register says of them; `came` is "" until somebody has said. `has_left` the organisation
    that booked."""

    booking: Booking
    came: str
    minutes: int
    was_late: bool
    has_left: bool = False


def event_by_link(public_id: str, *, at: datetime) -> Event | None:
    """The event whose register a trainer's link opens: from two days before it until two weeks after."""
    known = Event.objects.select_related("area", "course", "team").filter(state__in=[EventState.OPEN, EventState.DONE])
    return known.filter(
        public_id=public_id, starts_at__lte=at + timedelta(days=2), ends_at__gte=at - STAYS_OPEN
    ).first()


def event_at_the_door(public_id: str, quarter: str, *, at: datetime) -> Event | None:
    """The event whose code a delegate has scanned. What was scanned a while ago opens nothing: it was not scanned in the room."""
    return event_by_link(public_id, at=at) if link_pages.is_fresh(quarter, at) else None


def sessions_of(event: Event) -> list[Session]:
    return list(event.sessions.order_by("number"))


def session_at(sessions: Iterable[Session], at: datetime) -> Session | None:
    """The session that runs, or begins within the hour."""
    running = (each for each in sessions if each.starts_at - OPENS_BEFORE <= at <= each.ends_at)
    return next(running, None)


def is_open(session: Session, at: datetime) -> bool:
    """Whether anybody may be marked: from an hour before it begins."""
    return session.starts_at - OPENS_BEFORE <= at


def nearest(sessions: list[Session], at: datetime) -> Session:
    """The session whose register one wants now: the one that runs, or the last that has begun, or the first."""
    begun = [each for each in sessions if each.starts_at <= at]
    return session_at(sessions, at) or (begun or sessions[:1])[-1]


def with_places(event: Event) -> QuerySet[Booking]:
    """Those who are expected, in the order of their names."""
    confirmed = event.bookings.filter(state=BookingState.CONFIRMED)
    return confirmed.select_related("delegate", "organisation").order_by("delegate__name", "pk")


def register_of(event: Event, session: Session) -> list[Line]:
    """The register of a session, in as many queries for many as for one."""
    said = {each.booking_id: each for each in session.attendances.all()}
    expected = list(with_places(event))
    left = _left(expected, london_date(session.starts_at))
    return [
        Line(each, known.came, known.minutes, known.was_late, each.pk in left)
        if (known := said.get(each.pk))
        else Line(each, "", 0, False, each.pk in left)
        for each in expected
    ]


def _left(bookings: Collection[Booking], day: date) -> set[int]:
    """The bookings of whoever works no longer, on a day, for the organisation that booked: by the training record, or by their roles."""
    people = {each.delegate_id for each in bookings}
    users = {each.delegate.user_id for each in bookings if each.delegate.user_id}
    jobs = Employment.objects.filter(delegate__in=people)
    posts = Membership.objects.filter(user__in=users)
    worked = _pairs(jobs, "delegate", "organisation") - _pairs(
        jobs.filter(Q(ends_on=None) | Q(ends_on__gte=day)), "delegate", "organisation"
    )
    had_role = _pairs(posts, "user", "team__organisation") - _pairs(posts.in_force(day), "user", "team__organisation")
    return {
        each.pk
        for each in bookings
        if (each.delegate_id, each.organisation_id) in worked
        or (each.delegate.user_id, each.organisation_id) in had_role
    }


def _pairs(rows: QuerySet, *names: str) -> set[tuple]:
    return set(rows.values_list(*names))


@transaction.atomic
def mark(
    event: Event,
    session: Session,
    *,
    here: Collection[str],
    seen: Collection[str] = (),
    closes: bool,
    by: Actor,
    at: datetime,
) -> int:
    """Mark who is here, by the bookings' public ids; with `closes` everyone else stayed away. Returns how many are here.

    `seen` had a tick on the page that is sent: a tick that is new, or gone, is a change, and nothing else is. Whoever signed in by
    the code, or was marked by somebody else since, stays so. Who came late or left early stays so. Raises NotBegun.
    """
    if not is_open(session, at) or closes and session.starts_at > at:
        raise NotBegun
    event = Event.objects.select_for_update().get(pk=event.pk)
    for line in register_of(event, session):
        is_ticked, was_ticked = (line.booking.public_id in ids for ids in (here, seen))
        is_here = line.came not in ("", Came.NO)
        if is_ticked and not was_ticked and not is_here:
            _say(line.booking, session, Came.WHOLE, session.minutes, by=by, at=at)
        elif was_ticked and not is_ticked or closes and not line.came:
            _say(line.booking, session, Came.NO, 0, by=by, at=at)
    if closes:
        _stayed_away(event, at)
    if closes and not event.sessions.filter(ends_at__gt=at).exists() and event.state == EventState.OPEN:
        event.state = EventState.DONE
        event.save(update_fields=["state"])
    audit.did("closed the register of" if closes else "marked the register of", "training_event", event.pk)
    return sum(line.came != Came.NO and line.came != "" for line in register_of(event, session))


@transaction.atomic
def mark_part(booking: Booking, session: Session, *, minutes: int, was_late: bool, by: Actor, at: datetime) -> None:
    """Somebody came late or left early. Raises NotBegun, LongerThanTheSession."""
    if not is_open(session, at):
        raise NotBegun
    if minutes > session.minutes:
        raise LongerThanTheSession
    _say(booking, session, Came.PART, minutes, was_late=was_late, by=by, at=at)
    audit.did("marked part attendance of", "training_booking", booking.pk)


@transaction.atomic
def arrive(event: Event, booking: Booking, *, by: Actor, at: datetime) -> Attendance:
    """A delegate signs in by the code in the room; twice is once. Raises NotNow."""
    session = session_at(sessions_of(event), at)
    if session is None or event.state == EventState.DONE:
        raise NotNow
    known = session.attendances.filter(booking=booking).exclude(came=Came.NO).first()
    if known:
        return known
    late = at > session.starts_at + money.late_after(booking)
    minutes = int((session.ends_at - at).total_seconds() // 60) if late else session.minutes
    came = Came.PART if late else Came.WHOLE
    made = _say(booking, session, came, minutes, was_late=late, by_own_scan=True, by=by, at=at)
    audit.did("signed in to", "training_booking", booking.pk)
    return made


def booking_for(event: Event, *, email: str = "", user=None) -> Booking | None:
    """The place of whoever signs in, or of an address."""
    expected = with_places(event)
    if user is not None:
        return expected.filter(delegate__user=user).first()
    return expected.filter(delegate__email__iexact=email).first()


def _say(booking: Booking, session: Session, came: str, minutes: int, **more) -> Attendance:
    said = {"was_late": False, "by_own_scan": False} | more
    return Attendance.objects.update_or_create(
        booking=booking,
        session=session,
        defaults={name: said[name] for name in ("was_late", "at", "by")} | {"came": came, "minutes": minutes},
        create_defaults=said | {"came": came, "minutes": minutes},
    )[0]


def _stayed_away(event: Event, at: datetime) -> None:
    """Once every session has its register, whoever came to none is charged as their terms say, and told, once."""
    sessions = sessions_of(event)
    if sessions[-1].starts_at > at:
        return
    absent = with_places(event).exclude(attendances__came__in=[Came.WHOLE, Came.PART])
    for booking in absent.select_related(
        "delegate",
        "organisation",
        "team",
        "keeper",
        "area",
        "fee",
        "event__course",
        "event__area",
        "asked_by__membership__user",
    ):
        made = money.charge_for_staying_away(booking, at=at)
        pence = made.pence if made else booking.pence
        if booking.absence_told is None:
            letters.tell_of_absence(booking, f" {money.in_pounds(pence)} is charged." if pence else "", at=at)
            booking.absence_told = at
            booking.save(update_fields=["absence_told"])
