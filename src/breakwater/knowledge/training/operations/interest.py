"""What is needed and not offered: who finds a course full or without a date says so, and hears when a date opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Organisation, User

from ..models import Course, Event, Interest

HOLDS = timedelta(days=365)  # for so long somebody is still told of a new date
AGAIN = timedelta(days=30)


class AskedBefore(Refusal):
    """The same person asked for the same course within the month."""

    words = (
        "You have asked for this course within the last month. The training team knows, and you hear when a date opens."
    )


@dataclass(frozen=True)
class InterestFacts:
    """How many people of an organisation need a course, and what would suit them."""

    organisation: Organisation
    people: int
    note: str = ""


@transaction.atomic
def ask_for(course: Course, facts: InterestFacts, *, by: Actor, at: datetime) -> Interest:
    """Note that a course is needed. Raises AskedBefore to whoever asks by name."""
    known = Interest.objects.filter(course=course, asked_by__membership__isnull=False, asked_at__gt=at - AGAIN)
    if by.membership_id and known.filter(asked_by__membership__user=by.membership.user_id).exists():
        raise AskedBefore
    asked = {"people": facts.people, "note": facts.note, "asked_at": at, "asked_by": by}
    made = Interest.objects.create(course=course, organisation=facts.organisation, **asked)
    audit.did("asked for a course", "training_course", course.pk)
    return made


def tell_who_asked(event: Event, *, by: Actor, at: datetime) -> None:
    """A date opens: tell whoever asked for its course by name."""
    asked = Interest.objects.filter(course=event.course_id, asked_at__gt=at - HOLDS)
    users = list(User.objects.filter(pk__in=asked.values("asked_by__membership__user")))
    if users:
        notifications.tell(
            words="A course you asked for has a new date",
            path=reverse("training:course", args=[event.course.public_id]),
            by=by,
            at=at,
            users=users,
        )
