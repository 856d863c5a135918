import pytest
from django.utils import timezone

from breakwater.knowledge.content.operations import site
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.testing import factories as make


@pytest.fixture
def keeper(db):
    return make.membership("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def site_here(keeper):
    """The product's own pages, brought to Portsmouth; returns its home."""
    with acting_as(make.intake()) as by:
        site.bring(area=make.area(), kept_by=keeper.team, by=by, at=timezone.now())
    return site.home_of(make.area())


@pytest.fixture
def by(keeper):
    return actor_of(keeper)


@pytest.fixture
def desk(signed_in, by):
    return signed_in(by)
