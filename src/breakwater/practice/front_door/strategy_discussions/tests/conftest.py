"""Fixtures that every test of this room may use."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Contact, Submission
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import contact_arrives
from breakwater_dev.testing.mash import manager, mash, screener

__all__ = ["contact_arrives", "manager", "mash", "screener"]


@pytest.fixture
def officer(db):
    return make.actor("agency_professional", of=make.team("Public protection"))


@pytest.fixture
def contact(mash, screener):
    with acting_as(screener) as by:
        child = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Ada", surname="Example"), by=by, at=timezone.now()
        )
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel=Submission.Channel.PUBLIC,
            key=str(uuid4()),
            worry="A bruise",
            children=[ChildTold(named_as="Ada Example", person=child)],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(screener):
        return Contact.objects.select_related("case__area", "child").get()
