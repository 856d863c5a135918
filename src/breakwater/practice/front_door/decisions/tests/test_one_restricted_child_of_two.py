"""A restricted child takes nobody else off the board: brother and sister are claimed, settled, decided as before."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Submission
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import REASONS


@pytest.fixture
def readers(mash):
    return [make.actor("mash_manager"), make.actor("mash_manager")]


@pytest.fixture
def sibling(contact_arrives, manager, readers):
    """The contact of a child whose sister, named in the same form, is restricted to two other people."""
    hidden = make.person("Hidden", "Sister")
    sister, brother = contact_arrives(
        arrivals.ChildTold(named_as="Hidden Sister", person=hidden), arrivals.ChildTold(named_as="Open Brother")
    )
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.seal_row('person', %s, %s, 'an address that is protected', false, null)",
            [hidden.pk, [reader.membership.user_id for reader in readers]],
        )
    with acting_as(manager):
        assert not Contact.objects.filter(pk=sister.pk).exists()
        assert not Submission.objects.filter(pk=sister.submission_id).exists()
    return brother


def test_sg_22_the_board_counts_the_cards_that_it_shows(sibling, screener, signed_in):
    with acting_as(screener):
        board = board_for(screener, now=timezone.now(), wanted={})
    assert [card.reference for card in board.cards] == [sibling.reference]
    assert board.counts["all"] == 1
    assert sibling.reference in signed_in(screener).get("/mash/").content.decode()


def test_sg_13_a_restricted_sister_changes_nothing_for_her_brother_s_screener(sibling, screener, signed_in):
    browser = signed_in(screener)
    page = browser.get(reverse("front_door:contact", args=[sibling.reference])).content.decode()
    assert "Shouting every night" in page
    assert "Hidden" not in page
    assert browser.post(reverse("front_door:claim", args=[sibling.reference])).status_code == 302
    assert browser.get(reverse("front_door:match", args=[sibling.reference])).status_code == 200
    rated = browser.post(reverse("front_door:rate", args=[sibling.reference]), {"rag": "RED", "reason": "Fear"})
    assert rated.status_code == 302
    with acting_as(screener):
        sibling.refresh_from_db()
        assert (sibling.rag, sibling.claimed_by_id) == ("RED", screener.membership_id)


def test_sg_22_her_brother_is_decided_handed_on_and_closed(sibling, tier2, screener, manager, signed_in, is_ready):
    now = timezone.now()
    with acting_as(screener):
        claims.match(contact=sibling, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=now)
    is_ready(sibling)
    assert signed_in(manager).get(reverse("front_door:decide", args=[sibling.reference])).status_code == 200
    with acting_as(manager):
        offer = decisions.decide(
            [sibling],
            decisions.DecisionFacts(
                outcome="O4",
                rationale=REASONS,
                words_for_sender="Help is offered.",
                agreement="AGREES",
                agreement_words="Mother, by telephone",
                checked_by_hand=True,
            ),
            by=manager,
            at=now,
        )
        assert offer.to_team == tier2
        sibling.refresh_from_db()
        assert sibling.is_decided


def claim_all(browser, contact) -> str:
    address = reverse("front_door:claim", args=[contact.reference])
    return browser.post(address, {"with": "all"}, follow=True).content.decode()


def test_sg_22_claiming_every_child_of_a_form_says_and_does_nothing_of_a_restricted_one(
    sibling, readers, screener, signed_in
):
    browser = signed_in(screener)
    assert "Allocate all" not in browser.get("/mash/").content.decode()
    said = claim_all(browser, sibling)
    assert "1 contact of the same form is yours until the end of the shift" in said
    assert "A colleague has" not in said
    with acting_as(readers[0]):
        sister = Contact.objects.exclude(pk=sibling.pk).get(submission=sibling.submission_id)
        assert (sister.claimed_by_id, sister.case.stage) == (None, "received")


def test_sg_18_claiming_every_child_of_a_form_leaves_out_one_who_is_closed_to_the_screener(
    contact_arrives, mash, screener, signed_in
):
    niece, other = contact_arrives(
        arrivals.ChildTold(named_as="Known Niece"), arrivals.ChildTold(named_as="Other Child")
    )
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute(
            "select access.bar_human('case', %s, %s, 'a relative')", [niece.case_id, screener.membership.user_id]
        )
    browser = signed_in(screener)
    assert "Allocate all" not in browser.get("/mash/").content.decode()
    assert "1 contact of the same form is yours" in claim_all(browser, other)
    colleague = make.actor("mash_screener", of=mash)
    with acting_as(colleague):
        held = dict(Contact.objects.filter(submission=other.submission_id).values_list("pk", "claimed_by"))
    assert held == {niece.pk: None, other.pk: screener.membership_id}
