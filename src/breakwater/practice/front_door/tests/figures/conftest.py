"""A MASH, contacts that arrive, and a restricted one."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.operations import arrivals
from breakwater_dev.testing import factories as make

_keys = itertools.count(1)


@pytest.fixture
def early_help_manager(mash):
    return make.actor("early_help_manager", of=make.team("Tier 2", service="early_help"))


@pytest.fixture
def arrives(mash):
    """`arrives(3)` receives so many contacts now, each of a child of its own, and returns them."""

    def arrive(number: int = 1, *, minutes_ago: int = 0, **more) -> list[Contact]:
        made = []
        for _ in range(number):
            receipt = arrivals.receive(
                area=make.area(),
                key=f"figures-{next(_keys)}",
                by=make.intake(),
                at=timezone.now() - timedelta(minutes=minutes_ago),
                children=[arrivals.ChildTold(named_as="Robin Sample")],
                **({"channel": "PUBLIC", "worry": "Shouting"} | more),
            )
            with acting_as(make.intake()):
                made += list(receipt.submission.contacts.all())
        return made

    return arrive


@pytest.fixture
def restrict(manager, mash):
    """Seal a contact to two readers, of whom the manager is none."""
    readers = [make.membership("mash_manager", of=mash), make.membership("mash_screener", of=mash)]

    def seal(contact: Contact) -> None:
        with acting_as(readers[0]), connection.cursor() as cursor:
            humans = [reader.user_id for reader in readers]
            cursor.execute(
                "select access.seal_row('case', %s, %s, 'a colleague''s child', true, null)", [contact.case_id, humans]
            )

    seal.reader = readers[0]
    return seal
