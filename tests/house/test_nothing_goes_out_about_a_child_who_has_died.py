"""After a death nothing goes out to the family about the child, and nobody is reminded: every job and every sender of the product.

The jobs are run over two months in the small world, once while the child lives and once after the death. Every place that writes
to somebody is found in the code, and stands below with what it is to a child who has died.
"""

import ast
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

import breakwater
from breakwater.casework.cases.models import Case
from breakwater.casework.clocks.models import Clock
from breakwater.casework.models import Meeting
from breakwater.foundation.jobs import known_jobs
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.front_door.models import InformationRequest
from breakwater_dev.testing.deaths import dies

HOUSE = Path(breakwater.__file__).parent
# What writes to an address outside, and about whom.
ABOUT_NO_CHILD = {
    "delivery.web.invitations": "whoever is invited to a post",
    "delivery.web.sign_in": "whoever signs in",
    "improvement.learning.lessons.operations.responses": "an organisation that answers a recommendation",
    "knowledge.content.operations.bulletins": "subscribers",
    "knowledge.content.operations.dispatching": "subscribers",
    "knowledge.content.operations.library": "whoever offered a resource",
    "knowledge.content.operations.sent": "subscribers",
    "knowledge.content.operations.subscribing": "subscribers",
    "knowledge.directory.operations.providing": "whoever provides a service",
    "knowledge.training.evaluations.asking": "who was on a course",
    "knowledge.training.letters": "who books a course",
    "knowledge.training.requirements.reminding": "who needs a course",
    "practice.front_door.emergency_duty.operations": "emergency duty, of a contact that says that a child is in danger",
}
ASKS = {
    "practice.early_help.family_links.operations.copies": "refuse_for_the_dead(",
    # An answer is mailed to a link that stands alone: the death ended it.
    "practice.early_help.family_links.operations.family_messages": "ended_at=None, ends_at__gt=at",
    "practice.front_door.feedback.operations": "goes_on(",
}
# Jobs that look at machines, links, figures or other rooms' own affairs, and write to nobody about a child.
NOT_RUN = re.compile(r"web\.|audit\.|jobs\.|content\.|directory\.|policies\.|people\.|.*work_out_figures")
DAYS = (*range(1, 8), 9, 12, 15, 20, 27, 34, 41, 43, 46, 51, 60)


@pytest.fixture
def database_of_test(small_world):
    return small_world[0]


@pytest.fixture
def ordinary(db, small_world):
    """The child whom everybody at home may know of, with all that hangs from them."""
    return small_world[1].records["ordinary"]


def moments(child, by) -> list[datetime]:
    """When the jobs run: in the mornings of two months, and after each clock of the child's cases was missed."""
    with acting_as(by):
        missed = list(
            Clock.objects.running().filter(case__participants__person=child).values_list("breach_at", flat=True)
        )
    start = timezone.now()
    mornings = [(start + timedelta(days=day)).replace(hour=7, minute=10) for day in DAYS]
    return sorted({*mornings, *(at.replace(minute=7) + timedelta(hours=1) for at in missed)})


def signs_of(child, by) -> set[str]:
    """Every sign by which a path or a message can lead to the child's records."""
    with acting_as(by):
        cases = list(Case.objects.filter(participants__person=child))
        signs = {case.reference for case in cases} | {child.public_id}
        signs |= set(InformationRequest.objects.filter(case__in=cases).values_list("reference", flat=True))
        signs |= set(Meeting.objects.filter(case__in=cases).values_list("public_id", flat=True))
    return signs


def told_by_jobs(child, by, monkeypatch) -> Counter:
    """What every job of the product tells about the child, by its words."""
    signs, told = signs_of(child, by), Counter()
    before = (
        set(Notification.objects.values_list("pk", flat=True)),
        set(OutboxMessage.objects.values_list("pk", flat=True)),
    )
    for moment in moments(child, by):
        with monkeypatch.context() as patched:
            patched.setattr(timezone, "now", lambda moment=moment: moment)
            for name, job in known_jobs().items():
                if not NOT_RUN.match(name) and not job.__code__.co_argcount:
                    job()
    for one in Notification.objects.exclude(pk__in=before[0]):
        if any(sign in one.path or sign == one.reference for sign in signs):
            told[one.words] += 1
    for mail in OutboxMessage.objects.exclude(pk__in=before[1]):
        if any(sign in mail.body for sign in signs):
            told[f"mail: {mail.subject}"] += 1
    return told


def writers() -> set[str]:
    """The modules that write to an address, by mail or text, or page one; what is told to colleagues with an account is no letter."""
    ways, found = ("post", "post_each", "text", "page"), set()
    for path in HOUSE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"notifications.{way}" for way in ways}:
                found.add(".".join(path.relative_to(HOUSE).with_suffix("").parts))
    return found


def test_whoever_writes_to_an_address_asks_whether_the_child_has_died_or_writes_about_no_child():
    assert writers() == ABOUT_NO_CHILD.keys() | ASKS.keys()
    for module, question in ASKS.items():
        assert question in (HOUSE / module.replace(".", "/")).with_suffix(".py").read_text(), module


@pytest.mark.slow
def test_the_jobs_of_two_months_tell_nothing_about_a_child_who_has_died(ordinary, small_world, monkeypatch):
    screener = actor_of(small_world[1].posts["home"]["mash_screener"])
    with transaction.atomic():
        alive = told_by_jobs(ordinary.person, screener, monkeypatch)
        transaction.set_rollback(True)
    recorded = dies(ordinary.person, screener)
    assert recorded.stopped["Family links ended"] == 1
    after = told_by_jobs(ordinary.person, screener, monkeypatch)
    assert sum(alive.values()) > 50, "while the child lives the same jobs tell of them"
    assert after == Counter()
