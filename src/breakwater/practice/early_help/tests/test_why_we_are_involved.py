"""Why we are involved is stated by whoever leads, dated, kept with what was stated before, and first on the child's page."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import involvement
from breakwater.casework.models import ChronologyEntry
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater_dev.testing import factories as make

SENTENCE = "Ada misses mornings because nobody can bring her, and her mother has asked for help"


def childs_page(browser, episode, lead, page="casework:person"):
    with acting_as(lead):
        child = episode.case.participants.get(capacity="CHILD").person
    return browser.get(reverse(page, args=[child.public_id])).content.decode()


def test_an_episode_begins_with_the_reason_of_the_decision_that_opened_it(opened, coordinator):
    episode = opened()
    with acting_as(coordinator):
        (begun,) = involvement.history(episode.case)
        assert (begun.words, begun.from_decision, begun.by.membership.role_id) == (
            "Help with mornings",
            True,
            "social_worker",
        )


def test_whoever_leads_is_asked_on_today_until_they_put_it_in_a_sentence(led, signed_in):
    episode, lead = led()
    browser = signed_in(lead)
    where = reverse("casework:involvement", args=[episode.reference])
    assert where in browser.get(reverse("web:today")).content.decode()
    assert browser.post(where, {"words": SENTENCE}).status_code == 302
    assert where not in browser.get(reverse("web:today")).content.decode()


def test_while_someone_leads_the_co_ordinator_is_not_asked(led, coordinator, signed_in):
    episode, _ = led()
    assert reverse("casework:involvement", args=[episode.reference]) not in (
        signed_in(coordinator).get(reverse("web:today")).content.decode()
    )


def test_the_childs_page_says_why_since_when_and_who_says_so(led, signed_in):
    episode, lead = led()
    browser = signed_in(lead)
    before = childs_page(browser, episode, lead)
    assert "Help with mornings" in before
    assert "has not put this in a sentence yet" in before
    browser.post(reverse("casework:involvement", args=[episode.reference]), {"words": SENTENCE})
    after = childs_page(browser, episode, lead)
    assert SENTENCE in after
    assert f"{lead.membership.user.name}, " in after


def test_what_was_stated_before_stays(led, signed_in):
    episode, lead = led()
    browser, where = signed_in(lead), reverse("casework:involvement", args=[episode.reference])
    for words in (
        SENTENCE,
        "Ada is at school each day; we stay until Easter",
        "Ada is at school each day; we stay until Easter",
    ):
        browser.post(where, {"words": words})
    with acting_as(lead):
        assert [one.words for one in involvement.history(episode.case)] == [
            "Ada is at school each day; we stay until Easter",
            SENTENCE,
            "Help with mornings",
        ]
    assert SENTENCE in browser.get(where).content.decode()


def test_a_stranger_neither_reads_nor_states_it(led, signed_in):
    episode, _ = led()
    stranger = signed_in(make.actor("dsl", of=make.team(of=make.organisation("Another School", kind="SCHOOL"))))
    assert stranger.post(reverse("casework:involvement", args=[episode.reference]), {"words": "x"}).status_code == 404


def test_the_chronology_folds_the_steps_of_the_work(led, signed_in):
    episode, lead = led()
    page = childs_page(signed_in(lead), episode, lead, page="casework:chronology")
    assert "of the work<span" in page
    folded = page[page.index('<details class="govuk-details bw-process"') :]
    assert "Offered to" in folded
    with acting_as(lead):
        steps = ChronologyEntry.objects.filter(case=episode.case, is_process=True).values_list("what", flat=True)
        assert any(what.startswith("Offered to") for what in steps)
        assert not ChronologyEntry.objects.filter(is_process=True, is_significant=True).exists()


def test_the_chronology_says_what_a_meeting_agreed(led):
    episode, lead = led()
    now = timezone.now()
    with acting_as(lead) as by:
        called = meetings.call_family_meeting(episode, meetings.Invitation(kind="FIRST", starts_at=now), by=by, at=now)
        next_on = timezone.localdate() + timedelta(days=30)
        record = meetings.Minutes("All came", "The breakfast club from Monday", {}, next_on=next_on)
        meetings.record_family_meeting(called, record, by=by, at=now)
        agreed = ChronologyEntry.objects.get(case=episode.case, kind="meeting", is_significant=True)
        assert agreed.detail == "The breakfast club from Monday"
