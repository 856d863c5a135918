"""Every outcome is approved by a social-work-qualified manager, on a rating, a recorded search and an allocated worker."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, Decision
from breakwater.practice.front_door.screening.operations import claims, rating, requirements
from breakwater_dev.testing import factories as make

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
SENT = {
    "outcome": "O13",
    "rationale": REASONS,
    "agreement": "NOT_NEEDED",
    "checked_by_hand": "yes",
    "step": "record",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a41",
}
CLOSING = ["O1", "O2", "O13", "O14"]


@pytest.fixture
def deputy(mash):
    """A manager of the MASH who is not social-work-qualified."""
    return make.actor("mash_manager", of=mash, is_social_work_qualified=False)


def decide(browser, contact, **changed) -> str:
    address = reverse("front_door:decide", args=[contact.reference])
    sent = SENT | changed
    sent |= {"why_gone": "error"} if sent["outcome"] == "O14" else {}
    return browser.post(address, sent, follow=True).content.decode()


def outcome_of(contact, who) -> str:
    with acting_as(who):
        return Contact.objects.get(pk=contact.pk).outcome


@pytest.mark.parametrize("outcome", CLOSING)
def test_no_contact_is_closed_unrated_or_unallocated(outcome, contact_arrives, manager, signed_in):
    contact = contact_arrives()
    page = decide(signed_in(manager), contact, outcome=outcome)
    assert "a rating" in page
    assert "a worker it is allocated to" in page
    assert REASONS[:60] in page
    assert outcome_of(contact, manager) == ""
    with acting_as(manager), pytest.raises(requirements.ContactNotReady):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome=outcome, rationale=REASONS, words_for_sender="", checked_by_hand=True),
            by=manager,
            at=timezone.now(),
        )


@pytest.mark.parametrize("outcome", ["O1", "O6", "O13"])
def test_sg_10_nothing_is_decided_for_a_child_nobody_searched_for(
    outcome, contact_arrives, screener, manager, signed_in
):
    contact, now = contact_arrives(), timezone.now()
    with acting_as(screener) as by:
        claims.claim(contact=contact, by=by, at=now)
        rating.rate(contact=contact, rag="GREEN", reason="As told", by=by, at=now)
    assert "a recorded search for who the child is" in decide(signed_in(manager), contact, outcome=outcome)
    assert outcome_of(contact, manager) == ""


@pytest.mark.parametrize("outcome", ["O1", "O13", "O7"])
def test_what_a_manager_decides_who_is_not_qualified_waits_for_one_who_is(
    outcome, ready, deputy, manager, social_care, signed_in
):
    contact = ready()
    page = decide(signed_in(deputy), contact, outcome=outcome)
    assert "It waits for a social-work-qualified manager" in page
    assert outcome_of(contact, manager) == ""
    address = reverse("front_door:second", args=[contact.reference])
    assert "Do you approve this decision?" in signed_in(manager).get(address).content.decode()
    signed_in(manager).post(address, {"agreed": "yes"})
    assert outcome_of(contact, manager) == outcome
    with acting_as(manager):
        decision = Decision.objects.get(contact=contact)
    assert (decision.by_id, decision.second_by_id) == (deputy.pk, manager.pk)


def test_nobody_who_is_not_qualified_approves_what_another_proposes(mash, ready, deputy, signed_in):
    contact, other = ready(), make.actor("mash_manager", of=mash, is_social_work_qualified=False)
    decide(signed_in(deputy), contact)
    address = reverse("front_door:second", args=[contact.reference])
    signed_in(other).post(address, {"agreed": "yes"})
    assert outcome_of(contact, deputy) == ""


def test_a_screener_decides_nothing(ready, screener, signed_in):
    contact = ready()
    assert signed_in(screener).post(reverse("front_door:decide", args=[contact.reference]), SENT).status_code == 403
    with acting_as(screener), pytest.raises(requirements.ApprovalNeeded):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender="", checked_by_hand=True),
            by=screener,
            at=timezone.now(),
        )
