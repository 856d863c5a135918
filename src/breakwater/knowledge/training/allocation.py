"""Who gets the next place: limits for an organisation and a sector, and the order of the waiting list. It asks the database nothing.

What is decided here is decided again at every change of an event, under the lock of its row.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .models import Booking, Event, WaitingRule

OFFER, SHORT_OFFER, SHORT_BEFORE = timedelta(hours=24), timedelta(hours=4), timedelta(days=3)


@dataclass
class Taken:
    """How the places of an event are taken: in all, by organisation, and by sector."""

    in_all: int = 0
    by_organisation: Counter = field(default_factory=Counter)
    by_sector: Counter = field(default_factory=Counter)

    @classmethod
    def by(cls, bookings: Iterable[Booking]) -> "Taken":
        taken = cls()
        for each in bookings:
            taken.add(each)
        return taken

    def add(self, booking: Booking) -> None:
        self.in_all += 1
        self.by_organisation[booking.organisation_id] += 1
        self.by_sector[sector_of(booking)] += 1


def sector_of(booking: Booking) -> str:
    return booking.organisation.kind if booking.organisation_id else ""


def why_no_place(event: Event, booking: Booking, taken: Taken, on: date) -> str:
    """Why this booking cannot have a place now, in words; empty where it can."""
    if taken.in_all >= event.capacity:
        return "Every place is taken."
    if event.open_to_all_on and on >= event.open_to_all_on:
        return ""
    later = f" until {event.open_to_all_on:%-d %B %Y}" if event.open_to_all_on else ""
    most = event.most_of_one
    if most and booking.organisation_id and taken.by_organisation[booking.organisation_id] >= most:
        return f"An organisation may send {most} {'person' if most == 1 else 'people'}{later}."
    if event.kept_for and sector_of(booking) != event.kept_for:
        kept = event.capacity * event.kept_share // 100
        still_kept = max(0, kept - taken.by_sector[event.kept_for])
        if taken.in_all + still_kept >= event.capacity:
            return f"The places left are kept for {event.get_kept_for_display().lower()}{later}."
    return ""


def next_in_line(event: Event, waiting: Sequence[Booking], taken: Taken, on: date) -> Booking | None:
    """Whom the next place goes to, by the event's rule: whose own event was cancelled first, then the rule, then the order of asking."""
    able = [each for each in waiting if not each.waits_for_approval and not why_no_place(event, each, taken, on)]
    return min(able, key=lambda each: (not each.priority, _by_rule(event, each, taken), each.position), default=None)


def _by_rule(event: Event, booking: Booking, taken: Taken) -> int:
    match event.waiting_rule:
        case WaitingRule.PRIORITY:
            return 0 if booking.is_intended else 1
        case WaitingRule.NEVER_ATTENDED:
            return 1 if booking.has_attended else 0
        case WaitingRule.SECTORS:
            return taken.by_sector[sector_of(booking)]
    return 0


def offer_until(event: Event, at: datetime) -> datetime:
    """Until when an offer made now holds: a day, four hours within three days of the start, and never beyond it."""
    holds = SHORT_OFFER if event.starts_at - at <= SHORT_BEFORE else OFFER
    return min(at + holds, event.starts_at)


def in_order(event: Event, waiting: Sequence[Booking], taken: Taken) -> list[Booking]:
    """The waiting list as it would be served, for whoever asks where they stand."""
    return sorted(waiting, key=lambda each: (not each.priority, _by_rule(event, each, taken), each.position))
