"""A MASH and the two of its people whom most tests of the front door need."""

from datetime import datetime
from functools import partial

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims, provisional, rating
from breakwater_dev.testing import factories as make


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def screener(mash):
    return make.actor("mash_screener", of=mash)


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


def make_ready(*contacts: Contact, by: Actor, rag: str = "GREEN", at: datetime | None = None) -> None:
    """Contacts as a screener leaves them for whoever decides: allocated, the child searched for, rated."""
    with acting_as(by):
        for contact in contacts:
            held, now = Contact.objects.select_related("case").get(pk=contact.pk), at or timezone.now()
            if held.claimed_by_id is None:
                held = claims.claim(contact=held, by=by, at=now)
            held = provisional.record_provisionally(contact=held, by=by, at=now)
            if not held.rag:
                lowest = rating.at_least(contact=held, rag=rag, at=now)
                rating.rate(contact=held, rag=lowest, reason="As the referrer tells it", by=by, at=now)


@pytest.fixture
def is_ready(screener):
    """`is_ready(contact, ...)`: a screener has done with these contacts what is done before anyone decides."""
    return partial(make_ready, by=screener)
