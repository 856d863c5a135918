"""An event under its lock: what ran out is ended, free places are offered in order, and the counters are set. Everything that changes
a place ends here, so that no place is sold twice and none lies idle."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor

from .. import allocation, letters, money
from ..models import LIVE, WITH_A_PLACE, Booking, BookingState, Event, EventState, Step

S = BookingState
HELD_OPEN = (S.HELD, S.WAITING, S.OFFERED)
LIVING, SEATED = Q(), Q(state__in=WITH_A_PLACE)


def locked(event_id: int) -> Event:
    """The event's row, held until the transaction ends: whoever wants a place of it waits here."""
    rows = Event.objects.select_related("course", "edition", "area", "team")
    return rows.select_for_update(of=("self",)).get(pk=event_id)


def live_bookings(event: Event, which: Q = LIVING) -> list[Booking]:
    """Everybody who has a place or waits for one, or `which` of them, in the order of asking; read under the lock."""
    rows = Booking.objects.filter(which, event=event, state__in=LIVE)
    found = list(rows.select_related("organisation", "delegate", "fee", "replaces").order_by("position"))
    for each in found:
        each.event = event
    return found


def move(
    booking: Booking, to: BookingState, *, by: Actor, at: datetime, why: str = "", expires_at=None, **facts
) -> Booking:
    """Put a booking into a state and write down who did it. Only what waits for approval keeps its time to lapse."""
    booking.state, booking.expires_at, booking.changed_at = to, expires_at, at
    for name, value in facts.items():
        setattr(booking, name, value)
    if to not in (S.HELD, S.WAITING):
        booking.waits_for_approval, booking.lapses_at = False, None
    booking.save(update_fields=["state", "expires_at", "changed_at", "waits_for_approval", "lapses_at", *facts])
    Step.objects.create(booking=booking, to_state=to, at=at, by=by, why=why[:300])
    audit.did(f"training place: {to.label.lower()}", "training_booking", booking.pk)
    return booking


def settle(event: Event, *, by: Actor, at: datetime) -> Event:
    """End what ran out, offer what is free, count. `event` is locked by the caller."""
    if event.state == EventState.OPEN and at >= event.starts_at:
        _begin(event, live_bookings(event), by=by, at=at)
        event.state = EventState.DONE if at >= event.ends_at else EventState.OPEN
    else:
        ran_out = Q(lapses_at__lte=at) | Q(state__in=(S.OFFERED, S.HELD), expires_at__lte=at)
        _run_out(live_bookings(event, ran_out), by=by, at=at)
        if event.state == EventState.OPEN:
            _offer(event, by=by, at=at)
    return count(event)


def count(event: Event) -> Event:
    """Set the counters from the rows."""
    states = list(Booking.objects.filter(event=event, state__in=LIVE).values_list("state", flat=True))
    event.places_taken = sum(state in WITH_A_PLACE for state in states)
    event.waiting = len(states) - event.places_taken
    event.save(update_fields=["places_taken", "waiting", "next_position", "state"])
    return event


def _run_out(live: Iterable[Booking], *, by: Actor, at: datetime) -> None:
    for each in live:
        if each.lapses_at and each.lapses_at <= at:
            move(each, S.LAPSED, by=by, at=at, why="Not approved in time")
            letters.tell(each, letters.Kind.LAPSED, at=at)
        elif each.state == S.OFFERED and each.expires_at <= at:
            move(each, S.LAPSED, by=by, at=at, why="The offer was not taken in time")
            letters.tell(each, letters.Kind.OFFER_OVER, at=at)
        elif each.state == S.HELD and each.expires_at <= at:
            move(each, S.WAITING, by=by, at=at, why="The hold ran out before it was approved")


def _offer(event: Event, *, by: Actor, at: datetime) -> None:
    """Offer what is free. While every place is taken the list of those who wait, the longest of all, is not read."""
    taken = allocation.Taken.by(live_bookings(event, SEATED))
    if taken.in_all >= event.capacity:
        return
    waiting, today = live_bookings(event, Q(state=S.WAITING)), london_date(at)
    while True:
        chosen = allocation.next_in_line(event, waiting, taken, today)
        if chosen is None:
            return
        waiting.remove(chosen)
        move(chosen, S.OFFERED, by=by, at=at, expires_at=allocation.offer_until(event, at))
        taken.add(chosen)
        letters.tell(chosen, letters.Kind.OFFER, at=at)


def _begin(event: Event, live: Iterable[Booking], *, by: Actor, at: datetime) -> None:
    """It has begun: nobody waits any more, and who has a place is charged for it."""
    for each in live:
        if each.state in HELD_OPEN:
            move(each, S.LAPSED, by=by, at=at, why="The course began")
        elif each.state == S.CONFIRMED:
            money.charge_for_place(each, at=at)
