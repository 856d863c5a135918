"""A front door, a school and its connected system."""

import pytest

from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import System, key_of
from breakwater_dev.testing.telling import front_door


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def school(door):
    return make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL"))


@pytest.fixture
def shown(school):
    return key_of(school)


@pytest.fixture
def system(shown):
    return System(shown.secret)
