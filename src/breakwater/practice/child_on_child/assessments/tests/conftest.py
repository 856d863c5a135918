"""A school with a safeguarding lead, and an incident of violence between two of its pupils, each with an adult who works with them."""

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.incidents.operations import opening
from breakwater.practice.child_on_child.tests.conftest import dsl, school
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import child_in, opened
from breakwater_dev.testing.mash import mash

__all__ = ["affected", "alleged", "dsl", "incident", "mash", "school", "staff", "worker_of"]


@pytest.fixture
def incident(dsl):
    return opened(dsl, "ASSAULT")


@pytest.fixture
def affected(incident, dsl):
    return child_in(incident, "HARMED", dsl)


@pytest.fixture
def alleged(incident, dsl):
    return child_in(incident, "ALLEGED", dsl)


@pytest.fixture
def staff(school):
    """`staff()`: another member of staff, who is not of the safeguarding team."""
    team = make.team("Staff", of=school.organisation)
    return lambda: make.actor("school_staff", of=team)


@pytest.fixture
def worker_of(staff, dsl):
    """`worker_of(child)`: an adult of the school who works with that child."""

    def named(child):
        adult = staff()
        with acting_as(dsl) as by:
            opening.set_worker(child, worker=adult.membership, by=by, at=timezone.now())
        return adult

    return named
