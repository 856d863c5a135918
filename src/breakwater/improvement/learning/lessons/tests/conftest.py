"""Whoever looks after an area's learning, a colleague beside them, a health trust that answers, and a recommendation."""

import pytest

from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lessons as told


@pytest.fixture
def keeper(db):
    return told.a_keeper()


@pytest.fixture
def colleague(keeper):
    return make.actor("policy_officer", of=keeper.membership.team)


@pytest.fixture
def trust(db):
    return make.team("Safeguarding team", of=make.organisation("Invented Health Trust", "HEALTH"))


@pytest.fixture
def nurse(trust):
    return make.actor("agency_professional", of=trust)


@pytest.fixture
def recommendation(keeper):
    return told.a_recommendation(told.a_review(keeper), keeper)
