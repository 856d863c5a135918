"""Keeping which team of an agency is asked, as what, and who leads when its answer is overdue."""

import pytest
from django.urls import reverse

from breakwater.practice.front_door.models import InformationDesk
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import words


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


def test_a_lead_is_named_once_and_read_in_the_list(keeper, police_team, police, signed_in):
    browser, where = signed_in(keeper), reverse("front_door:desk", args=[police_team.public_id])
    assert "Invented Police, Public protection Police Nobody named" in words(browser.get(reverse("front_door:desks")))
    for _ in range(2):
        assert browser.post(where, {"kind": "POLICE", "lead": str(police.membership_id)}).status_code == 302
    desk = InformationDesk.objects.get()
    assert (desk.team_id, desk.kind, desk.lead_id) == (police_team.pk, "POLICE", police.membership_id)
    assert police.membership.user.name in words(browser.get(reverse("front_door:desks")))


def test_nobody_of_another_agency_is_named(keeper, police_team, health, signed_in):
    where = reverse("front_door:desk", args=[police_team.public_id])
    page = signed_in(keeper).post(where, {"kind": "POLICE", "lead": str(health.membership_id)}).content.decode()
    assert "Choose one of the answers shown" in page
    assert not InformationDesk.objects.exists()


def test_a_council_team_is_asked_once_it_has_a_desk(keeper, screener, contact_arrives, signed_in):
    help_team = make.team("Family help", of=make.organisation("Invented Council"))
    contact = contact_arrives()
    where = reverse("front_door:ask_others", args=[contact.reference])
    assert "Family help" not in words(signed_in(screener).get(where))
    signed_in(keeper).post(reverse("front_door:desk", args=[help_team.public_id]), {"kind": "EARLY_HELP", "lead": ""})
    assert "Invented Council, Family help" in words(signed_in(screener).get(where))
