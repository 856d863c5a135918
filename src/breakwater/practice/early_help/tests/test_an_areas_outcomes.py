"""An area's own outcomes: versioned, from a day on, retired and not deleted; a plan keeps the words it was written with (FD 4.7)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.models import Goal, OutcomeList
from breakwater.practice.early_help.outcome_lists import vocabulary as outcomes
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
CHANGE = "/early-help/outcomes/change/"


@pytest.fixture
def keeper(signed_in):
    return signed_in(make.actor("business_manager", of=make.team("Partnership office")))


def version(drawn_from: int = 0, *, on=TODAY, retired=(), new: str = "", **words) -> dict:
    """A form of the next version, as the page sends it."""
    known = {f"words_{key}": said for key, said in outcomes.SUPPORTING_FAMILIES.headings.items()}
    if new and drawn_from:
        known["words_11"] = new
    return (
        known
        | words
        | {
            "drawn_from": drawn_from,
            "title": "Ours",
            "source": "The partnership, 2026",
            "retired": list(retired),
            "new_0": new if not drawn_from else "",
            "from_on-day": on.day,
            "from_on-month": on.month,
            "from_on-year": on.year,
        }
    )


def offered() -> dict[str, str]:
    return dict(outcomes.in_force(make.area(), TODAY).offered)


def test_a_new_version_is_offered_and_what_is_retired_is_kept(keeper):
    assert keeper.post(CHANGE, version(retired=["7"], new="A place to play")).status_code == 302
    assert "7" not in offered()
    assert offered()["11"] == "A place to play"
    page = keeper.get("/early-help/outcomes/").content.decode()
    assert "No longer offered" in page
    assert "Families diverted from crime" in page


def test_a_plan_keeps_the_words_it_was_written_with(keeper, led, signed_in):
    episode, lead = led()
    with acting_as(lead) as by:
        plans.add_goal(episode, plans.GoalFacts(words="Calm mornings", outcomes=["5"]), by=by, at=timezone.now())
    keeper.post(CHANGE, version(words_5="Getting on together", retired=["7"]))
    desk = signed_in(lead)
    desk.post(
        reverse("early_help:goal_new", args=[episode.reference]),
        {"words": "Fewer rows", "target": 7, "outcomes": ["5"], "idempotency": uuid4()},
    )
    plan = desk.get(reverse("early_help:plan", args=[episode.reference])).content.decode()
    assert "Improved family relationships" in plan
    assert "Getting on together" in plan


def test_an_outcome_that_is_retired_cannot_be_chosen_anew(keeper, led, signed_in):
    episode, lead = led()
    keeper.post(CHANGE, version(retired=["7"]))
    where = reverse("early_help:goal_new", args=[episode.reference])
    signed_in(lead).post(where, {"words": "x", "target": 7, "outcomes": ["7"], "idempotency": uuid4()})
    with acting_as(lead):
        assert not Goal.objects.exists()


def test_a_version_begins_on_its_day(keeper):
    keeper.post(CHANGE, version(on=TODAY + timedelta(days=3), retired=["7"]))
    assert "7" in offered()
    assert "7" not in dict(outcomes.in_force(make.area(), TODAY + timedelta(days=3)).offered)


def test_two_keepers_at_once_lose_nothing_and_one_always_stays(keeper):
    keeper.post(CHANGE, version(retired=["7"]))
    assert "Someone else made a version meanwhile" in keeper.post(CHANGE, version(retired=["8"])).content.decode()
    nothing = version(1, retired=list(outcomes.SUPPORTING_FAMILIES.headings))
    assert "Leave at least one that is offered" in keeper.post(CHANGE, nothing).content.decode()
    assert OutcomeList.objects.count() == 1
