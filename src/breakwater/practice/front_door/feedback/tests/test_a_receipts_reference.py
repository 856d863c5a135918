"""A reference that is written or rung through leads whoever may read it to the page behind it, and nobody else anywhere."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases.registry import named_by
from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.registry import matter_of
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import restrictions
from breakwater_dev.testing import factories as make


@pytest.fixture
def receipt(tells, dsl):
    return tells(dsl, "Ana Fish", "Ben Fish")


def pages_behind(receipt, who) -> list[str]:
    with acting_as(who) as by:
        return [named.href for named in named_by(receipt.reference, by)]


def test_the_sender_is_led_to_the_receipt_and_the_mash_to_the_contact_of_each_child(receipt, dsl, manager, contacts_of):
    contacts = [reverse("front_door:contact", args=[one.reference]) for one in contacts_of(receipt)]
    assert pages_behind(receipt, dsl) == [reverse("front_door:receipt", args=[receipt.reference])]
    assert pages_behind(receipt, manager) == contacts
    assert pages_behind(receipt, make.actor("dsl")) == []


def test_a_restricted_brother_is_not_among_them(receipt, manager, screener, contacts_of, decides):
    first, second = contacts_of(receipt)
    decides(first, child=(child := make.person()))
    with acting_as(manager):
        restrictions.restrict(
            person=child,
            readers=[manager.membership, make.membership("mash_manager", of=manager.membership.team)],
            reason="Threats",
            by=manager,
            at=timezone.now(),
        )
    assert pages_behind(receipt, screener) == [reverse("front_door:contact", args=[second.reference])]


def test_the_search_opens_a_receipt_and_lists_the_contacts_of_several_children(
    receipt, dsl, manager, signed_in, contacts_of
):
    found = signed_in(manager).post(reverse("casework:search"), {"words": receipt.reference.lower()}).content.decode()
    for contact in contacts_of(receipt):
        assert reverse("front_door:contact", args=[contact.reference]) in found


def test_who_answers_a_disagreement_is_led_to_what_was_decided(receipt, dsl, manager, signed_in, contacts_of):
    with acting_as(dsl) as by:
        made = escalations.raise_disagreement(
            about=matter_of(receipt.reference, by),
            theme="THRESHOLD",
            issue="Disagreement",
            wanted="Refresh",
            key=uuid.uuid4(),
            by=by,
            at=timezone.now(),
        )
        page = reverse("casework:escalation", args=[made.case.reference])
    theirs, ours = signed_in(manager).get(page).content.decode(), signed_in(dsl).get(page).content.decode()
    first = reverse("front_door:contact", args=[contacts_of(receipt)[0].reference])
    assert first in theirs
    assert first not in ours
    assert reverse("front_door:receipt", args=[receipt.reference]) in ours
    assert first in signed_in(manager).get(f"{page}answer/").content.decode()


def test_a_receipt_leads_to_the_disagreement_that_stands_and_offers_no_second(
    receipt, dsl, manager, contacts_of, decides, signed_in
):
    for contact in contacts_of(receipt):
        decides(contact)
    page = reverse("front_door:receipt", args=[receipt.reference])
    assert "I disagree" in signed_in(dsl).get(page).content.decode()
    with acting_as(dsl) as by:
        made = escalations.raise_disagreement(
            about=matter_of(receipt.reference, by),
            theme="THRESHOLD",
            issue="Disagreement",
            wanted="Refresh",
            key=uuid.uuid4(),
            by=by,
            at=timezone.now(),
        )
        case = made.case.reference
    body = signed_in(dsl).get(page).content.decode()
    assert "I disagree" not in body
    assert "If you disagree" not in body
    assert reverse("casework:escalation", args=[case]) in body
