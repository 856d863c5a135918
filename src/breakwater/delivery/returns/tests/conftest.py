"""Fixtures that every test of this room may use."""

import pytest

from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import contact_arrives, decides, signed_in
from breakwater_dev.testing.mash import is_ready, manager, mash, screener

__all__ = [
    "contact_arrives",
    "decides",
    "is_ready",
    "manager",
    "mash",
    "officer",
    "screener",
    "signed_in",
    "social_care",
]


@pytest.fixture
def social_care(db):
    """Teams that receive what the MASH passes to social care."""
    make.team("Assessment team", service="assessment")
    return make.team("Strategy team", service="strategy")


@pytest.fixture
def officer(mash):
    return make.actor("data_officer", of=make.team("Performance and data"))
