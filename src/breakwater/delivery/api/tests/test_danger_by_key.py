"""Where a system says that a child is in danger nothing holds the contact up, and every answer says to call 999 (FD-01, FD-07)."""

import pytest

from breakwater.casework.models import Task
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Submission
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import IN_DANGER, PROGRAM
from breakwater_dev.testing.telling import arrived


def test_fd_07_danger_is_held_up_by_nothing_and_the_answer_says_to_call_999(system):
    answer = system.post("contacts", {"answers": {"immediate_danger": "yes", "worry": "He has a knife"}})
    assert answer.status_code == 201, answer.content
    urgent = answer.json()["urgent"]
    assert urgent["in_danger"]
    assert urgent["words"].startswith("Call 999 now")
    assert len(arrived()) == 1


def test_fd_07_in_danger_an_answer_that_cannot_be_read_holds_nothing_up_and_is_named(system):
    said = {"immediate_danger": True, "worry": "He has a knife", "nothing_of_the_kind": "x", "children": "Ana"}
    answer = system.post("contacts", {"answers": said})
    assert answer.status_code == 201, answer.content
    assert answer.json()["not_taken"] == ["nothing_of_the_kind", "children"]
    assert answer.json()["urgent"]["in_danger"]
    assert len(arrived()) == 1


ODD = [
    ({"a_question_of_last_year": "In the shed"}, {}, "In the shed"),
    ({"location": 3.5}, {}, "3.5"),
    ({"location": {"where": ["In the loft"]}}, {}, "In the loft"),
    ({"children": [{"child_first_name": "Ana", "purple": "Bruised"}]}, {}, "Bruised"),
    ({"children": "Ana and Ben"}, {}, "Ana and Ben"),
    ({"children": [7]}, {}, "7"),
    ({"child_views": {"each": {"r9": "He hits me"}}}, {}, "He hits me"),
    ({"injuries": [{"injury_place": "Head"}]}, {}, "Head"),
    ({"approval_manager": "Head teacher"}, {}, "Head teacher"),
    ({}, {"files": [PROGRAM]}, "a.png"),
    ({}, {"files": [PROGRAM | {"is_lawful": False}]}, "a.png"),
    ({}, {"files": [{"name": "b.png"}, 7]}, "b.png"),
    ({}, {"sent_by_version": "9.1 beta"}, "9.1 beta"),
]


@pytest.mark.parametrize(("said", "beside", "kept"), ODD, ids=range(len(ODD)))
def test_fd_07_in_danger_nothing_holds_it_up_and_what_the_form_cannot_take_is_read_by_people(
    system, door, said, beside, kept
):
    answer = system.post("contacts", {"answers": IN_DANGER | said} | beside)
    assert answer.status_code == 201, answer.content
    assert answer.json()["urgent"]["words"].startswith("Call 999 now")
    with acting_as(make.actor("mash_manager", of=door)):
        values = [str(each.answers.values) for each in Submission.objects.all()]
        details = list(Task.objects.values_list("detail", flat=True))
    assert kept in "\n".join([*details, *values])


@pytest.mark.parametrize("yes", [True, "YES", " yes "])
def test_fd_07_danger_is_heard_however_a_program_writes_yes(system, yes):
    answer = system.post("contacts", {"answers": IN_DANGER | {"immediate_danger": yes, "worry": 3.5}})
    assert (answer.status_code, answer.json()["urgent"]["in_danger"]) == (201, True), answer.content


def test_sg_12_what_is_for_a_compartment_alone_stands_in_no_task_of_the_mash_even_in_danger(system, door):
    prevent = make.team("Prevent", service="prevent")
    make.membership("prevent_lead", of=prevent), make.membership("prevent_lead", of=prevent)
    said = {"radicalisation_words": ["A flag on the wall"], "child_nationality": 3.5}
    answer = system.post("contacts", {"answers": IN_DANGER | said})
    assert answer.status_code == 201, answer.content
    with acting_as(make.actor("mash_manager", of=door)):
        everything = str([each.answers.values for each in Submission.objects.all()])
        everything += "".join(Task.objects.values_list("detail", flat=True))
    assert "flag" not in everything


def test_sg_11_a_name_given_in_danger_where_nobody_was_asked_for_one_is_read_by_the_designated_officers_alone(
    system, door
):
    officers = make.team("Designated officers", service="lado")
    make.membership("designated_officer", of=officers), make.membership("designated_officer", of=officers)
    answer = system.post("contacts", {"answers": IN_DANGER | {"allegation_person": "Mr Rook"}})
    assert answer.status_code == 201, answer.content
    with acting_as(make.actor("mash_manager", of=door)):
        assert not Submission.objects.exists()
        assert "Rook" not in "".join(Task.objects.values_list("detail", flat=True))


REFUSED_IN_DANGER = [
    (b'{"answers": {"immediate_danger": "yes"}', {}, 400),
    (b'{"answers": {"immediate_danger": "yes"}}', {"headers": {"Idempotency-Key": "1"}}, 422),
    (b'{"answers": {"immediate_danger": "yes"}}', {"headers": {"Authorization": "Bearer bw_x"}}, 401),
]


@pytest.mark.parametrize(("body", "more", "status"), REFUSED_IN_DANGER, ids=range(len(REFUSED_IN_DANGER)))
def test_fd_01_no_refusal_of_a_request_that_says_danger_is_without_999(system, body, more, status):
    answer = system.post("contacts", body, **more)
    assert (answer.status_code, answer.json()["urgent"]["words"]) == (status, "Call 999 now: writing here sends nobody")
