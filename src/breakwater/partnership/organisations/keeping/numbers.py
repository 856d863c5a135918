"""Published numbers. A number is never overwritten: what replaces it is a row of its own, from a day."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q

from breakwater.foundation.dates import london_date
from breakwater.foundation.refusals import Refusal

from ..models import Actor, Area, ContactPoint
from .locking import lock, note

SAID = ("label", "telephone", "text_number", "website", "note", "for_children", "source")
ONE_AT_A_TIME = (ContactPoint.Purpose.FRONT_DOOR, ContactPoint.Purpose.OUT_OF_HOURS)
USUAL_REVIEW = timedelta(days=182)
ONE_DAY = timedelta(days=1)


NO_TELEPHONE = "Enter a telephone number. People who are worried about a child call it"


class Unreachable(Refusal):
    """No telephone, text number or website is given; a number for worries about a child needs a telephone."""

    words = "Enter a telephone number, a number for text messages or a website"
    box = "telephone"


class AnotherStands(Refusal):
    """A number is published for this purpose on these days already; the page shows one (SG-31)."""

    words = "A number is published for this already, and the page shows one. Go back and change it from a day on"
    box = "purpose"


class FromTooEarly(Refusal):
    """What the public was told in the past cannot be changed, nor can a number before it begins."""

    words = "Choose a day from today on, and not before the number begins"
    box = "starts_on"


class HasEnded(Refusal):
    """The number has ended, or ends before the day asked for: something else was published meanwhile."""

    words = "This number has ended, or ends before that day. Go back to the area's page and change the existing one."


class NobodyWouldAnswer(Refusal):
    """Ending it would leave no number for worries about a child on the day after."""

    words = (
        "Without this number nobody who is worried about a child would know who to call. "
        "Change it instead: the new number applies from the day you say."
    )


class ReviewTooEarly(Refusal):
    """The review would lie before the day it is asked on."""

    words = "Choose a day from today on"
    box = "review_by"


@transaction.atomic
def publish(
    *, area: Area, purpose: str, starts_on: date, review_by: date, by: Actor, at: datetime, **said
) -> ContactPoint:
    """Publish a number from a day on. `said` holds the fields of SAID.

    Raises Unreachable, FromTooEarly, ReviewTooEarly, AnotherStands.
    """
    area, today = lock(area, by=by), london_date(at)
    _check(purpose, said)
    if starts_on < today:
        raise FromTooEarly(starts_on)
    if review_by < today:
        raise ReviewTooEarly(review_by)
    ours = ContactPoint.objects.filter(area=area, purpose=purpose)
    if again := ours.filter(effective_from=starts_on, effective_to=None, **said).first():
        return again
    if purpose in ONE_AT_A_TIME and ours.filter(_ever_held & (Q(effective_to=None) | Q(effective_to__gte=starts_on))):
        raise AnotherStands(purpose)
    last = ours.aggregate(last=Max("order"))["last"]
    made = ContactPoint.objects.create(
        area=area,
        purpose=purpose,
        order=0 if last is None else last + 1,
        effective_from=starts_on,
        last_checked_on=today,
        review_by=review_by,
        **said,
    )
    note(area, "number", made.pk, change="published", starts_on=starts_on.isoformat())
    return made


@transaction.atomic
def change(*, point: ContactPoint, starts_on: date, review_by: date, by: Actor, at: datetime, **said) -> ContactPoint:
    """Replace a number from a day on: it ends the day before, and the new row stands for as long as it would have.

    Where nothing said differs, the number counts as checked and no row is made. Raises Unreachable, FromTooEarly,
    ReviewTooEarly, HasEnded.
    """
    area, today = lock(point.area, by=by), london_date(at)
    point = ContactPoint.objects.select_for_update().get(pk=point.pk, area=area)
    _check(point.purpose, said)
    if review_by < today:
        raise ReviewTooEarly(review_by)
    again = ContactPoint.objects.filter(area=area, purpose=point.purpose, effective_from=starts_on, **said)
    if replaced := again.exclude(pk=point.pk).filter(_ever_held).first():
        return replaced
    if starts_on < max(today, point.effective_from):
        raise FromTooEarly(starts_on)
    if point.effective_to is not None and point.effective_to < starts_on:
        raise HasEnded(point.pk)
    if all(getattr(point, field) == value for field, value in said.items()):
        return _checked(point, review_by=review_by, today=today)
    differs = sorted(field for field, value in said.items() if getattr(point, field) != value)
    made = ContactPoint.objects.create(
        area=area,
        purpose=point.purpose,
        order=point.order,
        effective_from=starts_on,
        effective_to=point.effective_to,
        last_checked_on=today,
        review_by=review_by,
        **said,
    )
    point.effective_to = starts_on - ONE_DAY
    point.save(update_fields=["effective_to"])
    note(
        area, "number", made.pk, change="replaced", instead_of=point.pk, fields=differs, starts_on=starts_on.isoformat()
    )
    return made


@transaction.atomic
def end(*, point: ContactPoint, last_day: date, by: Actor, at: datetime) -> ContactPoint:
    """Publish a number no longer after `last_day`; yesterday takes it off at once.

    Raises FromTooEarly, HasEnded, NobodyWouldAnswer.
    """
    area, today = lock(point.area, by=by), london_date(at)
    point = ContactPoint.objects.select_for_update().get(pk=point.pk, area=area)
    if last_day < today - ONE_DAY:
        raise FromTooEarly(last_day)
    last_day = max(last_day, point.effective_from - ONE_DAY)
    if point.effective_to == last_day:
        return point
    if point.effective_to is not None and point.effective_to < last_day:
        raise HasEnded(point.pk)
    if point.purpose in ONE_AT_A_TIME and not _another_holds(point, last_day + ONE_DAY):
        raise NobodyWouldAnswer(point.purpose)
    point.effective_to = last_day
    point.save(update_fields=["effective_to"])
    note(area, "number", point.pk, change="ended", last_day=last_day.isoformat())
    return point


@transaction.atomic
def check(*, point: ContactPoint, by: Actor, at: datetime) -> ContactPoint:
    """Someone made sure today that the number is right: its next review is as far away as the last one was.

    Raises HasEnded.
    """
    area, today = lock(point.area, by=by), london_date(at)
    point = ContactPoint.objects.select_for_update().get(pk=point.pk, area=area)
    if point.effective_to is not None and point.effective_to < today:
        raise HasEnded(point.pk)
    if point.last_checked_on == today and point.review_by >= today:
        return point
    every = point.review_by - point.last_checked_on
    return _checked(point, review_by=today + (every if every > ONE_DAY else USUAL_REVIEW), today=today)


_ever_held = Q(effective_to=None) | Q(effective_to__gte=F("effective_from"))


def _check(purpose: str, said: dict) -> None:
    by_phone_only = purpose in ONE_AT_A_TIME
    if not said["telephone"] and (by_phone_only or not (said["text_number"] or said["website"])):
        raise Unreachable(purpose, words=NO_TELEPHONE if by_phone_only else "")


def _checked(point: ContactPoint, *, review_by: date, today: date) -> ContactPoint:
    if (point.last_checked_on, point.review_by) == (today, review_by):
        return point
    point.last_checked_on, point.review_by = today, review_by
    point.save(update_fields=["last_checked_on", "review_by"])
    note(point.area, "number", point.pk, change="checked", review_by=review_by.isoformat())
    return point


def _another_holds(point: ContactPoint, day: date) -> bool:
    others = ContactPoint.objects.filter(area=point.area_id, purpose=point.purpose, effective_from__lte=day)
    return others.exclude(pk=point.pk).filter(Q(effective_to=None) | Q(effective_to__gte=day)).exists()
