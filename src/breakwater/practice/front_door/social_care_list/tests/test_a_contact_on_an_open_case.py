"""A contact whose child has an open case: nothing is decided past the worker, and every page that decides says so (FD 1.7)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases.registry import About
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Clock
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Identifier
from breakwater.practice.front_door.childs_page import social_care_now
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims, record
from breakwater.practice.front_door.social_care_list.operations import lists, open_cases
from breakwater_dev.testing import factories as make

NHS = "9434765919"
HEAD = "as_at,child_id,nhs_number,forename,surname,date_of_birth,status,since,worker,team,phone"
REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


@pytest.fixture
def north(db):
    make.team("Allocated workers", service="allocated_worker")
    return make.team("North team")


@pytest.fixture
def sam(mash, manager):
    """A child whom this morning's list has with a child protection plan."""
    child = make.person("Sam", "Sample", born_on=date(2016, 5, 4), born_precision="DAY")
    with acting_as(make.intake()):
        Identifier.objects.create(person=child, scheme="NHS", value=NHS, passes_check=True, status="VERIFIED")
    as_at = to_london(timezone.now() - timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
    line = f"{as_at},P1,{NHS},Sam,Sample,2016-05-04,CP,2026-11-03,Wren Worker,North team,01632 960001"
    with acting_as(manager):
        lists.take_in_at_once(
            area=make.area(), content=f"{HEAD}\n{line}".encode(), name="list.csv", by=manager, at=timezone.now()
        )
    return child


@pytest.mark.parametrize("outcome", ["O1", "O2", "O3", "O4", "O5", "O6", "O10", "O13"])
def test_nothing_is_decided_past_the_worker_of_an_open_case(manager, sam, north, contact_arrives, signed_in, outcome):
    contact = contact_arrives(child=sam)
    agrees = {"agreement": "AGREES", "agreement_words": "Mother, by telephone"} if outcome in ("O3", "O4", "O5") else {}
    with acting_as(manager), pytest.raises(open_cases.CaseIsOpenAlready):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome=outcome, rationale=REASONS, words_for_sender="We looked", **agrees),
            by=manager,
            at=timezone.now(),
        )
    with acting_as(manager):
        assert Clock.objects.running().filter(case=contact.case_id, rule="front_door.open_case_routed").exists()
    sent = {
        "outcome": outcome,
        "rationale": REASONS,
        "words_for_sender": "We looked",
        "step": "record",
        "agreement": "NOT_NEEDED",
        "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a11",
    } | agrees
    page = signed_in(manager).post(reverse("front_door:decide", args=[contact.reference]), sent).content.decode()
    assert "Choose one of the answers shown" in page
    with acting_as(manager):
        assert Contact.objects.get(pk=contact.pk).outcome == ""


def test_the_pages_that_decide_lead_with_the_open_case_its_clock_and_who_works_on_it(
    screener, manager, sam, north, ready, signed_in
):
    contact = ready(child=sam)
    browser, address = signed_in(manager), reverse("front_door:decide", args=[contact.reference])
    sent = {
        "outcome": "O9",
        "rationale": REASONS,
        "words_for_sender": "The worker has it",
        "agreement": "NOT_NEEDED",
        "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a12",
    }
    asked = browser.get(address).content.decode()
    checked = browser.post(address, sent | {"step": "check"}).content.decode()
    assert "Check before you record it" in checked
    for page in (asked, checked):
        assert "Child protection plan since 3 November 2026" in page
        assert "Wren Worker" in page
        assert "Pass to the worker of the open case" in page
        assert f"{screener.membership.user.name} is working on it until" in page
    radios = asked.split('name="outcome"')[1:]
    assert 'value="O9"' in radios[0]
    assert 'value="O13"' not in asked
    browser.post(address, sent | {"step": "record"})
    with acting_as(manager):
        assert not Clock.objects.running().filter(case=contact.case_id, rule="front_door.open_case_routed").exists()


def test_a_manager_decides_again_once_the_workers_team_has_sent_it_back(manager, sam, north, ready):
    contact = ready(child=sam)
    acting = {"by": manager, "at": timezone.now()}
    with acting_as(manager):
        offer = decisions.pass_to_worker(contact=contact, words_for_sender="The worker has it", note="", **acting)
    worker = make.actor("social_worker", of=north)
    with acting_as(worker):
        handovers.decline(handover=offer, reason="The case closed on Tuesday", by=worker, at=timezone.now())
    with acting_as(manager):
        contact = Contact.objects.select_related("case", "child").get(pk=contact.pk)
        decisions.offer_again(contact, decisions.DecisionFacts("O1", REASONS, "The worker has it"), **acting)
        assert Contact.objects.get(pk=contact.pk).outcome == "O1"


def test_the_childs_page_names_the_plan_and_the_worker_with_the_lists_age(manager, sam, signed_in):
    page = signed_in(manager).get(reverse("casework:person", args=[sam.public_id])).content.decode()
    now = page[page.index('id="now"') : page.index('id="last"')]
    assert "Open to social care" in now
    assert "Child protection plan since 3 November 2026. Worker: Wren Worker, North team, 01632 960001" in now
    assert "2 hours old" in now


def test_who_may_not_read_the_list_finds_nothing_of_it_on_the_childs_page(manager, sam):
    about, lead = About(sam, ()), make.actor("lead_professional", of=make.team("A school"))
    with acting_as(manager):
        assert social_care_now(manager, about, timezone.now()) is not None
    with acting_as(lead):
        assert social_care_now(lead, about, timezone.now()) is None


def test_basic_checks_that_speak_against_the_list_are_said_on_the_contact_and_where_it_is_decided(
    screener, manager, sam, contact_arrives, signed_in
):
    contact = contact_arrives(child=sam)
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
        record.save(contact=contact, said={"known_status": "NOT_KNOWN"}, by=screener, at=timezone.now())
    browser = signed_in(manager)
    for name in ("contact", "decide"):
        page = browser.get(reverse(f"front_door:{name}", args=[contact.reference])).content.decode()
        assert "Basic checks found “Not known to social care or early help”, but social care’s list says" in page
    with acting_as(screener):
        record.save(contact=contact, said={"known_status": "CP"}, by=screener, at=timezone.now())
    assert (
        "but social care’s list says"
        not in browser.get(reverse("front_door:contact", args=[contact.reference])).content.decode()
    )
