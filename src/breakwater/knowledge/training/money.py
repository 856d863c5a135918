"""What a place costs, and what is charged for it (PL 8.7). Facts for finance: no invoice is made here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Organisation

from .models import Booking, Charge, Event, Fee

HALF_A_DAY = 240  # minutes


def in_pounds(pence: int) -> str:
    """ "£80" or "£17.50"."""
    sign, pence = "-" if pence < 0 else "", abs(pence)
    return f"{sign}£{pence // 100:,}" if pence % 100 == 0 else f"{sign}£{pence / 100:,.2f}"


def fees_of(area_id: int, on: date) -> list[Fee]:
    """The area's fees in force on a day, in one query."""
    rows = Fee.objects.filter(area_id=area_id, in_force_from__lte=on).exclude(in_force_to__lt=on)
    return list(rows.order_by("-in_force_from", "-pk"))


def fee_among(fees: Iterable[Fee], sector: str, sort: str) -> Fee | None:
    """The fee that holds for staff of a sector on a sort of course: the one that names most of both."""
    fits = [fee for fee in fees if fee.sector in ("", sector) and fee.sort in ("", sort)]
    return max(fits, key=lambda fee: (bool(fee.sector), bool(fee.sort), fee.in_force_from), default=None)


def fee_for(event: Event, organisation: Organisation | None, on: date) -> Fee | None:
    """The fee of a place at an event for an organisation's staff, booked on a day; None where places cost nothing."""
    if organisation is None:
        return None
    return fee_among(fees_of(event.area_id, on), organisation.kind, event.course.sort)


def late_after(booking: Booking) -> timedelta:
    """How long after the start somebody is late, as the fee of the place says; without a fee as a fee says from the start."""
    late = booking.fee.late_minutes if booking.fee else Fee._meta.get_field("late_minutes").default
    return timedelta(minutes=late)


def price(fee: Fee | None, minutes: int) -> int:
    """Pence for a place at something so long."""
    if fee is None or fee.is_funded:
        return 0
    return fee.half_day if minutes <= HALF_A_DAY else fee.whole_day


@dataclass(frozen=True)
class Terms:
    """What a place costs and when cancelling it does: fixed when it is booked. `starts_on` and the area's calendar count the days."""

    fee: Fee | None
    pence: int
    event: Event

    @classmethod
    def today(cls, event: Event, organisation: Organisation | None, on: date) -> "Terms":
        """What whoever books on that day is told, and gets."""
        fee = fee_for(event, organisation, on)
        return cls(fee, price(fee, event.minutes) if fee else 0, event)

    @classmethod
    def of(cls, booking: Booking) -> "Terms":
        return cls(booking.fee, booking.pence, booking.event)

    @property
    def price_in_words(self) -> str:
        return in_pounds(self.pence) if self.pence else "Free"

    @property
    def needs_order(self) -> bool:
        return bool(self.fee and self.fee.needs_order and self.pence)

    @property
    def free_until(self) -> date | None:
        """The last day on which a cancelled place costs nothing; None where it never costs anything."""
        fee, starts = self.fee, london_date(self.event.starts_at)
        if fee is None or not (self.pence or fee.stayed_away):
            return None
        if fee.cancel_in_working_days:
            return working_calendar(self.event.area).add_working_days(starts, -fee.cancel_within)
        return starts - timedelta(days=fee.cancel_within)

    def cost_of_cancelling(self, on: date) -> int:
        """Pence: nothing in good time, then a share of the price, or what a free place costs whoever stays away."""
        if self.free_until is None or on <= self.free_until:
            return 0
        return self.pence * self.fee.cancel_percent // 100 if self.pence else self.fee.stayed_away

    def in_words(self, today: date) -> str:
        """ "You can cancel without a charge until 12 January 2027. After that…"; once that day is over, what it costs from now on."""
        if self.free_until is None:
            return ""
        cost = in_pounds(self.cost_of_cancelling(self.free_until + timedelta(days=1)))
        if today > self.free_until:
            return f"To cancel costs {cost} from now on, unless a colleague comes instead."
        return f"You can cancel without a charge until {date_in_words(self.free_until)}. After that it costs {cost}, unless a colleague comes instead."


def charge(booking: Booking, reason: str, pence: int, *, at: datetime) -> Charge | None:
    """Charge for a booking, once for each reason. Nothing is charged where nothing is due, or where a colleague came instead."""
    if not pence or booking.organisation_id is None or booking.state == Booking.State.SUBSTITUTED:
        return None
    made, _ = Charge.objects.get_or_create(
        booking=booking,
        reason=reason,
        defaults={
            "organisation": booking.organisation,
            "team": booking.team,
            "keeper": booking.keeper,
            "area": booking.area,
            "fee": booking.fee,
            "pence": pence,
            "due_on": london_date(booking.event.starts_at if reason == Charge.Why.PLACE else at),
            "made_at": at,
        },
    )
    return made


def charge_for_place(booking: Booking, *, at: datetime) -> Charge | None:
    """The price of a place, once the event has begun. A colleague who went instead has it from the one before, if that was charged."""
    before = booking.replaces
    if before is not None and before.charges.filter(reason=Charge.Why.PLACE).exists():
        return None
    return charge(booking, Charge.Why.PLACE, booking.pence, at=at)


def charge_for_cancelling(booking: Booking, *, at: datetime) -> Charge | None:
    """What a late cancellation costs."""
    return charge(booking, Charge.Why.LATE, Terms.of(booking).cost_of_cancelling(london_date(at)), at=at)


def charge_for_staying_away(booking: Booking, *, at: datetime) -> Charge | None:
    """Who stayed away from a free place; a place that has its price is charged with that alone."""
    if booking.fee is None or booking.pence:
        return None
    return charge(booking, Charge.Why.AWAY, booking.fee.stayed_away, at=at)
