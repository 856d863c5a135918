"""The rapid review: agencies by link, sign-off, the panel's reply, and the decision after it (PL 6.3, 6.4)."""

from datetime import timedelta

import pytest

from breakwater.improvement.learning.incidents.operations import rapid, requests
from breakwater.improvement.learning.models import AgencyRequest, RapidReview, SeriousIncident, State
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import NotPermitted, acting_as
from breakwater.practice.early_help.episodes.operations import links
from breakwater_dev.testing import serious

from .conftest import AT

LATER = AT + timedelta(days=8)


@pytest.fixture
def open_review(incident, partners):
    serious.considered(incident, partners, AT)
    serious.notified(incident, partners, LATER)
    return incident


def test_sg_12_a_link_reads_what_it_is_asked_and_nothing_of_the_incident(open_review, partners):
    made = serious.asked(open_review, partners, "Harbour Trust", LATER)
    assert links.check_number(token=made.token, number="000000" if made.number != "000000" else "1", at=LATER) is None
    door = links.check_number(token=made.token, number=made.number, at=LATER)
    with acting_as(door.actor):
        assert AgencyRequest.objects.get().agency == "Harbour Trust"
        assert not SeriousIncident.objects.exists()
        assert not RapidReview.objects.exists()


def test_pl_6_3_an_agency_goes_on_later_and_sends_a_whole_summary_once(open_review, partners):
    made = serious.asked(open_review, partners, "Harbour Trust", LATER)
    door = links.check_number(token=made.token, number=made.number, at=LATER)
    requests.save_by_link(door, {"involvement": "Seen twice"}, sends=False, at=LATER)
    with pytest.raises(requests.BoxesMissing, match="Key dates"):
        requests.save_by_link(door, {"involvement": "Seen twice"}, sends=True, at=LATER)
    serious.answered(made, LATER)
    assert links.door_behind(made.token, at=LATER) is None
    with acting_as(partners.manager):
        assert AgencyRequest.objects.get().sent_at == LATER
        assert Notification.objects.filter(user=partners.manager.membership.user, words=requests.ANSWERED).exists()


def test_pl_6_3_nobody_signs_before_summaries_and_meeting_and_nothing_goes_before_everybody_signed(
    open_review, partners
):
    made = serious.asked(open_review, partners, "Harbour Trust", LATER)
    with acting_as(partners.speakers["POLICE"]) as by, pytest.raises(rapid.NotReady, match="summary of Harbour Trust"):
        rapid.sign_off(serious.fresh(open_review), rapid.SignFacts(True, "x"), by=by, at=LATER)
    serious.answered(made, LATER)
    with acting_as(partners.manager) as by, pytest.raises(rapid.NotReady, match="record the meeting"):
        rapid.send(serious.fresh(open_review), LATER.date(), by=by, at=LATER)
    with acting_as(partners.group) as by, pytest.raises(NotPermitted):
        rapid.sign_off(serious.fresh(open_review), rapid.SignFacts(True, "x"), by=by, at=LATER)
    serious.met_and_signed(open_review, partners, LATER)
    serious.sent(open_review, partners, LATER)
    with acting_as(partners.manager):
        assert serious.fresh(open_review).state == State.RAPID_SENT


def test_pl_6_3_a_panel_that_asks_to_reconsider_is_answered_before_the_partners_decide(open_review, partners):
    serious.answered(serious.asked(open_review, partners, "Harbour Trust", LATER), LATER)
    serious.met_and_signed(open_review, partners, LATER, recommends=False)
    serious.sent(open_review, partners, LATER)
    serious.replied(open_review, partners, LATER, "RECONSIDER")
    with pytest.raises(rapid.AnswerThePanel):
        serious.decided(open_review, partners, LATER, "NONE")
    with acting_as(partners.manager) as by:
        rapid.answer_panel(
            serious.fresh(open_review), rapid.AnswerFacts(LATER.date(), "We stay with it"), by=by, at=LATER
        )
    serious.decided(open_review, partners, LATER, "NONE")
    with acting_as(partners.manager):
        assert serious.fresh(open_review).state == State.NO_REVIEW


@pytest.mark.parametrize(
    ("kind", "state"), [("REVIEW", State.REVIEW), ("AUDIT", State.OTHER_REVIEW), ("NATIONAL", State.NATIONAL)]
)
def test_pl_6_4_a_review_or_an_alternative(open_review, partners, kind, state):
    serious.answered(serious.asked(open_review, partners, "Harbour Trust", LATER), LATER)
    serious.met_and_signed(open_review, partners, LATER)
    serious.sent(open_review, partners, LATER)
    serious.replied(open_review, partners, LATER)
    serious.decided(open_review, partners, LATER, kind)
    with acting_as(partners.manager):
        assert serious.fresh(open_review).state == state


def test_an_agency_answers_without_an_account_on_its_pages(open_review, partners, client):
    from django.utils import timezone

    made = serious.asked(open_review, partners, "Harbour Trust", timezone.now())
    at = f"/agency-summary/{made.token}/"
    assert "Enter your number" in client.get(at).content.decode()
    assert "That is not the number" in client.post(at, {"number": "12"}).content.decode()
    assert client.post(at, {"number": made.number}).status_code == 302
    page = client.get("/agency-summary/").content.decode()
    assert "Nel Nowhere" in page
    assert "Saved" in client.post("/agency-summary/", {"involvement": "Seen", "save": "1"}).content.decode()
    refused = client.post("/agency-summary/", {"involvement": "Seen", "send": "1"}).content.decode()
    assert "First fill in" in refused
    names = ("involvement", "dates", "analysis", "good", "learning", "action", "author", "signed")
    assert (
        "was sent"
        in client.post("/agency-summary/", dict.fromkeys(names, "As recorded") | {"send": "1"}).content.decode()
    )
    assert "nothing to read here now" in client.get("/agency-summary/").content.decode()
