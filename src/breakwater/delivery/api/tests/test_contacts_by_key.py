"""A contact that a school's system sends is the form's: the same answers, refusals, floors and receipt (SG-01, SG-12)."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.recording.definitions import Kind
from breakwater.casework.recording.flow import walk
from breakwater.casework.recording.given import NOT_GIVEN, check
from breakwater.casework.recording.operations import product_form
from breakwater.delivery.api import sending
from breakwater.delivery.api.models import Sent
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Receipt, Submission
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.systems import answers, sent
from breakwater_dev.testing.telling import arrived, contacts


def test_sg_01_a_contact_for_each_child_received_by_the_servers_clock_with_a_receipt_of_the_team(system, school):
    before = timezone.now()
    answer = sent(system)
    assert answer.status_code == 201, [(e["field"], e["detail"]) for e in answer.json()["errors"]]
    [submission] = arrived()
    assert before <= submission.received_at <= timezone.now()
    assert answer.json()["reference"] == submission.reference
    assert answer.json()["answer_due_on"]
    assert answer.json()["urgent"] is None
    assert [contact.named_as for contact in contacts()] == ["Ana Fish", "Ben Fish"]
    assert (submission.channel, submission.source_code) == ("PROFESSIONAL", "2A")
    assert (submission.sender_team_id, submission.sender_user_id) == (school.pk, None)
    assert (
        submission.sender_words
        == "Sent by the system Invented MIS, of Invented Primary, Safeguarding. Written by Ida Post, DSL"
    )


def test_what_the_system_sent_is_what_the_form_would_have_kept(system):
    sent(system)
    [submission] = arrived()
    with acting_as(make.intake()):
        kept = Submission.objects.get(pk=submission.pk).answers.values
    given = answers()
    assert {key: kept[key] for key in ("worry", "impact", "concern_types", "family")} == {
        key: given[key] for key in ("worry", "impact", "concern_types", "family")
    }
    assert kept["lawful_basis"].startswith("Public task")


def test_the_same_request_again_is_the_same_contact_and_another_under_its_key_is_refused(system):
    once, said = uuid4(), {"answers": answers()}
    first, again = system.post("contacts", said, request=once), system.post("contacts", said, request=once)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    other = system.post("contacts", {"answers": answers(worry="Something else")}, request=once)
    assert other.status_code == 422
    assert len(arrived()) == 1


def test_what_is_not_answered_is_asked_back_in_the_words_of_the_page_and_nothing_is_sent(system, school):
    answer = sent(system, worry=None, location=None, sender_phone="12")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    found = {each["field"]: each for each in answer.json()["errors"]}
    assert found["answers.location"]["detail"] == "Say where the child is now"
    assert {"value": "home", "label": "At home"} in found["answers.location"]["options"]
    assert set(found) == {"answers.worry", "answers.location", "answers.sender_phone"}
    assert arrived() == []


def test_sg_04_what_cannot_wait_is_said_as_on_the_page(system):
    urgent = sent(system, urgency="today").json()["urgent"]
    assert (urgent["in_danger"], urgent["words"]) == (
        False,
        "You said that someone should act today. Call now as well: writing here sends nobody",
    )


def test_a_contact_that_the_page_would_not_send_is_not_sent_here_and_says_why(system):
    answer = sent(
        system,
        parent_told={"each": {"all": "no"}},
        not_told_why=["risk"],
        approval_way="cannot_wait",
        approval_name="Head",
    )
    assert answer.status_code in (409, 422)
    assert answer.json()["detail"] or answer.json()["errors"]
    assert arrived() == []


def asked_of(form, values) -> set[str]:
    return {question.key for page in walk(form, values)[0] for question in page.questions}


def test_nothing_that_was_said_is_passed_over_every_question_that_is_not_asked_is_named(db):
    """But for what makes its own choice, as on the page."""
    form, named = product_form("front_door.contact"), []
    values = answers()
    for page, question in form.questions():
        if question.key in asked_of(form, values) or not question.is_answered_by_people or question.kind in NOT_GIVEN:
            continue
        one = next((each.value for each in (*question.options, *question.states)), "Words")
        value = [one] if question.kind in (Kind.MANY_OF, Kind.SEVERAL) else one
        if question.kind is Kind.GROUP:
            value = [{question.questions[0].key: "Words"}]
        found = check(form, values | {question.key: value}, {}, on=timezone.localdate())
        is_kept = question.key in asked_of(form, found.values) and bool(found.values.get(question.key))
        is_named = question.key in {each.question for each in found.faults}
        assert is_kept != is_named, (page.key, question.key)
        named += [question.key] * is_named
    assert len(named) > 20, named
    assert {"child_midwife", "holiday_contact"} <= set(named)


def test_injuries_of_a_contact_about_something_else_are_asked_back(system):
    answer = sent(system, concern_types=["neglect"], injuries=[{"injury_place": "Head"}])
    assert "answers.injuries" in {each["field"] for each in answer.json()["errors"]}
    assert arrived() == []


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ({"r1": "Loud", "r2": "Quiet", "r9": "He hits me"}, "There is no such row: r9"),
        ({"r9": "He hits me", "all": {"state": "not_asked"}}, "There is no such row: r9"),
        ({"all": "He hits us", "r1": "Loud", "r2": "Quiet"}, "each row has its own answer"),
    ],
)
def test_what_a_child_said_under_a_row_that_there_is_not_is_asked_back(system, views, said):
    answer = sent(system, child_views={"each": views})
    assert answer.status_code == 422
    found = {each["field"]: each["detail"] for each in answer.json()["errors"]}
    assert said in found["answers.child_views"]


def test_the_notes_that_the_page_shows_are_in_the_answer_and_in_a_refusal(system):
    taken = sent(system, concern_types=["fgm"]).json()
    refused = sent(system, concern_types=["fgm"], worry=None).json()
    assert any("girl under 18" in each for each in taken["notes"])
    assert any("girl under 18" in each for each in refused["notes"])
    with acting_as(make.intake()):
        assert "girl" not in str(Sent.objects.get().answer)


def test_more_contacts_than_a_schools_worst_day_are_taken_and_people_are_told_at_once(
    system, door, school, monkeypatch
):
    monkeypatch.setattr(sending, "MANY_AN_HOUR", 1)
    lead, manager = make.membership("dsl", of=school), make.membership("mash_manager", of=door)
    assert [sent(system).status_code for _ in range(3)] == [201, 201, 201]
    assert Notification.objects.filter(user=lead.user, words=sending.MANY).count() == 1
    assert Notification.objects.filter(user=manager.user, words=sending.MANY_HERE).count() == 1


def test_what_a_colleague_sent_by_hand_is_not_the_systems_to_read(system, school, shown):
    with acting_as(make.intake()):
        assert Receipt.objects.count() == 0
    assert system.get("contacts/C-26-AAAA-A").status_code == 404
