"""Bulletins for tests: a subscriber, an issue begun or sent, and its copies carried as the worker would."""

from uuid import uuid4

from django.utils import timezone

from breakwater.knowledge.content.models import Dispatch, Issue, Reach, Subscriber
from breakwater.knowledge.content.operations import bulletins, dispatching
from breakwater.partnership.organisations.access import acting_as

from . import factories as make


def subscriber(
    email="reader@example.org", topics=("prevent",), frequency="each", at=None, language="en", chapters=()
) -> Subscriber:
    return Subscriber.objects.create(
        area=make.area(),
        email=email,
        topics=list(topics),
        chapters=list(chapters),
        frequency=frequency,
        confirmed_at=at or timezone.now(),
        language=language,
    )


def issue(by, title="Notice, check, share", topic="prevent", reach=Reach.PUBLIC, roles=()) -> Issue:
    return bulletins.begin(
        make.area(),
        bulletins.IssueFacts(topic=topic, reach=reach, roles=list(roles), title=title, lead="What is new."),
        key=uuid4(),
        by=by,
        at=timezone.now(),
    )


def sent(by, at=None, **more) -> Issue:
    at = at or timezone.now()
    with acting_as(by):
        return send(issue(by, **more), by=by, at=at)


def second(by):
    """Somebody else who may approve what this post wrote."""
    return make.actor("prevent_lead", of=by.membership.team)


def send(made: Issue, *, by, at=None) -> Issue:
    """Have it approved by somebody else, and send it."""
    at = at or timezone.now()
    made = bulletins.approve(issue=made, by=second(by), at=at)
    return bulletins.send(issue=made, by=by, at=at)


def carry_all() -> int:
    """Run the batches of every dispatch; return how many copies were made."""
    made = 0
    for number in Dispatch.objects.filter(done_at=None).values_list("pk", flat=True):
        while more := dispatching.send_some(dispatch=number, at=timezone.now()):
            made += more
    return made
