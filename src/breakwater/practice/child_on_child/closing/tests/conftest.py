"""A rape that was reported by a child under 13: the police were called, the MASH has the contact, both children have a plan."""

import pytest

from breakwater.practice.child_on_child.tests.conftest import dsl, key_file, school
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import opened, reported
from breakwater_dev.testing.mash import mash

__all__ = ["dsl", "incident", "key_file", "mash", "school", "staff"]


@pytest.fixture
def staff(school):
    """Another member of staff, who is not of the safeguarding team."""
    return make.actor("school_staff", of=make.team("Staff", of=school.organisation))


@pytest.fixture
def incident(mash, dsl):
    return opened(dsl, "RAPE", report=reported(dsl, under_13="YES"))
