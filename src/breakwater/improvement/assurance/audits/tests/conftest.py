"""The partnership's office, and three schools that can answer."""

import pytest

from breakwater_dev.testing import audits as told
from breakwater_dev.testing.self_assessments import a_school


@pytest.fixture
def keeper(db):
    return told.a_keeper()


@pytest.fixture
def schools(db):
    return [a_school(name) for name in ("Albany School", "Brook School", "Cliff School")]
