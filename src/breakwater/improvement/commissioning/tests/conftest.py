"""Who records an area's needs, and who only reads them."""

import pytest

from breakwater_dev.testing import factories as make


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office", service="learning"))


@pytest.fixture
def reader(db, keeper):
    return make.actor("early_help_manager", of=make.team("Early help", in_area=keeper.membership.team.area))
