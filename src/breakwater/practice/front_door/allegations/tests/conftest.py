"""A school, its deputy whom an allegation names, a MASH, and the designated officers who alone hear of it."""

import pytest

from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import dsl, signed_in

__all__ = ["dsl", "signed_in"]


@pytest.fixture
def area(db):
    return make.area()


@pytest.fixture
def mash(area):
    return make.team("MASH", service="front_door")


@pytest.fixture
def officers(area):
    team = make.team("Designated officers", service="lado")
    return [make.membership("designated_officer", of=team), make.membership("designated_officer", of=team)]


@pytest.fixture
def school(area):
    organisation = make.organisation("Figurehead Academy", "SCHOOL")
    team = make.team("Safeguarding", of=organisation)
    return {
        "organisation": organisation,
        "dsl": make.membership("dsl", of=team),
        "deputy": make.membership("dsl", of=team),
    }


@pytest.fixture
def staff(mash):
    return {"screener": make.membership("mash_screener", of=mash), "manager": make.membership("mash_manager", of=mash)}
