"""A school, the Prevent team that asks, and the edition of now."""

import pytest

from breakwater.casework.self_assessments import operations
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import SCHOOLS, a_school


@pytest.fixture
def school(db):
    return a_school("Albany School")


@pytest.fixture
def prevent(db):
    return make.actor("prevent_education_officer", of=make.team("Prevent education", service="prevent_education"))


@pytest.fixture
def edition(db):
    return operations.edition_now(SCHOOLS)
