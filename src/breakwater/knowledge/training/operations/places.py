"""Places at an event: asked for, approved, offered, taken, given up, handed to a colleague, moved to another date.

Each takes the event's lock first (two events: in the order of their keys), then the delegates in the order of theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Organisation

from .. import allocation, letters, money
from ..completions import Completion, completions
from ..eligibility import Outcome, Verdict, assess
from ..models import Approval, Booking, BookingState, Delegate, Employment, Event, EventState, Step
from ..service import counting
from .counting import SEATED, count, live_bookings, locked, move, settle

S = BookingState
LAPSE_AFTER = 10  # working days for a manager to answer
HERE = "Booked for this date already."


class NotPossible(Refusal):
    words = "This booking cannot be changed like that now. Open it again to see its status."


class NotEligible(Refusal):
    """Somebody may not come on the course. The verdict says why and what else there is."""

    box = "delegates"

    def __init__(self, delegate: Delegate, verdict: Verdict):
        instead = f" Look at {verdict.instead.title} instead." if verdict.instead else ""
        super().__init__(words=f"{delegate.name}: {verdict.reason}{instead}")
        self.verdict = verdict


class AlreadyBooked(Refusal):
    box = "delegates"


class TooLate(Refusal):
    words = "It is too late to do this here. Contact the training team."


@dataclass(frozen=True)
class Wish:
    """What is asked for: who, and what they say for it.

    `by_manager`: whoever books answers for them, and no manager is asked. `by_keeper`: the training team books, also after the cut-off
    and when it is over: whoever came without a booking was there.
    """

    delegates: Sequence[int]
    why: str = ""
    purchase_order: str = ""
    needs: str = ""
    by_manager: bool = False
    by_keeper: bool = False


@dataclass
class Known:
    """What is known of the people of a booking, read once. `here` have one for the date already; `elsewhere` are places that each
    has at another date whose hours are partly the same."""

    event: Event
    employments: dict[int, Employment]
    done: list[Completion]
    here: set[int]
    elsewhere: dict[int, Event]

    @classmethod
    def of(cls, people: Iterable[Delegate], event: Event, at: datetime, *, leaves: Event | None = None) -> "Known":
        """`leaves`: the date whose place is given up for this one, which is in nobody's way."""
        keys = [each.pk for each in people]
        here = Booking.objects.live().filter(event=event, delegate__in=keys).values_list("delegate", flat=True)
        return cls(event, employments_of(keys, at), completions(keys), set(here), places_elsewhere(keys, event, leaves))

    def obstacle(self, delegate: Delegate) -> str:
        """Why somebody cannot be there, whatever the course asks of them; empty where nothing is in the way."""
        if delegate.pk in self.here:
            return HERE
        if other := self.elsewhere.get(delegate.pk):
            words = f"There is a place on {other.course.title} at the same time, {exact_moment(other.starts_at)}."
            return f"{words} Cancel that one first."
        return ""

    def verdict(self, delegate: Delegate, at: datetime, *, by_keeper: bool = False) -> Verdict:
        if delegate.pk in self.elsewhere:
            return Verdict(Outcome.REFUSE, self.obstacle(delegate))
        job = self.employments.get(delegate.pk)
        return assess(self.event, delegate, job, self.done, at, by_keeper=by_keeper)

    def hint(self, delegate: Delegate, at: datetime) -> str:
        """What the answer would be, before anybody is booked; empty where nothing is in the way."""
        return self.obstacle(delegate) or self.verdict(delegate, at).reason


def places_elsewhere(delegates: Sequence[int], event: Event, leaves: Event | None = None) -> dict[int, Event]:
    """Another date at which each has a place while this one runs; two queries, three where there is one."""
    near = Booking.objects.with_a_place().filter(
        delegate__in=delegates, event__starts_at__lt=event.ends_at, event__ends_at__gt=event.starts_at
    )
    near = near.exclude(event__in=[event.pk, *([leaves.pk] if leaves else [])]).select_related("event__course")
    own = [(each.starts_at, each.ends_at) for each in event.sessions.all()]
    return {
        each.delegate_id: each.event
        for each in near.prefetch_related("event__sessions")
        if any(
            one.starts_at < ends and one.ends_at > starts for one in each.event.sessions.all() for starts, ends in own
        )
    }


def employments_of(delegates: Sequence[int], at: datetime) -> dict[int, Employment]:
    """Who employs each on the day; the newest where there are several."""
    today = london_date(at)
    rows = Employment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), delegate__in=delegates)
    found = rows.filter(starts_on__lte=today).select_related("organisation", "team").order_by("starts_on", "pk")
    return {each.delegate_id: each for each in found}


@transaction.atomic
def book(event: Event, wish: Wish, *, by: Actor, at: datetime, key: UUID) -> list[Booking]:
    """Book each delegate a place, or put them on the waiting list; a second sending of the same form gets what the first made.

    Leave is asked before. Raises NotEligible, AlreadyBooked: then nobody is booked.
    """
    with counting(event.area):
        event = settle(locked(event.pk), by=by, at=at)
        known = Booking.objects.filter(key=key, event=event).select_related("delegate", "organisation")
        if before := list(known.order_by("position")):
            return before
        people = list(Delegate.objects.filter(pk__in=wish.delegates).order_by("pk"))
        round_ = _Round(event, wish, key, by, at, Known.of(people, event, at))
        round_.refuse(people)
        made = [round_.book(each) for each in people]
        count(event)
    return made


class _Round:
    """One sending of a booking, under the event's lock."""

    def __init__(self, event: Event, wish: Wish, key: UUID, by: Actor, at: datetime, known: Known):
        self.event, self.wish, self.key, self.by, self.at, self.known = event, wish, key, by, at, known
        self.is_over = event.ends_at <= at
        self.terms: dict[int | None, money.Terms] = {}
        self.taken = allocation.Taken.by(live_bookings(event, SEATED))
        # Whose place at a date of this course went when that was cancelled waits before everybody else.
        lost = Booking.objects.filter(state=S.EVENT_CANCELLED, event__course=event.course_id)
        self.first = set(lost.filter(delegate__in=wish.delegates).values_list("delegate_id", flat=True))

    def refuse(self, people: Iterable[Delegate]) -> None:
        for each in people:
            if each.pk in self.known.here:
                raise AlreadyBooked(words=f"{each.name} has a booking for this date already.")
            verdict = self.known.verdict(each, self.at, by_keeper=self.wish.by_keeper)
            if verdict.outcome == Outcome.REFUSE:
                raise NotEligible(each, verdict)

    def book(self, delegate: Delegate) -> Booking:
        verdict = self.known.verdict(delegate, self.at, by_keeper=self.wish.by_keeper)
        asks_manager = self.event.needs_approval and not self.wish.by_manager and bool(delegate.manager_email)
        booking = self._row(delegate, verdict, asks=verdict.outcome == Outcome.APPROVE or asks_manager)
        if self.is_over:
            return self._was_there(booking)
        has_place = not allocation.why_no_place(self.event, booking, self.taken, london_date(self.at))
        booking.state = (S.HELD if booking.waits_for_approval else S.CONFIRMED) if has_place else S.WAITING
        if booking.state == S.HELD:
            booking.expires_at = min(self.at + timedelta(hours=self.event.hold_hours), self.event.starts_at)
        booking.save()
        Step.objects.create(booking=booking, to_state=booking.state, at=self.at, by=self.by)
        if booking.has_a_place:
            self.taken.add(booking)
        if asks_manager and verdict.outcome != Outcome.APPROVE:
            letters.ask_manager(
                Approval.objects.create(booking=booking, to=delegate.manager_email, sent_at=self.at), at=self.at
            )
        elif booking.waits_for_approval:
            letters.ask_team(booking, by=self.by, at=self.at)
        letters.tell(booking, letters.OF_STATE[booking.state], at=self.at)
        return booking

    def _was_there(self, booking: Booking) -> Booking:
        """Somebody who came is put on a date that is over: there was a place for them, and nobody is told that they have one."""
        booking.state = S.CONFIRMED
        self.event.capacity = max(self.event.capacity, self.event.places_taken + 1)
        self.event.places_taken += 1
        self.event.save(update_fields=["capacity", "places_taken"])
        booking.save()
        Step.objects.create(booking=booking, to_state=booking.state, at=self.at, by=self.by)
        money.charge_for_place(booking, at=self.at)
        return booking

    def terms_for(self, organisation: Organisation | None) -> money.Terms:
        """What a place costs the staff of an organisation that book now."""
        key = organisation.pk if organisation else None
        if key not in self.terms:
            self.terms[key] = money.Terms.today(self.event, organisation, london_date(self.at))
        return self.terms[key]

    def _row(self, delegate: Delegate, verdict: Verdict, *, asks: bool) -> Booking:
        job = self.known.employments.get(delegate.pk)
        number, self.event.next_position = self.event.next_position, self.event.next_position + 1
        terms = self.terms_for(job.organisation if job else None)
        return Booking(
            event=self.event,
            area=self.event.area,
            keeper=self.event.team,
            delegate=delegate,
            organisation=job.organisation if job else None,
            team=job.team if job else None,
            position=number,
            is_intended=verdict.outcome in (Outcome.ALLOW, Outcome.WARN),
            has_attended=any(
                each.delegate_id == delegate.pk and each.course_id == self.event.course_id for each in self.known.done
            ),
            priority=delegate.pk in self.first,
            waits_for_approval=asks,
            lapses_at=lapses_at(self.event, self.at) if asks else None,
            asked_because=verdict.reason[:200],
            why=self.wish.why,
            needs="; ".join(dict.fromkeys(filter(None, [delegate.needs, self.wish.needs])))[:300],
            purchase_order=self.wish.purchase_order,
            fee=terms.fee,
            pence=terms.pence,
            asked_at=self.at,
            asked_by=self.by,
            changed_at=self.at,
            key=self.key,
        )


def lapses_at(event: Event, at: datetime) -> datetime:
    """Until when an approval may come: ten working days, and never beyond the start."""
    last = working_calendar(event.area).add_working_days(london_date(at), LAPSE_AFTER)
    return min(end_of(last), event.starts_at)


def found(booking: Booking) -> Booking:
    """The booking as it is under the event's lock."""
    known = ("organisation", "delegate", "fee", "event__course", "event__edition", "event__area")
    return Booking.objects.select_related(*known).get(pk=booking.pk)


def _under_lock(booking: Booking, *, by: Actor, at: datetime) -> tuple[Event, Booking]:
    event = settle(locked(booking.event_id), by=by, at=at)
    mine = found(booking)
    mine.event = event
    return event, mine


@transaction.atomic
def approve(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """Approved: whoever has a place held gets it, whoever waits may be offered one. Raises NotPossible."""
    with counting(booking.area):
        event, mine = _under_lock(booking, by=by, at=at)
        if not mine.waits_for_approval:
            raise NotPossible(words="This booking does not wait for approval any more.")
        mine.waits_for_approval, mine.lapses_at = False, None
        move(mine, S.CONFIRMED if mine.state == S.HELD else S.WAITING, by=by, at=at, why="Approved")
        if mine.state == S.CONFIRMED:
            letters.tell(mine, letters.Kind.CONFIRMED, at=at)
        settle(event, by=by, at=at)
    return mine


@transaction.atomic
def decline(booking: Booking, *, why: str, by: Actor, at: datetime) -> Booking:
    """Not approved; the place goes to the next. Raises NotPossible."""
    with counting(booking.area):
        event, mine = _under_lock(booking, by=by, at=at)
        if not mine.waits_for_approval:
            raise NotPossible(words="This booking does not wait for approval any more.")
        move(mine, S.DECLINED, by=by, at=at, why=why)
        letters.tell(mine, letters.Kind.DECLINED, at=at)
        settle(event, by=by, at=at)
    return mine


@transaction.atomic
def answer(approval: Approval, *, approved: bool, words: str, by: Actor, at: datetime) -> Approval:
    """A manager answers by their link. Raises NotPossible."""
    change = {"by": by, "at": at}
    booking = approval.booking
    approve(booking, **change) if approved else decline(booking, why=words, **change)
    with counting(booking.area):
        approval.answered_at, approval.approved, approval.words = at, approved, words
        approval.save(update_fields=["answered_at", "approved", "words"])
    return approval


@transaction.atomic
def accept(booking: Booking, *, by: Actor, at: datetime) -> Booking:
    """Take the place that was offered. Raises NotPossible once the offer is over."""
    with counting(booking.area):
        event, mine = _under_lock(booking, by=by, at=at)
        if mine.state != S.OFFERED:
            raise NotPossible(words="The offer is over. The place went to the next on the list.")
        if other := places_elsewhere([mine.delegate_id], event).get(mine.delegate_id):
            words = f"You have a place on {other.course.title} at the same time. Cancel that one first."
            raise NotPossible(words=words)
        move(mine, S.CONFIRMED, by=by, at=at, why="The offer was taken")
        letters.tell(mine, letters.Kind.CONFIRMED, at=at)
    return mine


@transaction.atomic
def cancel(booking: Booking, *, why: str = "", by: Actor, at: datetime, late_too: bool = False) -> Booking:
    """Give the booking up; sent again it is given up already. After the cut-off a confirmed place is given up by the training team alone (`late_too`).

    Raises TooLate, NotPossible.
    """
    with counting(booking.area):
        event, mine = _under_lock(booking, by=by, at=at)
        if mine.state == S.CANCELLED:
            return mine
        if not mine.is_live:
            raise NotPossible
        is_promised = mine.state == S.CONFIRMED
        if is_promised and at >= event.cut_off_at and not late_too:
            raise TooLate
        move(mine, S.CANCELLED, by=by, at=at, why=why)
        if is_promised:
            money.charge_for_cancelling(mine, at=at)
        letters.tell(mine, letters.Kind.CANCELLED, at=at)
        settle(event, by=by, at=at)
    return mine


@transaction.atomic
def substitute(booking: Booking, delegate: Delegate, *, by: Actor, at: datetime, key: UUID) -> Booking:
    """A colleague goes instead: the same place, without a gap in which anybody else could have it. Until the end, if they may come.

    Raises NotPossible, NotEligible, AlreadyBooked.
    """
    with counting(booking.area):
        event = locked(booking.event_id)
        if at < event.starts_at:
            settle(event, by=by, at=at)
        known = Booking.objects.filter(key=key, delegate=delegate).first()
        if known is not None:
            return known
        mine = found(booking)
        mine.event = event
        if mine.state != S.CONFIRMED or at >= event.ends_at or event.state != EventState.OPEN:
            raise NotPossible
        round_ = _Round(event, Wish([delegate.pk]), key, by, at, Known.of([delegate], event, at))
        _may_go(event, delegate, round_)
        move(mine, S.SUBSTITUTED, by=by, at=at, why="A colleague goes instead")
        stands_in = round_._row(delegate, Verdict(Outcome.ALLOW), asks=False)
        stands_in.organisation, stands_in.team = mine.organisation, mine.team
        stands_in.fee, stands_in.pence = mine.fee, mine.pence
        stands_in.state, stands_in.replaces, stands_in.purchase_order = S.CONFIRMED, mine, mine.purchase_order
        stands_in.save()
        Step.objects.create(booking=stands_in, to_state=S.CONFIRMED, at=at, by=by, why="Instead of a colleague")
        letters.tell(mine, letters.Kind.SUBSTITUTED, at=at)
        letters.tell(stands_in, letters.Kind.CONFIRMED, at=at)
        count(event)
    return stands_in


def _may_go(event: Event, delegate: Delegate, round_: _Round) -> None:
    """Whoever goes instead may come on the course; that booking has closed is no hindrance."""
    if delegate.pk in round_.known.here:
        raise AlreadyBooked(words=f"{delegate.name} has a booking for this date already.")
    verdict = round_.known.verdict(delegate, min(round_.at, event.cut_off_at - timedelta(minutes=1)))
    if verdict.outcome in (Outcome.REFUSE, Outcome.APPROVE):
        raise NotEligible(delegate, verdict)


@transaction.atomic
def transfer(booking: Booking, to: Event, *, by: Actor, at: datetime, key: UUID) -> Booking:
    """Move a booking to another date of the same course, once, before the cut-off, if that has a place. Raises NotPossible, TooLate."""
    with counting(booking.area):
        events = {pk: settle(locked(pk), by=by, at=at) for pk in sorted({booking.event_id, to.pk})}
        there = events[to.pk]
        if made := Booking.objects.filter(key=key, event=there, delegate=booking.delegate_id).first():
            return made
        mine = found(booking)
        mine.event = events[mine.event_id]
        _may_move(mine, there, at)
        known = Known.of([mine.delegate], there, at, leaves=mine.event)
        round_ = _Round(there, Wish([mine.delegate_id], by_manager=True), key, by, at, known)
        round_.refuse([mine.delegate])
        moved = round_._row(mine.delegate, Verdict(Outcome.ALLOW), asks=False)
        moved.organisation, moved.team, moved.purchase_order = mine.organisation, mine.team, mine.purchase_order
        moved.fee, moved.pence = mine.fee, money.price(mine.fee, there.minutes)
        if words := allocation.why_no_place(there, moved, round_.taken, london_date(at)):
            raise NotPossible(words=f"That date has no place. {words}")
        move(mine, S.TRANSFERRED, by=by, at=at, why="Moved to another date")
        moved.state, moved.replaces = S.CONFIRMED, mine
        moved.save()
        Step.objects.create(booking=moved, to_state=S.CONFIRMED, at=at, by=by, why="Moved from another date")
        letters.tell(moved, letters.Kind.CONFIRMED, at=at)
        for each in events.values():
            settle(each, by=by, at=at)
    return moved


def _may_move(booking: Booking, to: Event, at: datetime) -> None:
    if booking.state != S.CONFIRMED or to.course_id != booking.event.course_id or to.pk == booking.event_id:
        raise NotPossible
    if booking.replaces_id and booking.replaces.state == S.TRANSFERRED:
        raise NotPossible(words="A booking can be moved once. Cancel it and book again.")
    if at >= booking.event.cut_off_at:
        raise TooLate


@transaction.atomic
def sweep(event: Event, *, by: Actor, at: datetime) -> Event:
    """Do what time alone brings: holds and offers that ran out, places offered, a course that began."""
    with counting(event.area):
        return settle(locked(event.pk), by=by, at=at)
