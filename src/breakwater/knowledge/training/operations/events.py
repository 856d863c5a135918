"""Dates of a course: made, cloned into a series, opened, decided on, changed, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, moment, to_london
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from .. import letters
from ..models import Booking, BookingState, Course, Event, EventState, Session, Trainer
from ..service import counting
from . import interest
from .counting import live_bookings, locked, move, settle


class DateRefused(Refusal):
    """A date cannot be made or changed like that."""


@dataclass(frozen=True)
class DateFacts:
    """What an administrator says of a date. Each of `days` has one session, at the same hours."""

    days: Sequence[date]
    starts: time
    ends: time
    delivery: str
    capacity: int
    place: str = ""
    postcode: str = ""
    room: str = ""
    directions: str = ""
    joining_link: str = ""
    minimum: int = 0
    decide_by: date | None = None
    cut_off_days: int = 3
    most_of_one: int | None = None
    kept_for: str = ""
    kept_share: int = 0
    open_to_all_on: date | None = None
    needs_approval: bool = False
    hold_hours: int = 72
    waiting_rule: str = "FIRST"
    was_given: bool = False


PLAIN = (
    "delivery",
    "capacity",
    "place",
    "postcode",
    "room",
    "directions",
    "joining_link",
    "minimum",
    "decide_by",
    "most_of_one",
    "kept_for",
    "kept_share",
    "open_to_all_on",
    "needs_approval",
    "hold_hours",
    "waiting_rule",
)


def _moments(facts: DateFacts) -> list[tuple[datetime, datetime]]:
    if facts.ends <= facts.starts:
        raise DateRefused(words="Enter an end that is later than the start.", box="ends")
    return [(moment(day, facts.starts), moment(day, facts.ends)) for day in sorted(set(facts.days))]


def clash(event: Event | None, times: Sequence[tuple[datetime, datetime]], *, place: str, room: str) -> Event | None:
    """Another date in the same room at the same time; a place of which no room is named has one."""
    if not place:
        return None
    for starts, ends in times:
        others = Session.objects.filter(starts_at__lt=ends, ends_at__gt=starts, event__place=place, event__room=room)
        others = others.exclude(event__state=EventState.CANCELLED).exclude(event=event)
        if found := others.select_related("event__course").first():
            return found.event
    return None


def _must_be_free(event: Event | None, times: Sequence[tuple[datetime, datetime]], facts: DateFacts) -> None:
    if other := clash(event, times, place=facts.place, room=facts.room):
        where = f"{facts.place}, {facts.room}" if facts.room else f"{facts.place} (no room is named)"
        raise DateRefused(words=f"{where} is taken then by {other.course.title}. Enter another room.", box="room")


@transaction.atomic
def add(course: Course, facts: DateFacts, *, by: Actor, at: datetime, series: str = "") -> Event:
    """Make a date as a draft, or as completed where it has been given already. Raises DateRefused."""
    times = _moments(facts)
    if facts.was_given and times[-1][1] > at:
        raise DateRefused(words="It is not over yet. Leave “It has been given already” empty.", box="was_given")
    if not facts.was_given and times[0][0] <= at:
        raise DateRefused(words="Enter a day that is still to come, or tick “It has been given already”.", box="days")
    edition = course.editions.filter(in_force_from__lte=facts.days[0]).order_by("-in_force_from", "-number").first()
    if edition is None:
        raise DateRefused(words="The course has no edition in force on that day.", box="days")
    _must_be_free(None, times, facts)
    event = Event.objects.create(
        area=course.area,
        team=by.membership.team,
        course=course,
        edition=edition,
        series=series,
        state=EventState.DONE if facts.was_given else EventState.DRAFT,
        starts_at=times[0][0],
        ends_at=times[-1][1],
        cut_off_at=times[0][0] - timedelta(days=facts.cut_off_days),
        made_at=at,
        made_by=by,
        **values_of(facts, *PLAIN),
    )
    _sessions(event, times)
    audit.did(
        "recorded a training date that was given" if facts.was_given else "added a training date",
        "training_event",
        event.pk,
    )
    return event


def _sessions(event: Event, times: Sequence[tuple[datetime, datetime]]) -> None:
    Session.objects.bulk_create(
        Session(event=event, number=number, starts_at=starts, ends_at=ends)
        for number, (starts, ends) in enumerate(times, 1)
    )


@transaction.atomic
def clone(event: Event, *, days: Sequence[date], by: Actor, at: datetime) -> list[Event]:
    """The same again on other days, as drafts of one series: hours, place, limits and trainers. Raises DateRefused."""
    sessions = list(event.sessions.order_by("number"))
    first = london_date(sessions[0].starts_at)
    offsets = [london_date(each.starts_at) - first for each in sessions]
    cut_off = (event.starts_at - event.cut_off_at).days
    series = event.series or new_public_id()
    Event.objects.filter(pk=event.pk).update(series=series)
    said = {name: getattr(event, name) for name in PLAIN} | {"decide_by": None, "open_to_all_on": None}
    made = []
    for day in sorted(set(days)):
        facts = DateFacts(
            days=[day + offset for offset in offsets],
            starts=to_london(sessions[0].starts_at).time(),
            ends=to_london(sessions[0].ends_at).time(),
            cut_off_days=cut_off,
            **said,
        )
        one = add(event.course, facts, by=by, at=at, series=series)
        ahead = day - first
        for name in ("decide_by", "open_to_all_on"):
            if getattr(event, name):
                setattr(one, name, getattr(event, name) + ahead)
        one.save(update_fields=["decide_by", "open_to_all_on"])
        made.append(one)
    return made


@transaction.atomic
def change(event: Event, facts: DateFacts, *, by: Actor, at: datetime) -> Event:
    """Change a date; whoever has a place is told where time or place is another. Raises DateRefused."""
    times = _moments(facts)
    with counting(event.area):
        row = locked(event.pk)
        if row.state in (EventState.CANCELLED, EventState.DONE):
            raise DateRefused(words="This date is over or cancelled.")
        if facts.capacity < row.places_taken:
            raise DateRefused(
                words=f"{row.places_taken} places are taken. Cancel bookings first, or enter {row.places_taken} or more.",
                box="capacity",
            )
        _must_be_free(row, times, facts)
        before = (row.starts_at, row.ends_at, row.place, row.room, row.delivery)
        for name in PLAIN:
            setattr(row, name, getattr(facts, name))
        row.starts_at, row.ends_at = times[0][0], times[-1][1]
        row.cut_off_at = row.starts_at - timedelta(days=facts.cut_off_days)
        row.save(update_fields=[*PLAIN, "starts_at", "ends_at", "cut_off_at"])
        if list(row.sessions.order_by("number").values_list("starts_at", "ends_at")) != times:
            if row.sessions.filter(attendances__isnull=False).exists():
                raise DateRefused(words="The register is begun: its times cannot be changed.", box="days")
            row.sessions.all().delete()
            _sessions(row, times)
        if (row.starts_at, row.ends_at, row.place, row.room, row.delivery) != before:
            for each in live_bookings(row):
                letters.tell(each, letters.Kind.CHANGED, at=at)
        return settle(row, by=by, at=at)


@transaction.atomic
def open_for_booking(event: Event, *, by: Actor, at: datetime) -> Event:
    with counting(event.area):
        row = locked(event.pk)
        if row.state != EventState.DRAFT or row.starts_at <= at:
            raise DateRefused(words="Only a draft that is still to come can be opened.")
        if row.course.withdrawn_on:
            raise DateRefused(
                words="The course is out of the catalogue: nobody would find the date. Put it back first."
            )
        row.state = EventState.OPEN
        row.save(update_fields=["state"])
        audit.did("opened a training date", "training_event", row.pk)
        interest.tell_who_asked(row, by=by, at=at)
        return settle(row, by=by, at=at)


@transaction.atomic
def go_ahead(event: Event, *, by: Actor, at: datetime) -> Event:
    """Decide that it goes ahead, whatever the minimum."""
    row = locked(event.pk)
    if row.state != EventState.OPEN:
        raise DateRefused(words="Only a date that is open can go ahead.")
    row.goes_ahead_at = at
    row.save(update_fields=["goes_ahead_at"])
    audit.did("decided that a training date goes ahead", "training_event", row.pk)
    return row


@transaction.atomic
def cancel(event: Event, *, why: str, by: Actor, at: datetime) -> Event:
    """Cancel a date: everybody is told, nobody is charged, and who had or awaited a place comes first for another date."""
    with counting(event.area):
        row = locked(event.pk)
        if row.state != EventState.DRAFT and (row.state != EventState.OPEN or row.starts_at <= at):
            raise DateRefused(words="Only a draft, or a date that is still to come, can be cancelled.")
        live = live_bookings(row)
        row.state, row.cancelled_at, row.cancelled_why = EventState.CANCELLED, at, why
        row.save(update_fields=["state", "cancelled_at", "cancelled_why"])
        for each in live:
            move(each, BookingState.EVENT_CANCELLED, by=by, at=at, why=why)
            letters.tell(each, letters.Kind.EVENT_CANCELLED, at=at)
        audit.did("cancelled a training date", "training_event", row.pk)
        return settle(row, by=by, at=at)


@transaction.atomic
def assign(event: Event, trainer: Trainer, *, reserve: bool, by: Actor, at: datetime) -> None:
    """A trainer teaches at a date, or is its reserve. Raises DateRefused where the trainer is elsewhere then or may not teach it."""
    if trainer.left_on or not trainer.approved.filter(course=event.course).exists():
        raise DateRefused(words=f"{trainer.name} is not approved for this course.", box="trainer")
    for session in event.sessions.all():
        others = Session.objects.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        others = others.filter(event__assignments__trainer=trainer).exclude(event=event)
        if others.exclude(event__state=EventState.CANCELLED).exists():
            raise DateRefused(words=f"{trainer.name} teaches somewhere else then.", box="trainer")
    event.assignments.update_or_create(trainer=trainer, defaults={"is_reserve": reserve})
    audit.did("assigned a trainer", "training_event", event.pk)


@transaction.atomic
def unassign(event: Event, trainer: Trainer, *, by: Actor, at: datetime) -> None:
    event.assignments.filter(trainer=trainer).delete()
    audit.did("took a trainer off a date", "training_event", event.pk)


def mail_to(event: Event, *, state: str, words: str, by: Actor, at: datetime) -> int:
    """Write to every delegate of a date whose booking is in a state, and return to how many. The words name nobody."""
    with counting(event.area):
        found = Booking.objects.filter(event=event, state=state).select_related(
            "delegate", "event__course", "event__area"
        )
        for each in found:
            letters.write(each, words, at=at)
        audit.did("wrote to delegates", "training_event", event.pk, state=state, count=len(found))
        return len(found)
