"""What delegates, whoever booked for them, and managers are told. No mail names anybody: it says which course, when, and where to read on."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.urls import reverse

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from . import links
from .models import Approval, Booking, BookingState, Delivery, Event


class Kind(StrEnum):
    """What a message is about."""

    CONFIRMED = "confirmed"
    HELD = "held"
    WAITING = "waiting"
    OFFER = "offer"
    OFFER_OVER = "offer over"
    LAPSED = "lapsed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    EVENT_CANCELLED = "event cancelled"
    ABSENT = "absent"
    CHANGED = "changed"
    REMINDER = "reminder"
    JOINING = "joining"


SUBJECT = {
    Kind.CONFIRMED: "Your place is confirmed",
    Kind.HELD: "Your place is held until it is approved",
    Kind.WAITING: "You are on the waiting list",
    Kind.OFFER: "A place is free for you: take it in time",
    Kind.OFFER_OVER: "The place offered to you went to somebody else",
    Kind.LAPSED: "Your booking has lapsed",
    Kind.DECLINED: "Your booking was not approved",
    Kind.CANCELLED: "Your booking is cancelled",
    Kind.SUBSTITUTED: "A colleague takes your place",
    Kind.EVENT_CANCELLED: "This course date is cancelled",
    Kind.ABSENT: "You did not attend your course",
    Kind.CHANGED: "Your course has changed: read the new date or place",
    Kind.REMINDER: "Your course is soon",
    Kind.JOINING: "The link to join your course",
}
WORDS = {
    Kind.CONFIRMED: "You have a place. Add it to your calendar from the page below, where you can also cancel.",
    Kind.HELD: "We asked for approval of your booking. Your place is held meanwhile.",
    Kind.WAITING: "Every place you could have is taken. We offer you the next one; you need not ask again.",
    Kind.OFFER: "A place is free. Take it, or give it to the next on the list, on the page below. It is yours until {until}.",
    Kind.OFFER_OVER: "You did not take the place in time, so it went to the next on the list. You can book again.",
    Kind.LAPSED: "Nobody approved your booking in time. You can book again, or choose another date.",
    Kind.DECLINED: "Your booking was not approved. The reason is on the page below.",
    Kind.CANCELLED: "You no longer have a place. If you did not ask for this, contact the training team.",
    Kind.SUBSTITUTED: "A colleague goes in your place. You need do nothing.",
    Kind.EVENT_CANCELLED: "We are sorry: this date will not go ahead. {why} Book another date, and you come first on its waiting list.",
    Kind.CHANGED: "Read what is new on the page below, and add it to your calendar again.",
    Kind.ABSENT: "The register says that you did not attend.{charged} If that is wrong, tell the training team.",
    Kind.REMINDER: "We look forward to seeing you. What to bring and how to get there are on the page below. If you cannot come, say so there.",
    Kind.JOINING: "Join here: {join}",
}
OF_STATE = {
    BookingState.CONFIRMED: Kind.CONFIRMED,
    BookingState.HELD: Kind.HELD,
    BookingState.WAITING: Kind.WAITING,
}
# What whoever booked for a colleague must know as well.
FOR_WHOEVER_BOOKED = {
    Kind.OFFER: "A place is free for a colleague you booked for: take it in time",
    Kind.OFFER_OVER: "An offer of a place to a colleague ran out",
    Kind.LAPSED: "A booking you made for a colleague has lapsed",
    Kind.DECLINED: "A booking you made for a colleague was not approved",
    Kind.EVENT_CANCELLED: "A course date you booked for a colleague is cancelled",
    Kind.ABSENT: "A colleague you booked for did not attend their course",
}
BODY = """{words}

{course}
{when}
{where}

Read it here:
{link}

The link is yours alone. Do not reply to this message: nobody reads the answers.
"""


def place_in_words(event: Event) -> str:
    """Where it is: "Civic Offices, Room 2, PO1 2AL", or online."""
    if event.delivery in (Delivery.ONLINE, Delivery.E_LEARNING):
        return "Online"
    return ", ".join(each for each in (event.place, event.room, event.postcode) if each) or "Place to be confirmed"


def tell(booking: Booking, kind: Kind, *, at: datetime, charged: str = "") -> None:
    """Tell the delegate by e-mail, and whoever booked for them in the product. `charged` says what an absence costs."""
    event = booking.event
    words = WORDS[kind].format(
        until=exact_moment(booking.expires_at) if booking.expires_at else "",
        join=event.joining_link,
        why=event.cancelled_why,
        charged=charged,
    )
    body = BODY.format(
        words=words,
        course=event.course.title,
        when=exact_moment(event.starts_at),
        where=place_in_words(event),
        link=links.to_place(booking),
    )
    notifications.post(
        to=booking.delegate.email, subject=f"Training: {SUBJECT[kind]}", body=body, at=at, area=event.area
    )
    booker = booking.asked_by.membership
    if kind in FOR_WHOEVER_BOOKED and booker is not None and booker.user_id != booking.delegate.user_id:
        notifications.tell(
            words=FOR_WHOEVER_BOOKED[kind],
            path=reverse("training:booking", args=[booking.public_id]),
            by=booking.asked_by,
            at=at,
            users=[booker.user],
        )


def tell_of_absence(booking: Booking, charged: str, *, at: datetime) -> None:
    """The delegate, whoever booked, and the manager and the address for invoices, if they are known, hear of an absence once."""
    tell(booking, Kind.ABSENT, at=at, charged=charged)
    event, who = booking.event, booking.delegate
    words = f"Somebody of your organisation had a place on this course and did not attend.{charged} Whoever books training for your organisation can see who it is."
    body = BODY.format(
        words=words,
        course=event.course.title,
        when=exact_moment(event.starts_at),
        where=place_in_words(event),
        link=f"{settings.SITE_URL}{reverse('training:team')}",
    )
    for to in dict.fromkeys(filter(None, (who.manager_email, who.finance_email))):
        notifications.post(to=to, subject="Training: a place was not used", body=body, at=at, area=event.area)


def ask_manager(approval: Approval, *, at: datetime) -> None:
    """Ask a manager by e-mail whether somebody may go; who it is stands behind the link."""
    event = approval.booking.event
    body = BODY.format(
        words="Somebody who names you as their manager asks to go on a course. Approve it or not on the page below.",
        course=event.course.title,
        when=exact_moment(event.starts_at),
        where=place_in_words(event),
        link=links.to_approval(approval),
    )
    notifications.post(
        to=approval.to, subject="Training: a booking waits for your approval", body=body, at=at, area=event.area
    )


def ask_team(booking: Booking, *, by: Actor, at: datetime) -> None:
    """Tell the training team that a booking waits for its approval."""
    notifications.tell(
        words="A booking waits for the training team’s approval",
        path=reverse("training:date", args=[booking.event.public_id]),
        by=by,
        at=at,
        team=booking.keeper,
    )


def write(booking: Booking, words: str, *, at: datetime) -> None:
    """What the training team writes to a delegate about a date."""
    event = booking.event
    body = BODY.format(
        words=words,
        course=event.course.title,
        when=exact_moment(event.starts_at),
        where=place_in_words(event),
        link=links.to_place(booking),
    )
    notifications.post(
        to=booking.delegate.email, subject="Training: a message about your course", body=body, at=at, area=event.area
    )


def ask_for_decision(event: Event, *, by: Actor, at: datetime) -> None:
    """Ask the training team whether a date below its minimum goes ahead."""
    notifications.tell(
        words="A training date has fewer bookings than its minimum: decide today whether it goes ahead",
        path=reverse("training:date", args=[event.public_id]),
        by=by,
        at=at,
        team=event.team,
    )
