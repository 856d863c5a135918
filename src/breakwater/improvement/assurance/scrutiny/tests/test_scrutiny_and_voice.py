"""What scrutiny found is answered by a day and acted on; what people said is published by a second person, looked through first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions.models import Source, TrackedAction
from breakwater.improvement.assurance.models import ScrutinyAnswer, ScrutinyFinding, ScrutinyVisit, Voice
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.partnership import a_partnership, day, once, page, press

TODAY = timezone.localdate()


@pytest.fixture
def ours(db):
    return a_partnership("851", "Portsmouth")


def test_a_finding_is_answered_acted_on_and_changes_something(signed_in, ours):
    us = signed_in(ours.manager)
    ward = make.team("Ward", of=ours.agency, in_area=ours.area)
    make.actor("agency_professional", of=ward)
    said = {"kind": "VISIT", "title": "Maternity", "question": "Are fathers asked?", "scrutineer": "Joint scrutineer"}
    page(us, "visit_new", **said, **day("planned_for", TODAY - timedelta(days=3)), **once())
    key = ScrutinyVisit.objects.get().public_id
    assert "Overdue" in page(us, "scrutiny")
    finding = {"kind": "CHALLENGE", "text": "Fathers are not asked"}
    assert "Record first that it was held" in page(us, "visit_finding", key, **finding, **once())
    page(us, "visit_held", key, agenda="Meet staff", met="Six midwives", revision="1", **day("held_on", TODAY))
    # Two tabs: what was typed on an older page goes over nothing, and is not lost.
    again = page(us, "visit_held", key, agenda="Another", met="Two", revision="1", **day("held_on", TODAY))
    assert "Somebody saved this meanwhile" in again
    assert "Another" in again
    page(us, "visit_finding", key, **finding, **once())
    found = ScrutinyFinding.objects.get()
    asked = {"organisation": str(ours.agency.public_id)} | day("due_on", TODAY - timedelta(days=1))
    page(us, "scrutiny_finding_ask", found.public_id, **asked, **once())
    assert "Overdue" in page(us, "visit", key)
    answer = {"answer": "The form asks now"} | day("answered_on", TODAY)
    shown = page(us, "scrutiny_answer", ScrutinyAnswer.objects.get().public_id, **answer)
    assert "Answered late" in shown
    act = {
        "wording": "Change the booking form",
        "measure": "Ten forms read",
        "priority": "2",
        "owner": str(ward.public_id),
    }
    shown = page(
        us, "scrutiny_finding_action", found.public_id, **act, **day("due_on", TODAY + timedelta(days=30)), **once()
    )
    assert "Change the booking form" in shown
    with acting_as(ours.manager):
        action = TrackedAction.objects.get()
        assert (action.source, action.owner_team_id) == (Source.SCRUTINY, ward.pk)
    changed = {"changed": "Nine of ten forms name the father"} | day("changed_on", TODAY)
    assert "Nine of ten" in page(us, "scrutiny_finding_changed", found.public_id, **changed)


def test_what_people_said_is_read_by_a_second_person_before_everyone_does(signed_in, ours):
    """An area with one business manager has its head of service for it."""
    head = make.actor("head_of_service", of=make.team("Leadership", in_area=ours.area))
    us, colleague, anyone = signed_in(ours.manager), signed_in(head), Client()
    said = {"who": "CHILDREN", "how": "A survey of pupils", "said": "Mr Miller tells us nothing"} | day(
        "heard_on", TODAY
    )
    refused = page(us, "voice_new", **said, **once())
    assert "Take out what gives somebody away" in refused
    assert "Mr Miller" in refused
    said |= {"said": "Nobody tells us what happens next"}
    page(us, "voice_new", **said, **once())
    key = Voice.objects.get().public_id
    page(us, "voice_followed", key, did="Every letter says what happens next", **day("did_on", TODAY), **once())
    assert "somebody else reads and publishes it" in page(us, "voice_publish", key, seen="")
    public = reverse("assurance:you_said")
    assert "Nobody tells us" not in anyone.get(public).content.decode()
    assert page(colleague, "voice_publish", key).count("Nobody tells us") == 1
    press(colleague, "voice_publish", key, seen=_seen(colleague, key))
    shown = anyone.get(public).content.decode()
    assert "Nobody tells us" in shown
    assert "Every letter says" in shown
    assert colleague.get(reverse("assurance:voice_followed", args=[key])).status_code == 403
    press(us, "voice_take_off", key)
    assert "Nobody tells us" not in anyone.get(public).content.decode()


def _seen(browser, key: str) -> str:
    """Of what the page says was found: what is sent is meant for that."""
    drawn = page(browser, "voice_publish", key)
    return drawn.split('name="seen"')[1].split('value="')[1].split('"')[0]
