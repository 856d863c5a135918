"""One decision for several children: each child's own reasons are recorded, joined, handed on and refused for that child."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Handover
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.decisions.operations.agreement_to_help import Statement
from breakwater.practice.front_door.models import Contact, Decision, Proposal
from breakwater.practice.front_door.screening.operations import claims, links
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import REASONS

OWN = f"{REASONS}. The youngest is not at school yet"


@pytest.fixture
def settle(screener, is_ready):
    def settled(contact, person) -> Contact:
        with acting_as(screener):
            found = claims.match(
                contact=contact, person=person, was_new=True, searched={}, found=0, by=screener, at=timezone.now()
            )
        is_ready(found)
        return found

    return settled


@pytest.fixture
def school(db):
    return make.team("School", of=make.organisation("School", "SCHOOL"))


@pytest.fixture
def two(contact_arrives, settle, school):
    """Brother and sister of one form, each settled."""
    names = [arrivals.ChildTold(named_as="Ana Fish"), arrivals.ChildTold(named_as="Ben Fish")]
    older, younger = contact_arrives(
        *names, channel="PROFESSIONAL", sender_team=school, sender_organisation=school.organisation
    )
    return settle(older, make.person("Ana", "Fish")), settle(younger, make.person("Ben", "Fish"))


@pytest.fixture
def decides(manager):
    def decide(*contacts, own=None, **changed):
        said = {
            "outcome": "O4",
            "rationale": REASONS,
            "words_for_sender": "Help is offered.",
            "agreement": "AGREES",
            "statements": [Statement("AGREES", "Mother, by telephone", tuple(one.reference for one in contacts))],
            "checked_by_hand": True,
        } | changed
        with acting_as(manager):
            return decisions.decide(
                contacts, decisions.DecisionFacts(**said), rationales=own, by=manager, at=timezone.now()
            )

    return decide


def reasons_recorded(manager) -> dict[int, str]:
    with acting_as(manager):
        return dict(Decision.objects.values_list("contact", "rationale"))


def reason_offered(manager) -> str:
    with acting_as(manager):
        return Handover.objects.get().reason


def test_the_receiving_team_reads_each_childs_own_reasons_under_its_name(two, tier2, decides, manager, signed_in):
    older, younger = two
    decides(older, younger, own={younger.pk: OWN})
    assert reason_offered(manager) == f"Ana Fish: {REASONS}\n\nBen Fish: {OWN}"
    with acting_as(manager):
        address = f"/handovers/{Handover.objects.get().reference}/"
    page = signed_in(make.actor("tier2_coordinator", of=tier2)).get(address).content.decode()
    assert f'<p class="govuk-body">Ben Fish: {OWN}</p>' in page


def test_the_child_decided_from_comes_first_in_what_the_receiving_team_reads(two, tier2, decides, manager):
    older, younger = two
    decides(younger, older, own={older.pk: OWN})
    assert reason_offered(manager) == f"Ben Fish: {REASONS}\n\nAna Fish: {OWN}"


def test_reasons_that_are_the_same_are_handed_on_once(two, tier2, decides, manager):
    older, younger = two
    decides(older, younger, own={younger.pk: REASONS})
    assert reason_offered(manager) == REASONS


@pytest.mark.parametrize("link", [links.join, links.mark_sent_again])
def test_what_is_joined_to_a_child_is_recorded_with_that_childs_reasons(
    link, two, contact_arrives, settle, school, tier2, decides, manager, screener
):
    older, younger = two
    again = contact_arrives(
        arrivals.ChildTold(named_as="Ben Fish"),
        channel="PROFESSIONAL",
        sender_team=school,
        sender_organisation=school.organisation,
    )
    settle(again, younger.child)
    with acting_as(screener):
        link(contact=again, other=younger, by=screener, at=timezone.now())
    decides(older, younger, own={younger.pk: OWN})
    assert reasons_recorded(manager) == {older.pk: REASONS, younger.pk: OWN, again.pk: OWN}
    assert reason_offered(manager) == f"Ana Fish: {REASONS}\n\nBen Fish: {OWN}"


def test_reasons_of_a_child_are_never_those_of_a_chosen_contact_that_it_is_joined_to(ready, decides, manager, screener):
    first = ready(at=timezone.now() - timedelta(hours=1))
    later = ready()
    with acting_as(screener):
        links.join(contact=later, other=first, by=screener, at=timezone.now())
    decides(first, later, own={later.pk: OWN}, outcome="O1", agreement="NOT_NEEDED")
    assert reasons_recorded(manager) == {first.pk: REASONS, later.pk: OWN}


@pytest.fixture
def asked(two, manager, signed_in):
    """`asked(step, own=..., **changed)` is the page that answers the decision on the older, the younger getting the same."""
    older, younger = two
    sent = {
        "outcome": "O1",
        "rationale": REASONS,
        "agreement": "NOT_NEEDED",
        "checked_by_hand": "yes",
        "words_for_sender": "Advice is enough.",
        f"s{younger.pk}": "same",
        "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a21",
    }
    browser = signed_in(manager)

    def send(step, own=None, **changed):
        read = (
            {} if own is None else {f"c{younger.pk}_rationale": own, f"c{younger.pk}_holds": "yes", "carried": REASONS}
        )
        return browser.post(
            reverse("front_door:decide", args=[older.reference]), sent | read | changed | {"step": step}, follow=True
        ).content.decode()

    return send


def box(page: str, name: str) -> str:
    """What stands in a box of many lines."""
    return re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)[1]


ANEW = " ".join(["School mornings go well now and nobody else is worried about them"] * 4)


def test_reasons_nobody_changed_for_a_child_follow_the_first_childs_when_those_are_changed(two, asked):
    name = f"c{two[1].pk}_rationale"
    back = asked("change", own=REASONS)
    assert (box(back, name), box(back, "carried")) == (REASONS, REASONS)
    check = asked("check", own=REASONS, rationale=ANEW)
    assert (box(check, name), box(check, "carried")) == (ANEW, ANEW)
    assert "Carried over." in check


def test_reasons_changed_for_a_child_stay_when_the_first_childs_are_changed(two, asked):
    check = asked("check", own=OWN, rationale=ANEW)
    assert box(check, f"c{two[1].pk}_rationale") == OWN
    assert "As you wrote it for this child" in check
    assert check.count('name="carried"') == 1


def test_fd_16_a_childs_reasons_are_not_what_the_sender_reads(two, asked, manager):
    page = asked("record", own=OWN, words_for_sender=OWN)
    assert "<title>Error: Check the decision" in page
    assert "The referrer would read these reasons" in page
    assert box(page, f"c{two[1].pk}_rationale") == OWN
    key = two[1].pk
    otherwise = {f"s{key}": "own", f"s{key}_outcome": "O1", f"s{key}_rationale": OWN, f"s{key}_words": OWN}
    page = asked("check", **otherwise)
    assert f'href="#id_s{key}_words"' in page
    assert "they must not read the rationale" in page
    assert reasons_recorded(manager) == {}


def test_fd_16_another_sender_of_one_incident_is_not_left_without_a_reason(ready, school, manager, screener, signed_in):
    neighbours = ready(at=timezone.now() - timedelta(hours=1))
    schools = ready(channel="PROFESSIONAL", sender_team=school, sender_organisation=school.organisation)
    with acting_as(screener):
        links.join(contact=schools, other=neighbours, by=screener, at=timezone.now())
    sent = {
        "outcome": "O1",
        "rationale": REASONS,
        "agreement": "NOT_NEEDED",
        "checked_by_hand": "yes",
        "step": "record",
        "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a22",
    }
    page = signed_in(manager).post(reverse("front_door:decide", args=[neighbours.reference]), sent).content.decode()
    assert "decide from the page of the contact that they sent" in page
    assert box(page, "rationale") == REASONS
    assert reasons_recorded(manager) == {}


def test_tr_13_a_second_manager_is_never_asked_about_one_child_with_anothers_decision(two, asked, ready, manager):
    older, younger = two
    for days in (30, 60):
        earlier = ready(child=younger.child, days_ago=days)
        with acting_as(manager):
            decisions.decide(
                [earlier],
                decisions.DecisionFacts(checked_by_hand=True, outcome="O13", rationale=REASONS, words_for_sender=""),
                by=manager,
                at=timezone.now() - timedelta(days=days - 1),
            )
    key = younger.pk
    otherwise = {f"s{key}": "own", f"s{key}_outcome": "O13", f"s{key}_rationale": OWN, f"s{key}_words": "It ends here."}
    page = asked("record", **otherwise)
    assert f'href="#id_s{key}_outcome"' in page
    assert "A second manager has to agree: decide for this child on its own page" in page
    assert not {older.pk, younger.pk} & set(reasons_recorded(manager))
    with acting_as(manager):
        assert not Proposal.objects.exists()
