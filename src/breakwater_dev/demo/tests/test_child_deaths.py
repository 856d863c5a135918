"""Forty child deaths of three years, as the demonstration tells them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone

from breakwater.foundation.storage import create_key_file
from breakwater.improvement.learning.deaths.panels import lookup
from breakwater.improvement.learning.models import ChildDeath, PanelMeeting, PanelOutcome, PublishedReview
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import child_deaths
from breakwater_dev.testing import factories as make


@pytest.fixture
def life(db):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    team = make.team("Child death review", service="child_death_review")
    for code, name in (("850", "Hampshire"), ("852", "Southampton"), ("921", "Isle of Wight")):
        area = make.area(code, name)
        team.services.create(area=area, service="child_death_review")
        make.team(f"Partnership {code}", in_area=area, service="learning")
    actors = {
        "child deaths": make.actor("child_death_reviewer", of=team),
        "designated doctor": make.actor("designated_doctor", of=team),
    }
    return SimpleNamespace(now=timezone.now(), staff=SimpleNamespace(actor=actors.get))


def test_forty_deaths_of_three_years_with_three_responses_that_run(life):
    child_deaths.tell(life)
    with acting_as(life.staff.actor("child deaths")):
        found = list(ChildDeath.objects.all())
        assert len(found) == 40
        assert len({one.called for one in found}) == 40
        assert min(one.died_at for one in found).year >= life.now.year - 3
        assert sum(one.response == "YES" and (life.now - one.died_at).days < 14 for one in found) == 3
        assert {one.area.code for one in found} >= {"850", "852", "921"}
        assert set(PanelMeeting.objects.values_list("state", "theme")) >= {("HELD", ""), ("PLANNED", "neonatal")}
        assert PanelOutcome.objects.filter(result="CONCLUDED").count() == 30
        assert len(lookup.to_list(PanelMeeting.objects.get(state="PLANNED"))) == 1
        names = {word for one in found for word in one.called.split()}
    reviews = PublishedReview.objects.filter(kind=PublishedReview.Kind.DEATHS)
    assert reviews.count() == 2
    assert [name for name in names for one in reviews if name in one.text] == []
    assert sum(one.recommendations.count() for one in reviews) == 2
