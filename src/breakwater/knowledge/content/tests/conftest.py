from copy import deepcopy

import pytest
from django.db import connections
from django.utils import timezone

from breakwater.knowledge.content.operations import site
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import User
from breakwater_dev.testing import databases
from breakwater_dev.testing import factories as make


def _keeper():
    """One whom no other test's numbers meet: the database may have been made by another process, which counts for itself."""
    user = User.objects.create(email="keeper@example.org", name="Keeper of the site", password="!")
    return make.membership("business_manager", of=make.team("Partnership office"), user=user)


def _bring():
    keeper = _keeper()
    with acting_as(make.intake()) as by:
        site.bring(area=make.area(), kept_by=keeper.team, by=by, at=timezone.now())
    return keeper


@pytest.fixture(scope="session")
def brought(test_cluster, django_db_setup, django_db_blocker):
    """A database with the site in it, for all tests of this process that begin with it; its name, and who keeps the site."""
    with django_db_blocker.unblock():
        of, keeper = databases.made_once(test_cluster, "site", _bring)
    name = databases.clone(test_cluster, f"{django_db_setup}_site", of)
    yield name, keeper
    if connections["default"].settings_dict["NAME"] == name:
        databases.point_at(django_db_setup)
    databases.drop(test_cluster, name)


@pytest.fixture
def database_of_test(request, django_db_setup):
    return request.getfixturevalue("brought")[0] if "site_here" in request.fixturenames else django_db_setup


@pytest.fixture
def keeper(db, request):
    return deepcopy(request.getfixturevalue("brought")[1]) if "site_here" in request.fixturenames else _keeper()


@pytest.fixture
def site_here(db):
    """The product's own pages, brought to Portsmouth; returns its home."""
    return site.home_of(make.area())


@pytest.fixture
def by(keeper):
    return actor_of(keeper)


@pytest.fixture
def desk(signed_in, by):
    return signed_in(by)
