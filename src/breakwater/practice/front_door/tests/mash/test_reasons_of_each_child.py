"""One decision for several children: each child's own reasons are recorded, joined, handed on and refused for that child."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.casework.models import Handover
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door import operations as front_door
from breakwater.practice.front_door.models import Contact, Decision
from breakwater.testing import factories as make

from .conftest import REASONS

OWN = f"{REASONS}. The youngest is not at school yet"


@pytest.fixture
def settle(screener):
    def settled(contact, person) -> Contact:
        with acting_as(screener):
            return front_door.match(
                contact=contact, person=person, was_new=True, searched={}, found=0, by=screener, at=timezone.now()
            )

    return settled


@pytest.fixture
def school(db):
    return make.team("School", of=make.organisation("School", "SCHOOL"))


@pytest.fixture
def two(contact_arrives, settle, school):
    """Brother and sister of one form, each settled."""
    names = [front_door.ChildTold(named_as="Ana Fish"), front_door.ChildTold(named_as="Ben Fish")]
    older, younger = contact_arrives(*names, channel="PROFESSIONAL", sender_team=school, sender_organisation=school.organisation)
    return settle(older, make.person("Ana", "Fish")), settle(younger, make.person("Ben", "Fish"))


@pytest.fixture
def decides(manager):
    def decide(*contacts, own=None, **changed):
        said = {
            "outcome": "O4", "rationale": REASONS, "words_for_sender": "Help is offered.", "agreement": "AGREES",
            "agreement_words": "Mother, by telephone", "checked_by_hand": True,
        } | changed  # fmt: skip
        with acting_as(manager):
            return front_door.decide(contacts=contacts, rationales=own, by=manager, at=timezone.now(), **said)

    return decide


def reasons_recorded(manager) -> dict[int, str]:
    with acting_as(manager):
        return dict(Decision.objects.values_list("contact", "rationale"))


def reason_offered(manager) -> str:
    with acting_as(manager):
        return Handover.objects.get().reason


def test_the_receiving_team_reads_each_childs_own_reasons_under_its_name(two, tier2, decides, manager):
    older, younger = two
    decides(older, younger, own={younger.pk: OWN})
    assert reason_offered(manager) == f"Ana Fish: {REASONS}\n\nBen Fish: {OWN}"


def test_the_child_decided_from_comes_first_in_what_the_receiving_team_reads(two, tier2, decides, manager):
    older, younger = two
    decides(younger, older, own={older.pk: OWN})
    assert reason_offered(manager) == f"Ben Fish: {REASONS}\n\nAna Fish: {OWN}"


def test_reasons_that_are_the_same_are_handed_on_once(two, tier2, decides, manager):
    older, younger = two
    decides(older, younger, own={younger.pk: REASONS})
    assert reason_offered(manager) == REASONS


@pytest.mark.parametrize("link", [front_door.join, front_door.mark_sent_again])
def test_what_is_joined_to_a_child_is_recorded_with_that_childs_reasons(
    link, two, contact_arrives, settle, school, tier2, decides, manager, screener
):
    older, younger = two
    again = contact_arrives(
        front_door.ChildTold(named_as="Ben Fish"), channel="PROFESSIONAL", sender_team=school,
        sender_organisation=school.organisation,
    )  # fmt: skip
    settle(again, younger.child)
    with acting_as(screener):
        link(contact=again, other=younger, by=screener, at=timezone.now())
    decides(older, younger, own={younger.pk: OWN})
    assert reasons_recorded(manager) == {older.pk: REASONS, younger.pk: OWN, again.pk: OWN}
    assert reason_offered(manager) == f"Ana Fish: {REASONS}\n\nBen Fish: {OWN}"


def test_reasons_of_a_child_are_never_those_of_a_chosen_contact_that_it_is_joined_to(
    contact_arrives, decides, manager, screener
):
    first = contact_arrives(at=timezone.now() - timedelta(hours=1))
    later = contact_arrives()
    with acting_as(screener):
        front_door.join(contact=later, other=first, by=screener, at=timezone.now())
    decides(first, later, own={later.pk: OWN}, outcome="O1", agreement="NOT_NEEDED")
    assert reasons_recorded(manager) == {first.pk: REASONS, later.pk: OWN}
