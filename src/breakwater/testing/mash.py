"""A MASH and the two of its people whom most tests of the front door need."""

import pytest

from breakwater.testing import factories as make


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def screener(mash):
    return make.actor("mash_screener", of=mash)


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)
