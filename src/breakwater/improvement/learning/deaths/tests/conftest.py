"""Fixtures of the tests of child deaths: the team that reviews them for two areas, somebody outside it, a death that was recorded, a panel."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from breakwater.foundation.storage import create_key_file
from breakwater.improvement.learning.deaths.operations import opening, states
from breakwater.improvement.learning.deaths.panels.operations import meetings, outcomes, papers
from breakwater.improvement.learning.models import ChildDeath, DeathState
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

NUMBER = "9434765919"
AT = datetime(2026, 12, 22, 2, tzinfo=UTC)  # the Tuesday before Christmas, at two in the morning
DAY = date(2026, 12, 22)
LATER = AT + timedelta(days=90)
CHILDREN = ("Nel Nowhere", "Odalys Fenwick", "Piet Quayle", "Rosalba Thorne", "Sorrel Vantage", "Tamsin Wharf")
MORE = ("Ulric Vane", "Verity Strand", "Wilf Yardley", "Xanthe Moor")


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


@pytest.fixture(autouse=True)
def unscanned(settings):
    settings.BREAKWATER_UNSCANNED = "release"


class Panel:
    """A meeting of the team, and ways to bring it on."""

    def __init__(self, reviewer, on=DAY):
        self.by = reviewer
        self.meeting = self.do(meetings.arrange, meetings.MeetingFacts("ORDINARY", "", on), key=uuid4())

    def do(self, operation, *of, **facts):
        with acting_as(self.by) as by:
            return operation(*of, by=by, at=LATER, **facts)

    def ready(self, called="Nel Nowhere", **said) -> ChildDeath:
        death = opened(self.by, called=called, born_on=date(2024, 5, 17), **said)
        with acting_as(self.by) as by:
            states.move(death, DeathState.ANALYSED, by=by, at=AT)
        return death

    def seated(self, *named: str):
        seats = [self.do(meetings.seat, self.meeting, "chair", "Ida Marrow", "Independent")]
        seats += [self.do(meetings.seat, self.meeting, "police", each, "Police") for each in named]
        self.do(meetings.record_attendance, self.meeting, seats)
        return seats

    def case(self, death=None, edition="2018"):
        return self.do(meetings.list_deaths, self.meeting, [death or self.ready()], edition)[0]

    def settle(self, case, **more):
        facts = {"result": "CONCLUDED", "category": "10", "modifiable": "YES", "on": DAY} | more
        return self.do(outcomes.settle, case, outcomes.OutcomeFacts(**facts), key=uuid4())

    def add(self, case, content: bytes, name="analysis of Nel Nowhere.docx"):
        return self.do(papers.add, case, papers.PaperFacts(io.BytesIO(content), name, ""), key=uuid4())


@pytest.fixture
def panel(reviewer):
    return Panel(reviewer)


def concluded(panel, number=5):
    panel.seated()
    cases = []
    for called in CHILDREN[:number]:
        cases.append(panel.case(panel.ready(called)))
        panel.settle(cases[-1])
    return cases
