"""Five children of one form: claimed with one press, decided child by child with reasons that are carried over and confirmed."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
SENT = {
    "outcome": "O1",
    "rationale": REASONS,
    "agreement": "NOT_NEEDED",
    "checked_by_hand": "yes",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a15",
}


@pytest.fixture
def five(contact_arrives):
    return contact_arrives(*(arrivals.ChildTold(named_as=f"Child {letter}") for letter in "ABCDE"))


def holders(five, by) -> list[int | None]:
    with acting_as(by):
        return [one.claimed_by_id for one in Contact.objects.filter(pk__in=[each.pk for each in five]).order_by("pk")]


def claim_all(browser, contact):
    return browser.post(
        reverse("front_door:claim", args=[contact.reference]), {"with": "all"}, follow=True
    ).content.decode()


def test_one_press_claims_all_five(five, screener, signed_in):
    browser, mine = signed_in(screener), screener.membership_id
    board = browser.get(reverse("front_door:board")).content.decode()
    assert board.count("Allocate all 5 children") == 1  # beside the first of them
    page = browser.get(reverse("front_door:contact", args=[five[0].reference])).content.decode()
    assert "Allocate all 5 children" in page
    assert "5 contacts of the same form are yours" in claim_all(browser, five[0])
    assert holders(five, screener) == [mine] * 5


def test_a_child_whom_a_colleague_has_stays_with_the_colleague(five, mash, screener, signed_in):
    other = make.actor("mash_screener", of=mash)
    with acting_as(other):
        claims.claim(contact=five[2], by=other, at=timezone.now())
    said = claim_all(signed_in(screener), five[0])
    assert "4 contacts of the same form are yours until the end of the shift. A colleague has 1 already" in said
    mine = screener.membership_id
    assert holders(five, screener) == [mine, mine, other.membership_id, mine, mine]


def test_a_card_counts_the_children_whom_nobody_has_and_nobody_decided(
    five, mash, screener, manager, is_ready, signed_in
):
    now, other = timezone.now(), make.actor("mash_screener", of=mash)
    is_ready(five[2])
    with acting_as(other):
        claims.claim(contact=five[1], by=other, at=now)
    with acting_as(manager):
        decisions.decide(
            [five[2]],
            decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender="", checked_by_hand=True),
            by=manager,
            at=now,
        )
    browser = signed_in(screener)
    assert browser.get(reverse("front_door:board")).content.decode().count("Allocate all 3 children") == 1
    for each in (five[0], five[3]):
        with acting_as(other):
            claims.claim(contact=each, by=other, at=now)
    board = browser.get(reverse("front_door:board")).content.decode()
    assert "Allocate all" not in board
    opened = browser.get(reverse("front_door:card", args=[five[4].reference])).content.decode()
    assert "4 other children in the same contact" in opened


def test_the_others_are_claimed_from_the_page_of_the_one_that_is_held(five, screener, signed_in):
    with acting_as(screener):
        claims.claim(contact=five[1], by=screener, at=timezone.now())
    browser = signed_in(screener)
    assert (
        "Allocate the 4 others too"
        in browser.get(reverse("front_door:contact", args=[five[1].reference])).content.decode()
    )
    claim_all(browser, five[1])
    assert holders(five, screener) == [screener.membership_id] * 5


def test_nothing_is_decided_of_a_child_whose_reasons_nobody_confirmed(five, manager, is_ready, signed_in):
    is_ready(*five)
    browser, one, others = signed_in(manager), five[0], five[1:]
    address = reverse("front_door:decide", args=[one.reference])
    sent = SENT | {f"s{each.pk}": "same" for each in others}
    check = browser.post(address, sent | {"step": "check"}).content.decode()
    # What the family may read, each child's box, what is sent again, and what was carried into the boxes.
    assert check.count(REASONS) == 1 + len(others) + 2
    assert not re.search(r"_holds[^>]*checked", check)
    read = {f"c{each.pk}_rationale": REASONS for each in others} | {f"c{each.pk}_holds": "yes" for each in others[1:]}
    refused = browser.post(address, sent | read | {"step": "record"}).content.decode()
    assert f"Read the reasons for {others[0].named_as}, then tick that they hold" in refused
    with acting_as(manager):
        assert not Decision.objects.exists()


def test_each_child_keeps_the_reasons_that_were_confirmed_for_it(five, manager, is_ready, signed_in):
    is_ready(*five)
    browser, one, others = signed_in(manager), five[0], five[1:]
    address = reverse("front_door:decide", args=[one.reference])
    own = f"{REASONS}. The youngest is not at school yet"
    read = {f"c{each.pk}_rationale": REASONS for each in others} | {f"c{each.pk}_holds": "yes" for each in others}
    read[f"c{others[3].pk}_rationale"] = own
    sent = SENT | {f"s{each.pk}": "same" for each in others} | read
    changed = browser.post(address, sent | {"step": "change"}).content.decode()
    assert own in changed  # what was typed for a child is not lost by going back
    assert own in browser.post(address, sent | {"step": "check"}).content.decode()
    short = browser.post(address, sent | {"step": "record", f"c{others[0].pk}_rationale": "As above"}).content.decode()
    assert "30 words or more are needed" in short
    assert browser.post(address, sent | {"step": "record"}).status_code == 302
    with acting_as(manager):
        said = {decision.contact_id: decision.rationale for decision in Decision.objects.all()}
    assert said == {each.pk: REASONS for each in five} | {others[3].pk: own}
