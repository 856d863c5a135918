"""A MASH with its people, and contacts that arrive as in life."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.operations import arrivals, screening
from breakwater_dev.testing import factories as make

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
_keys = itertools.count(1)


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 co-ordinators", service="early_help")


@pytest.fixture
def social_care(db):
    return make.team("Assessment team", service="strategy")


@pytest.fixture
def contact_arrives(mash):
    """`contact_arrives(children=[...], child=person)` returns the contacts of one submission."""

    def arrive(*children: arrivals.ChildTold, child=None, days_ago: int = 0, **more) -> Contact:
        facts = {"channel": "PUBLIC", "worry": "Shouting every night"} | more
        at = facts.pop("at", timezone.now() - timedelta(days=days_ago))
        told = list(children) or [arrivals.ChildTold(named_as="Sam Sample", person=child)]
        receipt = arrivals.receive(
            area=make.area(), key=f"key-{next(_keys)}", by=make.intake(), at=at, children=told, **facts
        )
        with acting_as(make.intake()):
            contacts = list(receipt.submission.contacts.order_by("position"))
        return contacts[0] if len(contacts) == 1 else contacts

    return arrive


@pytest.fixture
def settled(contact_arrives, screener):
    """`settled()` returns a contact whose child is settled."""

    def make_one(**more) -> Contact:
        contact = contact_arrives(**more)
        with acting_as(screener):
            screening.match(
                contact=contact,
                person=make.person("Sam", "Sample"),
                was_new=True,
                searched={},
                found=0,
                by=screener,
                at=timezone.now(),
            )
            contact.refresh_from_db()
        return contact

    return make_one


@pytest.fixture
def ready(contact_arrives, is_ready):
    """`ready(...)` returns contacts that a screener has allocated, searched for and rated, for a manager to decide."""

    def make_one(*children: arrivals.ChildTold, **more) -> Contact:
        arrived = contact_arrives(*children, **more)
        is_ready(*(arrived if isinstance(arrived, list) else [arrived]))
        return arrived

    return make_one
