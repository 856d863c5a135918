"""A school with a safeguarding lead and a teacher, another school beside it, and the MASH."""

from pathlib import Path

import pytest
from django.conf import settings

from breakwater.foundation.storage import create_key_file
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import a_school, a_teacher
from breakwater_dev.testing.mash import mash

__all__ = ["dsl", "key_file", "mash", "other_dsl", "other_school", "school", "teacher"]


@pytest.fixture(autouse=True)
def key_file():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def school(db):
    return a_school()


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def teacher(school, dsl):
    return a_teacher(school)


@pytest.fixture
def other_school(db):
    return a_school("Mizzen School")


@pytest.fixture
def other_dsl(other_school):
    return make.actor("dsl", of=other_school)
