"""A death recorded on a child's record opens the record of its review, and leads to a serious incident with what is known."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.improvement.learning.models import ChildDeath
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.deaths import dies


@pytest.fixture
def screener(db):
    return make.actor("mash_screener", of=make.team("MASH", service="front_door"))


@pytest.fixture
def child(db):
    return make.person("Nel", "Nowhere")


def test_the_team_that_reviews_deaths_has_it_with_what_is_known(screener, child, reviewer):
    dies(child, screener, died_at=time(0, 0), place="At home")
    with acting_as(reviewer):
        (opened,) = ChildDeath.objects.all()
        assert (opened.called, opened.place, opened.expected, opened.time_is_known) == (
            "Nel Nowhere",
            "At home",
            False,
            True,
        )


def test_a_time_that_nobody_knows_is_said_to_be_unknown_and_an_adults_death_is_not_reviewed(screener, child, reviewer):
    dies(child, screener)
    dies(make.person("Gran", "Nowhere", is_adult_in_a_childs_life=True), screener)
    with acting_as(reviewer):
        assert [each.time_is_known for each in ChildDeath.objects.all()] == [False]


def test_without_a_team_the_death_is_recorded_and_the_page_says_whom_to_call(signed_in, screener, child):
    dies(child, screener)
    page = signed_in(screener).get(reverse("casework:died", args=[child.public_id])).content.decode()
    assert "Call the designated doctor for child deaths" in page
    with acting_as(screener):
        assert not ChildDeath.objects.exists()


def test_a_serious_incident_is_raised_with_what_the_record_says(signed_in, screener, child):
    dies(child, screener)
    browser = signed_in(screener)
    link = reverse("learning:raise_after_a_death", args=[child.public_id])
    assert link in browser.get(reverse("casework:died", args=[child.public_id])).content.decode()
    form = browser.get(link).context_data["form"]
    assert (form["called"].value(), form["harm"].value(), form["happened_on"].value()) == (
        "Nel Nowhere",
        "DEATH",
        timezone.localdate(),
    )
