"""What a system adds to a contact that it sent reaches who has it, whatever was decided or set apart meanwhile (SG-26, SG-11, FD-01)."""

from uuid import uuid4

import pytest

from breakwater.delivery.api import sending
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import allegation_intake
from breakwater.practice.front_door.models import Addition
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import decided
from breakwater_dev.testing.systems import IN_DANGER, System, key_of, sent
from breakwater_dev.testing.telling import arrived, contacts

MORE = {"words": "She told me that it happened again"}


@pytest.fixture
def before(system):
    return sent(system, child_views={"each": {"all": "I want it to be quiet"}}).json()["reference"]


def add(system, reference, said=MORE, **more):
    return system.post(f"contacts/{reference}/additions", said, **more)


def test_sg_26_it_is_added_once_to_the_open_contact_as_the_referrers_word(system, before):
    once = uuid4()
    given = [add(system, before, request=once) for _ in range(2)]
    assert [each.status_code for each in given] == [201, 201], given[0].content
    assert given[0].json()["added_at"] == given[1].json()["added_at"]
    [added] = arrived(Addition)
    with acting_as(make.intake()):
        added = Addition.objects.select_related("submission", "by").get(pk=added.pk)
        assert (added.submission.reference, added.words) == (before, MORE["words"])
        assert "system" in added.whose
    assert add(system, before, {"words": "Something else"}, request=once).status_code == 422


def test_very_many_additions_are_taken_and_people_are_told_at_once(system, before, door, monkeypatch):
    monkeypatch.setattr(sending, "MANY_AN_HOUR", 2)
    manager = make.membership("mash_manager", of=door)
    assert [add(system, before).status_code for _ in range(3)] == [201, 201, 201]
    assert Notification.objects.filter(user=manager.user, words=sending.MANY_HERE).count() == 1


def test_fd_01_danger_in_an_addition_is_answered_with_999_and_flags_the_contact(system, before):
    answer = add(system, before, MORE | {"immediate_danger": True}).json()
    assert answer["urgent"]["words"].startswith("Call 999 now")
    assert all(contact.immediate_danger for contact in contacts())
    refused = add(system, before, {"immediate_danger": True})
    assert (refused.status_code, refused.json()["urgent"]["in_danger"]) == (422, True)


def test_sg_26_after_a_decision_without_a_service_it_is_a_new_contact_whose_status_the_system_reads(
    system, before, door
):
    decided(before, door)
    answer = add(system, before).json()
    assert answer["reopened_as"]
    assert "new contact" in answer["words"]
    told = system.get(f"contacts/{answer['reopened_as']}").json()
    assert {child["stage"] for child in told["children"]} == {"RECEIVED"}
    assert [each["reference"] for each in system.get("contacts").json()["contents"]] == [answer["reopened_as"], before]


def test_sg_11_what_was_set_apart_is_added_to_there_and_the_answer_does_not_tell(system, school, door):
    officers = make.team("Designated officers", service="lado")
    officer = make.membership("designated_officer", of=officers)
    make.membership("designated_officer", of=officers)
    apart = sent(system, about_someone_who_works_with_children="yes", who_works_with_children="The deputy head")
    open_one = add(system, sent(system).json()["reference"]).json()
    answer = add(system, apart.json()["reference"])
    assert answer.status_code == 201, answer.content
    assert answer.json().keys() == open_one.keys()
    assert (answer.json()["words"], answer.json()["reopened_as"]) == ("", "")
    assert len(arrived(Addition)) == 1  # the open one's
    told = Notification.objects.filter(user=officer.user).values_list("words", flat=True)
    assert allegation_intake.MORE in told


@pytest.mark.parametrize(
    "said", [{}, {"words": ""}, {"words": "  "}, {"words": 7}, MORE | {"more": 1}, MORE | {"immediate_danger": "x"}]
)
def test_what_is_no_addition_is_refused(system, before, said):
    assert add(system, before, said).status_code == 422
    assert arrived(Addition) == []


def test_nobody_adds_to_what_another_system_sent(system, before, school):
    assert add(System(key_of(school).secret), before).status_code == 404
    assert add(System(key_of(school, "contacts:status").secret), before).status_code == 403
    assert add(system, "S-26-11111-1").status_code == 404


@pytest.mark.parametrize("words", ["\u0089\u00c6", "a" * 10_000])
def test_to_a_contact_in_danger_of_which_little_is_known_more_is_added(system, words):
    before = system.post("contacts", {"answers": IN_DANGER}).json()["reference"]
    answer = add(system, before, {"words": words})
    assert answer.status_code == 201, answer.content
    assert [each.words for each in arrived(Addition)] == [words]
