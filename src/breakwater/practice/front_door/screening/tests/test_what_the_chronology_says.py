"""The child's chronology and page say why: the concern in a line, the decision and its reason, and nothing of the specialist route."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import involvement
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import ChronologyEntry
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)
WORRY = "Sam came without lunch four times.\nHe says that his mother sleeps."


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


def decide(contact, manager, outcome, **more):
    facts = {
        "outcome": outcome,
        "rationale": REASONS,
        "checked_by_hand": True,
        "words_for_sender": "We looked at it.",
        "without_record_because": "Nothing more could be found",
    }
    make_ready(contact, by=make.actor("mash_screener", of=manager.membership.team))
    with acting_as(manager) as by:
        contact.refresh_from_db()
        return decisions.decide([contact], decisions.DecisionFacts(**facts, **more), by=by, at=timezone.now())


def childs_page(browser, contact, reader) -> str:
    with acting_as(reader):
        child = contact.child
    return browser.get(reverse("casework:person", args=[child.public_id])).content.decode()


def decision_of(contact, reader) -> ChronologyEntry:
    with acting_as(reader):
        return ChronologyEntry.objects.get(case=contact.case, kind="decision")


def test_a_decision_stands_with_the_concern_in_a_line_and_its_reason(settled, manager, tier2):
    contact = settled(worry=WORRY)
    decide(contact, manager, "O4", agreement="AGREES", agreement_words="Mother, by telephone")
    entry = decision_of(contact, manager)
    assert entry.what == "Decision: Early help co-ordinated at Tier 2"
    assert entry.detail == f"Concern: Sam came without lunch four times.\nReason: {REASONS}"


def test_an_open_contact_says_its_concern_on_the_childs_page(settled, screener, signed_in):
    contact = settled(worry=WORRY)
    page = childs_page(signed_in(screener), contact, screener)
    assert "Sam came without lunch four times." in page
    assert "In the words of whoever contacted us" in page


def test_sg_12_nothing_of_the_specialist_route_enters_the_chronology_or_the_childs_page(settled, manager, signed_in):
    specialists = make.team("Specialist intake", service="specialist")
    contact = settled(worry=WORRY)
    offer = decide(contact, manager, "O11")
    entry = decision_of(contact, manager)
    assert (entry.what, entry.detail) == ("Decision: Specialist route", "")
    intake = make.actor("prevent_lead", of=specialists)
    with acting_as(intake) as by:
        taken = handovers.accept(
            handover=offer, elsewhere_reference="S-1", elsewhere_worker="A worker", by=by, at=timezone.now()
        )
        assert involvement.history(taken.opened_case) == []
    page = childs_page(signed_in(manager), contact, manager)
    assert "without lunch" not in page
    assert "school mornings" not in page
    with acting_as(manager):
        for what, detail in ChronologyEntry.objects.filter(case=contact.case).values_list("what", "detail"):
            assert "lunch" not in what + detail
            assert "mornings" not in what + detail
