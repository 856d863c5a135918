"""A school with a lead, a deputy, a head and a teacher."""

import pytest

from breakwater.partnership.organisations.models import Membership
from breakwater.practice.child_on_child.tests.conftest import dsl, key_file, school, teacher
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import mash

__all__ = ["deputy", "dsl", "head", "key_file", "mash", "school", "teacher"]


@pytest.fixture
def deputy(school):
    made = make.actor("dsl", of=school)
    Membership.objects.filter(pk=made.membership.pk).update(job_title="Deputy designated safeguarding lead")
    made.membership.refresh_from_db()
    return made


@pytest.fixture
def head(school):
    return make.actor("head_teacher", of=school)
