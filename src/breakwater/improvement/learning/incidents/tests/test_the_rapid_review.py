"""The rapid review: agencies by link, sign-off, the panel's reply, and the decision after it (PL 6.3, 6.4)."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.improvement.learning import doors
from breakwater.improvement.learning.incidents import lookup
from breakwater.improvement.learning.incidents.operations import naming, notifying, rapid, requests
from breakwater.improvement.learning.incidents.operations.states import NotAtThisStage
from breakwater.improvement.learning.models import (
    AgencyRequest,
    Member,
    RapidReview,
    SeriousIncident,
    State,
    StateChange,
)
from breakwater.improvement.learning.reviews.operations import opening
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import NotPermitted, acting_as
from breakwater.practice.early_help.episodes.operations import links
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import serious

from .conftest import AT

LATER = AT + timedelta(days=8)
BOXES = ("involvement", "dates", "analysis", "good", "learning", "action", "author", "signed")


def hidden_of(page) -> dict[str, str]:
    """What a page of a summary sends with what is typed: whose page it is, and what stood there when it was drawn."""
    html = page.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("of", "revision")}


def opened(client, made):
    client.post(f"/agency-summary/{made.token}/", {"number": made.number})
    return client.get("/agency-summary/")


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
    saved = requests.save_by_link(door, {"involvement": "Seen twice"}, revision=0, sends=False, at=LATER)
    revision = requests.revision_of(saved)
    with pytest.raises(requests.BoxesMissing, match="Key dates"):
        requests.save_by_link(door, {"involvement": "Seen twice"}, revision=revision, sends=True, at=LATER)
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
    made = serious.asked(open_review, partners, "Harbour Trust", timezone.now())
    at = f"/agency-summary/{made.token}/"
    assert "Enter your number" in client.get(at).content.decode()
    assert "That is not the number" in client.post(at, {"number": "12"}).content.decode()
    assert client.post(at, {"number": made.number}).status_code == 302
    page = client.get("/agency-summary/")
    assert "Nel Nowhere" in page.content.decode()
    saved = client.post("/agency-summary/", hidden_of(page) | {"involvement": "Seen", "save": "1"})
    assert "Saved" in saved.content.decode()
    refused = client.post("/agency-summary/", hidden_of(saved) | {"involvement": "Seen", "send": "1"})
    assert "First fill in" in refused.content.decode()
    whole = hidden_of(refused) | dict.fromkeys(BOXES, "As recorded") | {"send": "1"}
    assert "was sent" in client.post("/agency-summary/", whole).content.decode()
    assert "nothing to read here now" in client.get("/agency-summary/").content.decode()


def test_a_page_of_one_request_is_never_kept_with_another_and_gives_back_what_was_typed(open_review, partners, client):
    first, second = (serious.asked(open_review, partners, name, timezone.now()) for name in ("Ward", "Clinic"))
    page = opened(client, first)
    opened(client, second)
    answered = client.post("/agency-summary/", hidden_of(page) | {"involvement": "Of the ward", "save": "1"})
    assert "What you wrote was not saved or sent" in answered.content.decode()
    assert "Of the ward" in answered.content.decode()
    with acting_as(partners.manager):
        assert [each.answers for each in AgencyRequest.objects.all()] == ["", ""]


def test_what_two_people_write_by_one_link_is_not_written_over(open_review, partners, client):
    made = serious.asked(open_review, partners, "Ward", timezone.now())
    one = opened(client, made)
    client.post("/agency-summary/", hidden_of(one) | {"involvement": "By the first", "save": "1"})
    other = client.post("/agency-summary/", hidden_of(one) | {"involvement": "By the second", "save": "1"})
    assert "Somebody saved this summary after you opened it" in other.content.decode()
    assert "By the second" in other.content.decode()
    with acting_as(partners.manager):
        assert "By the first" in AgencyRequest.objects.get().answers
    again = client.post("/agency-summary/", hidden_of(other) | {"involvement": "By the second", "save": "1"})
    assert "Saved" in again.content.decode()


def test_a_link_that_was_not_used_ends_with_the_decision_and_no_new_one_is_made(open_review, partners):
    made = serious.asked(open_review, partners, "Ward", LATER)
    with acting_as(partners.manager) as by:
        requests.go_without(made.request, "Closed since", LATER.date(), by=by, at=LATER)
    assert doors.door_behind(made.token, at=LATER) is not None
    serious.met_and_signed(open_review, partners, LATER)
    serious.sent(open_review, partners, LATER)
    serious.replied(open_review, partners, LATER)
    serious.decided(open_review, partners, LATER, "NONE")
    assert doors.door_behind(made.token, at=LATER) is None
    with acting_as(partners.manager) as by, pytest.raises(NotAtThisStage):
        requests.ask_again(made.request, by=by, at=LATER)


def test_minutes_that_are_recorded_again_leave_the_first_ones_with_the_states(open_review, partners):
    with acting_as(partners.manager) as by:
        for minutes in ("The sister is safe", "The sister is with her aunt"):
            rapid.record_meeting(open_review, rapid.HeldFacts(LATER.date(), "All", minutes), by=by, at=LATER)
        assert RapidReview.objects.get().minutes == "The sister is with her aunt"
        assert "The sister is safe" in StateChange.objects.order_by("pk").last().words


def test_pl_6_3_a_panel_that_replies_again_is_answered_again_and_the_first_answer_stays(open_review, partners):
    serious.answered(serious.asked(open_review, partners, "Ward", LATER), LATER)
    serious.met_and_signed(open_review, partners, LATER, recommends=False)
    serious.sent(open_review, partners, LATER)
    serious.replied(open_review, partners, LATER, "RECONSIDER")
    with acting_as(partners.manager) as by:
        facts = rapid.AnswerFacts(LATER.date(), "We stay with it")
        rapid.answer_panel(serious.fresh(open_review), facts, by=by, at=LATER)
    serious.replied(open_review, partners, LATER, "RECONSIDER")
    with pytest.raises(rapid.AnswerThePanel):
        serious.decided(open_review, partners, LATER, "NONE")
    with acting_as(partners.manager):
        assert any("We stay with it" in each.words for each in StateChange.objects.all())


def test_three_partners_sign_off_as_three_people(open_review, partners):
    serious.answered(serious.asked(open_review, partners, "Ward", LATER), LATER)
    police = partners.speakers["POLICE"]
    with acting_as(partners.manager) as by:
        rapid.record_meeting(open_review, rapid.HeldFacts(LATER.date(), "All", "Said"), by=by, at=LATER)
    serious.filled(open_review, partners, "RAPID_REVIEW", LATER)
    with acting_as(police) as by:
        rapid.sign_off(serious.fresh(open_review), rapid.SignFacts(True, "x"), by=by, at=LATER)
    with acting_as(partners.manager) as by:
        for member in Member.objects.filter(part="PARTNER", partner__in=("POLICE", "HEALTH")):
            naming.end_member(member, by=by, at=LATER)
    serious.named_as(open_review, partners, police, "PARTNER", "HEALTH", at=LATER)
    with acting_as(police) as by, pytest.raises(rapid.SignedAlready):
        rapid.sign_off(serious.fresh(open_review), rapid.SignFacts(True, "x"), by=by, at=LATER)


def test_nobody_signs_off_words_that_are_not_written_and_none_change_beneath_a_signature(open_review, partners):
    serious.answered(serious.asked(open_review, partners, "Ward", LATER), LATER)
    with acting_as(partners.manager) as by:
        rapid.record_meeting(open_review, rapid.HeldFacts(LATER.date(), "All", "Said"), by=by, at=LATER)
        due = [each.words for each in lookup.due_of(serious.fresh(open_review), LATER.date())]
        assert "Write the rapid review: 13 boxes are empty" in due
    police = partners.speakers["POLICE"]
    with acting_as(police) as by, pytest.raises(rapid.NotReady, match="write the rapid review"):
        rapid.sign_off(serious.fresh(open_review), rapid.SignFacts(True, "x"), by=by, at=LATER)
    serious.met_and_signed(open_review, partners, LATER)
    with acting_as(partners.manager) as by:
        facts = lookup.answers_of(open_review, "RAPID_REVIEW")
        for said, left in ((facts, 4), (facts | {"facts": "Other than was signed"}, 0)):
            revision = lookup.revision_of(open_review, "RAPID_REVIEW")
            notifying.save_section(open_review, "RAPID_REVIEW", said, revision=revision, by=by, at=LATER)
            assert RapidReview.objects.get().sign_offs.count() == left
        with pytest.raises(rapid.NotReady):
            rapid.send(serious.fresh(open_review), LATER.date(), by=by, at=LATER)
        assert sum("The learning is there" in each.words for each in StateChange.objects.all()) == 4
    with acting_as(police) as by:
        assert Notification.objects.filter(words__contains="sign it again").exists()
        rapid.sign_off(serious.fresh(open_review), rapid.SignFacts(True, "x"), by=by, at=LATER)


def test_six_months_count_from_no_later_day_than_the_partners_decided(open_review, partners):
    serious.answered(serious.asked(open_review, partners, "Ward", LATER), LATER)
    serious.met_and_signed(open_review, partners, LATER)
    serious.sent(open_review, partners, LATER)
    serious.replied(open_review, partners, LATER)
    serious.decided(open_review, partners, LATER)
    later = LATER + timedelta(days=9)
    with acting_as(partners.manager) as by:
        with pytest.raises(opening.LaterThanDecided):
            opening.open_review(serious.fresh(open_review), "LCSPR", later.date(), by=by, at=later)
        made = opening.open_review(serious.fresh(open_review), "LCSPR", LATER.date(), by=by, at=later)
    assert made.due_on == date(2027, 6, 30)


def test_sg_11_a_summary_is_told_to_who_keeps_the_incident_now_and_not_to_who_asked_and_is_kept_out(
    open_review, partners
):
    made = serious.asked(open_review, partners, "Harbour Trust", LATER)
    second = make.actor("business_manager")
    serious.named_as(open_review, partners, second, "MANAGER", at=LATER)
    with acting_as(second) as by:
        facts = naming.ConflictFacts(partners.manager.membership, "His sister works there")
        naming.declare_conflict(serious.fresh(open_review), facts, by=by, at=LATER)
    serious.answered(made, LATER)
    told = Notification.objects.filter(words=requests.ANSWERED).values_list("user", flat=True)
    assert list(told) == [second.membership.user_id]
