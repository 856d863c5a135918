"""A family that moves away: where to, who there took the help over, and a clock until they say that they have it (SG-08)."""

import re

import pytest
from django.urls import reverse

from breakwater.casework.clocks.models import Clock
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.models import Closing, MovedOn
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make

AWAY = {"code": "C7", "words": "They moved", "informed": ["Nobody"], "moved_to": "Southampton"}
ASKED = AWAY | {"onward": "ASKED", "asked": "Ann Vale, family hub"}


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def of(name: str, episode) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference])


def clocks_of(episode, by) -> list[Clock]:
    with acting_as(by):
        return list(Clock.objects.filter(case=episode.case, rule="early_help.moved_on").select_related("team"))


@pytest.mark.parametrize(
    ("left_empty", "said"),
    [
        ({"moved_to": ""}, "Enter the area or authority they have moved to"),
        ({"onward": "", "asked": ""}, "Choose who has taken the help over there"),
        ({"asked": ""}, "Enter who is asked"),
        ({"onward": "TAKEN", "asked": "", "who_has_it": "Ann"}, "Enter their reference, or when and how they"),
        ({"onward": "NOBODY", "asked": ""}, "Write who was told, and why nobody there takes it over"),
    ],
)
def test_sg_08_a_family_that_moved_is_not_closed_without_who_has_it_there(
    led, signed_in, coordinator, left_empty, said
):
    episode, _ = led()
    page = words_of(signed_in(coordinator).post(of("close", episode), ASKED | left_empty))
    assert said in page
    with acting_as(coordinator):
        assert not Closing.objects.exists()


def test_sg_08_until_the_receipt_comes_a_clock_of_the_team_outlives_the_episode(led, signed_in, coordinator):
    """Closed by a lead in a school, whose sight of it ends: the team that was responsible goes on asking."""
    episode, lead = led()
    assert signed_in(lead).post(of("close", episode), ASKED).status_code == 302
    browser = signed_in(coordinator)
    (clock,) = clocks_of(episode, coordinator)
    assert clock.is_running
    assert clock.team_id == episode.case.responsible_team_id
    today = words_of(browser.get("/today/"))
    assert "Moved away, no receipt yet" in today
    assert of("moved", episode) in today
    shown = words_of(browser.get(of("episode", episode)))
    for words in (
        "nobody there has said that they have it. Call Ann Vale, family hub",
        "Record receipt",
        "Southampton",
    ):
        assert words in shown
    answered = {"onward": "TAKEN", "who_has_it": "Bo Reed, family hub", "receipt": "S-1208"}
    for _ in range(2):  # sent twice, answered once
        assert browser.post(of("moved", episode), answered).status_code == 302
    ended = words_of(browser.get(of("episode", episode))).split("How it ended")[1]
    for words in ("Someone there has taken it over, and has said so", "Bo Reed, family hub", "S-1208"):
        assert words in ended
    assert not clocks_of(episode, coordinator)[0].is_running
    assert "Moved away, no receipt yet" not in words_of(browser.get("/today/"))
    other = words_of(browser.post(of("moved", episode), answered | {"receipt": "S-1209"}))
    assert "A colleague has recorded another answer meanwhile" in other


def test_sg_08_who_was_asked_may_answer_that_nobody_takes_it_over(led, signed_in, coordinator):
    episode, _ = led()
    browser = signed_in(coordinator)
    browser.post(of("close", episode), ASKED)
    assert 'value="ASKED"' not in words_of(browser.get(of("moved", episode)))
    told = {"onward": "NOBODY", "nobody": "Their school; the mother wants no help now"}
    browser.post(of("moved", episode), told)
    assert told["nobody"] in words_of(browser.get(of("episode", episode)))
    assert not clocks_of(episode, coordinator)[0].is_running


@pytest.mark.parametrize(
    "answer",
    [
        {"onward": "TAKEN", "who_has_it": "Ann Vale, family hub", "receipt": "S-1208"},
        {"onward": "NOBODY", "nobody": "Their school was told"},
    ],
)
def test_with_a_receipt_or_where_nobody_takes_it_over_no_clock_runs(led, signed_in, coordinator, answer):
    episode, _ = led()
    browser = signed_in(coordinator)
    browser.post(of("close", episode), AWAY | answer)
    assert clocks_of(episode, coordinator) == []
    page = words_of(browser.get(of("episode", episode)))
    for words in ("Southampton", *list(answer.values())[1:]):
        assert words in page
    assert browser.get(of("moved", episode)).status_code == 302


def test_another_team_and_a_lead_whose_post_has_ended_record_no_receipt(led, signed_in, coordinator):
    episode, lead = led()
    signed_in(coordinator).post(of("close", episode), ASKED)
    stranger = make.actor("tier2_coordinator", of=make.team("Other help"))
    for actor in (lead, stranger):
        assert signed_in(actor).get(of("moved", episode)).status_code in (403, 404)
    with acting_as(coordinator):
        assert not MovedOn.objects.get().is_settled


def test_an_episode_that_ended_otherwise_has_no_page_of_a_receipt(led, signed_in, coordinator):
    episode, _ = led()
    assert signed_in(coordinator).get(of("moved", episode)).status_code == 404


def test_sg_08_where_nobody_there_has_it_the_mash_has_a_contact_to_refer_when_the_episode_closes(
    led, signed_in, coordinator
):
    """ "Moved to another area" ended the help with a typed name, and nobody there or here had the family."""
    episode, _ = led()
    browser, away = signed_in(coordinator), AWAY | {"onward": "MASH", "danger": "no", "confirmed": ["yes"]}
    assert "Write what they must know there" in words_of(browser.post(of("close", episode), away))
    with acting_as(coordinator):
        assert not Closing.objects.exists()
    assert browser.post(of("close", episode), away | {"must_know": "Bedtimes are agreed"}).status_code == 302
    (clock,) = clocks_of(episode, coordinator)
    assert clock.is_running
    with acting_as(make.intake()):
        contact = Contact.objects.get()
        assert "Bedtimes are agreed" in contact.worry
        assert "moved to Southampton" in contact.worry
    assert "our MASH, which refers them there" in words_of(browser.get(of("episode", episode)))
