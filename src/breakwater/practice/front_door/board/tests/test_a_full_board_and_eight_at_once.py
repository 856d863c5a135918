"""SG-06 under load: 500 open contacts, eight screeners on connections of their own. None is decided twice, nothing is lost.

Five of the contacts are fought over here; CONTESTED=500 in the environment, and `-o timeout=0`, makes it all of them.
"""

import os
import threading
from collections import Counter

import pytest
from django.db import connections
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision, Rating, ScreeningItem
from breakwater.practice.front_door.screening.operations import claims, rating, record, requirements
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

pytestmark = pytest.mark.slow
CONTACTS, AT_ONCE, ROUNDS = 500, 8, int(os.environ.get("CONTESTED", "5"))
REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


@pytest.fixture
def full_board(transactional_db):
    """A MASH with 500 open contacts, 12 children a form, and eight people who may decide."""
    mash = make.team("MASH", service="front_door")
    people = [make.actor("mash_manager", of=mash) for _ in range(AT_ONCE)]
    left, number = CONTACTS, 0
    while left:
        children = [arrivals.ChildTold(named_as=f"Child {number}-{n}") for n in range(min(12, left))]
        arrivals.receive(
            arrivals.Arrival(
                area=make.area(), channel="PUBLIC", key=f"full-{number}", worry="Shouting", children=children
            ),
            by=make.intake(),
            at=timezone.now(),
        )
        left, number = left - len(children), number + 1
    return people


def at_once(people, work) -> Counter:
    """Let everyone do the same at the same moment, each on a connection of their own; what was refused, by name."""
    together, refused, faults = threading.Barrier(len(people), timeout=120), Counter(), []

    def run(actor):
        try:
            with acting_as(actor):
                together.wait()
                work(actor)
        except (claims.AlreadyClaimed, requirements.ContactAlreadyDecided) as fact:
            refused[type(fact).__name__] += 1
        except Exception as fault:
            faults.append(repr(fault))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[actor]) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    assert faults == []
    return refused


def test_sg_06_no_contact_is_decided_twice_and_no_update_is_lost(full_board):
    people = full_board
    with acting_as(people[0]):
        contacts = list(Contact.objects.select_related("case").order_by("received_at", "pk"))
    assert len(contacts) == CONTACTS
    for contact in contacts[:ROUNDS]:  # all eight reach for the same one
        refused = at_once(people, lambda by, c=contact: claims.claim(contact=c, by=by, at=timezone.now()))
        assert refused == {"AlreadyClaimed": AT_ONCE - 1}

        def add(by, c=contact):
            record.add_item(
                c,
                record.ItemFacts(kind="RISK", words=f"Seen by {by.pk}", agency="School"),
                key=_uuid(by, c),
                by=by,
                at=timezone.now(),
            )

        at_once(people, add)
        at_once(
            people,
            lambda by, c=contact: rating.rate(contact=c, rag="GREEN", reason=f"By {by.pk}", by=by, at=timezone.now()),
        )

        make_ready(contact, by=people[0])

        def decide(by, c=contact):
            decisions.decide(
                [c],
                decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender="", checked_by_hand=True),
                by=by,
                at=timezone.now(),
            )

        assert at_once(people, decide) == {"ContactAlreadyDecided": AT_ONCE - 1}
    with acting_as(people[0]):
        for contact in contacts[:ROUNDS]:
            assert Decision.objects.filter(contact=contact).count() == 1
            assert ScreeningItem.objects.filter(contact=contact).count() == AT_ONCE
            assert Rating.objects.filter(contact=contact).count() == AT_ONCE
        assert Contact.objects.filter(decided_at=None).count() == CONTACTS - ROUNDS


def _uuid(by, contact):
    from uuid import UUID

    return UUID(int=by.pk * 1_000_000 + contact.pk)
