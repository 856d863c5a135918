"""The screener hands to the manager: a state with a button, one deadline across both, sent back with a reason (FD 9)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Clock, Transition
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.pathway import DECISION
from breakwater.practice.front_door.screening.operations import claims, rating, ready


@pytest.fixture
def screened(settled, screener):
    """`screened()` returns a contact that a screener has allocated to themselves, matched and rated."""

    def make_one(rag: str = "GREEN", **more) -> Contact:
        contact = settled(**more)
        with acting_as(screener):
            claims.claim(contact=contact, by=screener, at=timezone.now())
            return rating.rate(contact=contact, rag=rag, reason="As told", by=screener, at=timezone.now())

    return make_one


def handed(contact, screener, note: str = "") -> Contact:
    with acting_as(screener):
        return ready.hand_to_manager(contact=contact, note=note, by=screener, at=timezone.now())


def test_a_screener_presses_ready_for_decision_and_the_pathway_keeps_who_when_and_why(screened, screener, signed_in):
    contact = screened()
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert f'href="/mash/contacts/{contact.reference}/ready/"' in page
    page = signed_in(screener).post(
        reverse("front_door:ready", args=[contact.reference]), {"note": "Aunt called back"}, follow=True
    )
    assert "With the manager, ready for decision" in page.content.decode()
    with acting_as(screener):
        move = Transition.objects.filter(case=contact.case_id).latest("pk")
        contact.refresh_from_db()
    assert (move.from_stage, move.to_stage, move.why, move.by_id) == (
        "screening",
        "ready",
        "Aunt called back",
        screener.pk,
    )
    assert contact.claimed_by_id == screener.membership_id  # it stays allocated while a manager reads it


def test_one_deadline_runs_across_screener_and_manager(screened, screener, manager):
    contact = screened()

    def decision_clocks():
        with acting_as(screener):
            found = Clock.objects.filter(case=contact.case_id, rule=DECISION.key)
            return list(found.values_list("pk", "started_at", "due_at", "stopped_at"))

    before = decision_clocks()
    handed(contact, screener)
    with acting_as(manager):
        ready.send_back(contact=contact, reason="Ask the school", by=manager, at=timezone.now())
    handed(contact, screener)
    assert decision_clocks() == before


def test_the_managers_today_has_them_in_the_order_of_their_clocks(screened, screener, manager, signed_in):
    for_later = screened(child=None)
    long_ago = screened(at=timezone.now() - timedelta(days=9))
    for contact in (for_later, long_ago):
        handed(contact, screener)
    page = signed_in(manager).get("/today/").content.decode()
    panel = page[page.index("Ready for your decision") :]
    assert panel.index(long_ago.reference) < panel.index(for_later.reference)
    assert screener.membership.user.name in panel
    assert "Ready for your decision" not in signed_in(screener).get("/today/").content.decode()


def test_a_red_contact_whose_own_time_ends_sooner_stands_before_an_older_one(screened, screener, manager, signed_in):
    older, red = screened(at=timezone.now() - timedelta(minutes=50)), screened()
    with acting_as(screener):
        red = rating.rate(contact=red, rag="RED", reason="A bruise", by=screener, at=timezone.now())
    handed(older, screener)
    handed(red, screener, note="Cannot wait for the record")
    page = signed_in(manager).get("/today/").content.decode()
    panel = page[page.index("Ready for your decision") :]
    assert panel.index(red.reference) < panel.index(older.reference)


def test_the_board_filters_by_it_and_counts_it_as_nobodys_no_more(screened, screener, manager):
    contact = handed(screened(), screener)
    with acting_as(manager):
        at = timezone.now() + timedelta(days=1)  # the claim has lapsed
        board = board_for(manager, now=at, wanted={"stage": "ready"})
        assert [card.reference for card in board.cards] == [contact.reference]
        assert (board.counts["ready"], board.counts["unclaimed"]) == (1, 0)
        assert any(mark.startswith("Ready for decision since") for mark in board.cards[0].marks)


def test_it_is_sent_back_with_a_reason_to_whoever_handed_it_over(screened, screener, manager, signed_in):
    contact = handed(screened(), screener)
    browser, address = signed_in(manager), reverse("front_door:send_back", args=[contact.reference])
    assert "Write what is still to do" in browser.post(address, {"reason": " "}).content.decode()
    assert "is sent back" in browser.post(address, {"reason": "Call the school back"}, follow=True).content.decode()
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert "Sent back by a manager" in page
    assert "Call the school back" in page
    today = signed_in(screener).get("/today/").content.decode()
    assert "Call the school back" in today[today.index("Contacts allocated to you") :]
    with acting_as(screener):
        contact.refresh_from_db()
        contact.case.refresh_from_db()
    assert (contact.case.stage, contact.claimed_by_id) == ("screening", screener.membership_id)


def test_what_is_not_with_a_manager_is_not_sent_back(screened, manager):
    contact = screened()
    with acting_as(manager), pytest.raises(ready.NotReady):
        ready.send_back(contact=contact, reason="Too soon", by=manager, at=timezone.now())


def test_whoever_hands_over_without_rating_or_child_says_why(contact_arrives, screener, signed_in):
    contact = contact_arrives()
    browser, address = signed_in(screener), reverse("front_door:ready", args=[contact.reference])
    page = browser.post(address, {"note": ""}).content.decode()
    assert "Say why the manager should decide without what is missing" in page
    assert "who the child is, nor a RAG rating" in page
    page = browser.post(address, {"note": "The police wait for an answer"}, follow=True).content.decode()
    assert "The police wait for an answer" in page
    with acting_as(screener):
        contact.refresh_from_db()
        assert contact.claimed_by_id == screener.membership_id  # nobody had it: it is theirs now


def test_a_manager_decides_from_ready(screened, screener, manager):
    contact = handed(screened(), screener)
    with acting_as(manager):
        contact.refresh_from_db()
        assert "decided" in contact.case.pathway.by_key["ready"].leads_to


def test_the_screener_sees_where_it_is_after_their_shift_too(screened, screener, signed_in):
    contact = handed(screened(), screener)
    with acting_as(screener):
        Contact.objects.filter(pk=contact.pk).update(claimed_until=timezone.now() - timedelta(minutes=1))
    today = signed_in(screener).get("/today/").content.decode()
    assert contact.reference in today[today.index("With the manager, ready for decision") :]


def test_a_manager_who_presses_the_stage_is_asked_for_the_reason(screened, screener, manager, signed_in):
    contact = handed(screened(), screener)
    answer = signed_in(manager).post(reverse("front_door:stage", args=[contact.reference]), {"stage": "screening"})
    assert answer.url == reverse("front_door:send_back", args=[contact.reference])
    signed_in(screener).post(reverse("front_door:stage", args=[contact.reference]), {"stage": "screening"})
    with acting_as(screener):
        contact.case.refresh_from_db()
    assert contact.case.stage == "screening"


def test_the_screener_sees_the_deadline_by_which_a_red_contact_is_decided(screened, screener, manager, signed_in):
    red = screened()
    with acting_as(screener):
        red = rating.rate(contact=red, rag="RED", reason="A bruise", by=screener, at=timezone.now())
    browser = signed_in(screener)
    assert "Rated red: decide" in browser.get(reverse("front_door:ready", args=[red.reference])).content.decode()
    handed(red, screener, note="Cannot wait for the record")
    today = browser.get("/today/").content.decode()
    panel = today[today.index("With the manager, ready for decision") :]
    assert "Rated red: decide" in panel[: panel.index("</ul>")]
    page = signed_in(manager).get(reverse("front_door:send_back", args=[red.reference])).content.decode()
    assert "Rated red: decide" in page


def test_the_page_of_the_decision_has_the_screeners_note(screened, screener, manager, signed_in):
    contact = handed(screened(), screener, note="Aunt called back")
    page = signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert "Their note: Aunt called back" in page


def test_tr_06_what_screening_finds_after_the_rating_asks_for_a_higher_one_first(
    screened, screener, manager, signed_in
):
    contact, browser = screened("AMBER"), signed_in(screener)
    here = f"/mash/contacts/{contact.reference}/"
    browser.post(reverse("front_door:screening_keep", args=[contact.reference]), {"facts": ["baby_injury"]})
    page = browser.get(here).content.decode()
    assert "Rate it again, higher" in page
    assert "It is rated amber, and the facts allow no less than Red: a baby who cannot move about alone" in page
    page = browser.post(f"{here}ready/", {"note": ""}).content.decode()
    assert "a higher rating: Red: a baby who cannot move about alone has a bruise or an injury" in page
    with acting_as(manager):
        lower = {"reason": "Seen by a doctor: a birthmark", "by": manager, "at": timezone.now(), "overrides": True}
        rating.rate(contact=contact, rag="AMBER", **lower)
    assert "Rate it again, higher" not in browser.get(here).content.decode()
