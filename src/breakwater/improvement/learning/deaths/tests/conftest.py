"""Fixtures of the tests of child deaths: the team that reviews them for two areas, somebody outside it, a death that was recorded."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from breakwater.foundation.storage import create_key_file
from breakwater.improvement.learning.deaths.operations import opening
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

NUMBER = "9434765919"
AT = datetime(2026, 12, 22, 2, tzinfo=UTC)  # the Tuesday before Christmas, at two in the morning


@pytest.fixture(autouse=True)
def key_file():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def team(db):
    """One team, hosted in one area, for two."""
    hosted = make.team("Child death review", of=make.organisation("Care board", "HEALTH"), service="child_death_review")
    hosted.services.create(area=make.area("850", "Hampshire"), service="child_death_review")
    return hosted


@pytest.fixture
def reviewer(team):
    return make.actor("child_death_reviewer", of=team)


@pytest.fixture
def doctor(team):
    return make.actor("designated_doctor", of=team)


@pytest.fixture
def paediatrician(db):
    """Whoever is on call at two in the morning: a post in a hospital, and none in the team."""
    return make.actor("agency_professional", of=make.team(of=make.organisation("Harbour Hospital", "HEALTH")))


def opened(by, *, in_area=None, **said):
    facts = opening.DeathFacts(
        **{"called": "Nel Nowhere", "died_at": AT - timedelta(hours=1), "expected": False} | said
    )
    with acting_as(by):
        return opening.open_record(facts, area=in_area or by.membership.team.area, by=by, at=AT, key=uuid4())


@pytest.fixture
def death(reviewer, paediatrician):
    return opened(paediatrician)
