"""Calling a strategy discussion, and what its tests say of one again and again."""

from uuid import uuid4

from django.db import connection
from django.utils import timezone

from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Strategy
from breakwater.practice.front_door.strategy_discussions.operations import discussions as operations
from breakwater_dev.testing import factories as make

DECIDED = {
    "threshold_met": True,
    "enquiry": "JOINT",
    "protection": "AGREED",
    "rationale": "A bruise on a baby who cannot move",
    "child_seen": "Today, on the ward",
    "medical": "",
    "criminal_plan": "",
    "parents_told": "By the ward sister",
    "other_children": "None",
    "arrangements": "",
    "safety_plan": "",
    "absence_because": "",
    "absence_manager": "",
}


def called(contact, screener, *, asked=(), key=None, immediate=True, planned_for=None) -> Strategy:
    with acting_as(screener) as by:
        return operations.call(
            contact,
            operations.DiscussionFacts(
                concern="A bruise",
                is_immediate=immediate,
                planned_for=planned_for or timezone.now(),
                how="CALL",
                asked=[operations.Asked(*each) for each in asked],
            ),
            key=key or uuid4(),
            by=by,
            at=timezone.now(),
        )


def everyone_is_there(strategy, by):
    for agency in ("SOCIAL_CARE", "POLICE", "HEALTH"):
        attendee = operations.ask(
            strategy=strategy, asked=operations.Asked(agency, "Someone"), by=by, at=timezone.now()
        )
        operations.say(attendee=attendee, was_there=True, knows="What we know", by=by, at=timezone.now())


def seal(contact, *readers):
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'protected', false, null)",
            [contact.case_id, [reader.membership.user_id for reader in readers]],
        )


def day(name, at):
    return {f"{name}-day": at.day, f"{name}-month": at.month, f"{name}-year": at.year}


def to_send(email: str) -> dict:
    """What the page sends that calls one held now, the police by their account."""
    here = timezone.localtime()
    return {
        "concern": "A bruise",
        "is_immediate": "yes",
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
        "who_SOCIAL_CARE": "A. Worker",
        "who_POLICE": "B. Constable",
        "mail_POLICE": email,
        "who_HEALTH": "C. Nurse",
        **day("on", here),
    }


def told(who) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=who.membership.user).order_by("pk").values_list("words", "path"))
