"""A contact that a school's system sends is the form's: the same answers, refusals, floors and receipt (SG-01, SG-11, SG-12, FD-07)."""

import base64
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg.errors
import pytest
from django.db import OperationalError
from django.utils import timezone

from breakwater.casework.models import Document, Task
from breakwater.casework.recording.definitions import Kind
from breakwater.casework.recording.flow import walk
from breakwater.casework.recording.given import NOT_GIVEN, check
from breakwater.casework.recording.operations import product_form
from breakwater.delivery.api import sending
from breakwater.delivery.api.models import Delivery, Sent
from breakwater.foundation import storage
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.practice.front_door.contact_form.operations import systems
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.feedback import operations as feedback
from breakwater.practice.front_door.models import Attachment, Contact, Receipt, ReceiptLine, Submission
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import REASONS
from breakwater_dev.testing.mash import make_ready
from breakwater_dev.testing.systems import System, answers, key_of
from breakwater_dev.testing.telling import arrived, contacts, front_door

WORDS = "Thank you. Keep offering breakfast club."


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def school(door):
    return make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL"))


@pytest.fixture
def shown(school):
    return key_of(school)


@pytest.fixture
def system(shown):
    return System(shown.secret)


def sent(system, **changed):
    return system.post("contacts", {"answers": answers(**changed)})


def decided(reference: str, team) -> None:
    """The MASH settles, screens and decides every contact that was sent."""
    screener, manager = make.actor("mash_screener", of=team), make.actor("mash_manager", of=team)
    at = timezone.now()
    with acting_as(screener):
        found = list(Contact.objects.filter(submission__reference=reference))
        for contact in found:
            claims.match(contact=contact, person=make.person(), was_new=True, searched={}, found=0, by=screener, at=at)
        make_ready(*found, by=screener, at=at)
    with acting_as(manager):
        facts = decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender=WORDS, checked_by_hand=True)
        decisions.decide(found, facts, by=manager, at=at)


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
    assert submission.sender_words == "Ida Post, DSL, Invented Primary"


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


def test_fd_07_in_danger_no_file_holds_anything_up(system):
    whole = {
        "name": "a.png",
        "content": base64.b64encode(b"MZ" + b"\0" * 90).decode(),
        "kind": Attachment.Kind.values[0],
        "family_may_see": False,
        "is_lawful": True,
    }
    said = {"answers": {"immediate_danger": True, "worry": "He has a knife"}}
    answer = system.post("contacts", said | {"files": [whole, whole | {"is_lawful": False}, whole | {"content": "%"}]})
    assert (answer.status_code, sorted(answer.json()["not_taken"])) == (201, ["files.0", "files.1", "files.2"])


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


def test_sg_11_an_allegation_is_received_and_its_status_says_nothing_more(system, school):
    officers = make.team("Designated officers", service="lado")
    make.membership("designated_officer", of=officers), make.membership("designated_officer", of=officers)
    answer = sent(system, about_someone_who_works_with_children="yes", who_works_with_children="The deputy head")
    assert answer.status_code == 201, answer.content
    status = system.get(f"contacts/{answer.json()['reference']}")
    assert (status.status_code, status.json()["children"]) == (200, [])
    head = signed_in(make.membership("head_teacher", of=school))
    assert answer.json()["reference"] not in head.get("/contacts/").content.decode()


def test_a_file_goes_through_the_same_scanning_and_with_each_childs_contact(system):
    file = {
        "name": "plan.txt",
        "content": base64.b64encode(b"A plan for mornings").decode(),
        "kind": Attachment.Kind.values[0],
        "family_may_see": True,
        "is_lawful": True,
    }
    answer = system.post("contacts", {"answers": answers(), "files": [file]})
    assert answer.status_code == 201, answer.content
    with acting_as(make.intake()):
        assert Document.objects.filter(title__contains="plan").count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"is_lawful": False}, "files.0.is_lawful"),
        ({"content": "%%"}, "files.0.content"),
        ({"kind": "x"}, "files.0.kind"),
    ],
)
def test_sg_29_a_file_that_nobody_looked_at_stops_before_it_is_taken(system, changed, field):
    file = {
        "name": "a.txt",
        "content": "QQ==",
        "kind": Attachment.Kind.values[0],
        "family_may_see": False,
        "is_lawful": True,
    }
    answer = system.post("contacts", {"answers": answers(), "files": [file | changed]})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert arrived() == []


PROGRAM = {
    "name": "a.png",
    "content": base64.b64encode(b"MZ" + b"\0" * 90).decode(),
    "kind": Attachment.Kind.values[0],
    "family_may_see": False,
    "is_lawful": True,
}
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def stored_files(settings) -> set:
    return {each for each in (Path(settings.BREAKWATER_DATA) / "files").rglob("*") if each.is_file()}


def test_a_program_in_the_dress_of_a_picture_is_refused_and_so_is_the_contact(system):
    answer = system.post("contacts", {"answers": answers(), "files": [PROGRAM]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "files")
    assert arrived() == []


def test_a_file_that_the_scanner_refuses_is_said(system, monkeypatch):
    refused = lambda stored, by=None: replace(stored, state=storage.State.REFUSED)  # noqa: E731
    monkeypatch.setattr(storage, "scan", refused)
    file = PROGRAM | {"name": "photo.txt", "content": base64.b64encode(EICAR.encode()).decode()}
    answer = system.post("contacts", {"answers": answers(), "files": [file]}).json()
    assert [(each["name"], each["state"]) for each in answer["files"]] == [("photo.txt", "REFUSED")]
    assert "Send it in another way" in answer["files"][0]["words"]


def test_a_contact_that_is_refused_leaves_no_file_behind(system, settings):
    before = stored_files(settings)
    text = PROGRAM | {"name": "a.txt", "content": base64.b64encode(b"A plan").decode()}
    said = {"radicalisation_concern": "yes", "radicalisation_words": "Flags"}  # and no team for it here
    answer = system.post("contacts", {"answers": answers(**said), "files": [text]})
    assert answer.status_code == 409
    assert "could be named to read" in answer.json()["detail"]
    assert stored_files(settings) == before


def test_the_same_request_with_another_word_for_a_file_is_another_request(system):
    text, once = PROGRAM | {"name": "a.txt", "content": base64.b64encode(b"A plan").decode()}, uuid4()
    for changed, status in (({}, 201), ({}, 201), ({"family_may_see": True}, 422), ({"name": "b.txt"}, 422)):
        answer = system.post("contacts", {"answers": answers(), "files": [text | changed]}, request=once)
        assert answer.status_code == status, changed


IN_DANGER = {"immediate_danger": "yes", "worry": "He has a knife"}
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


def test_fd_03_out_of_hours_the_answer_says_that_nobody_reads_it_and_whom_to_call(system):
    OpeningHours.objects.filter(weekday=timezone.localdate().weekday()).delete()
    read = sent(system).json()["read_from"]
    assert not read["is_open"]
    assert read["words"].startswith("Nobody reads it until")
    assert read["telephone"] == "01632 960900"


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


def test_what_is_told_by_telephone_is_news_when_it_was_and_says_so_until_then(system, door):
    system.put("webhook", {"url": "https://mis.example.com/"}, **{"If-None-Match": "*"})
    reference = sent(system, child_views={"each": {"all": "Quiet"}}).json()["reference"]
    with acting_as(make.intake()):
        ReceiptLine.objects.update(route="PHONE")
    decided(reference, door)
    told = system.get(f"contacts/{reference}").json()["children"]
    assert {child["words"] for child in told} == {"We will call you about it."}
    with acting_as(make.actor("mash_manager", of=door)) as manager:
        before = Delivery.objects.count()
        feedback.told_in_person(Contact.objects.order_by("pk").first(), by=manager, at=timezone.now())
    with acting_as(make.intake()):
        assert Delivery.objects.count() == before + 1
    assert WORDS in str(system.get(f"contacts/{reference}").json()["children"])


def test_a_deadlock_within_an_operation_is_tried_again_and_then_503(transactional_db, monkeypatch):
    front_door()
    school = make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL"))
    system, form_for = System(key_of(school).secret), systems.form_for
    rounds = []

    def together(*args, **more):
        if rounds.pop():
            raise OperationalError("deadlock") from psycopg.errors.DeadlockDetected()
        return form_for(*args, **more)

    monkeypatch.setattr(systems, "form_for", together)
    rounds[:] = [False, True]
    assert (system.get("contact-form").status_code, rounds) == (200, [])
    rounds[:] = [True] * 9
    answer = system.post("contacts", {"answers": IN_DANGER})
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "1", "application/problem+json")
    assert answer.json()["urgent"]["words"].startswith("Call 999 now")


def test_the_system_reads_what_the_referrer_may_read_and_no_more(system, door):
    reference = sent(system, child_views={"each": {"all": "I want it to be quiet"}}).json()["reference"]
    waiting = system.get(f"contacts/{reference}").json()
    assert [(child["child"], child["stage"], child["letter"]) for child in waiting["children"]] == [
        ("Ana Fish", "RECEIVED", []),
        ("Ben Fish", "RECEIVED", []),
    ]
    decided(reference, door)
    told = system.get(f"contacts/{reference}").json()
    assert {child["stage"] for child in told["children"]} == {"DECIDED"}
    letter = {row["key"]: row["value"] for row in told["children"][0]["letter"]}
    assert WORDS in letter.values() or WORDS in " ".join(letter.values())
    assert REASONS not in str(told)
    with acting_as(make.intake()):
        assert not ReceiptLine.objects.exclude(read_at=None).exists()  # no person has read it


def test_the_lead_reads_on_their_page_what_their_system_sent(system, school):
    reference = sent(system).json()["reference"]
    lead = signed_in(make.membership("dsl", of=school))
    assert "Ana Fish" in lead.get("/contacts/").content.decode()
    assert "Bruises twice this month" in lead.get(f"/contacts/{reference}/").content.decode()


def test_another_system_even_of_the_same_team_reads_nothing_of_it(system, school, door):
    reference = sent(system).json()["reference"]
    clinic = make.team("Safeguarding", of=make.organisation("Invented Clinic", kind="HEALTH"))
    for other in (System(key_of(school, name="Another").secret), System(key_of(clinic).secret)):
        assert other.get(f"contacts/{reference}").status_code == 404
        assert other.get("contacts").json()["contents"] == []
    assert [each["reference"] for each in system.get("contacts").json()["contents"]] == [reference]


def test_what_a_colleague_sent_by_hand_is_not_the_systems_to_read(system, school, shown):
    with acting_as(make.intake()):
        assert Receipt.objects.count() == 0
    assert system.get("contacts/C-26-AAAA-A").status_code == 404


def test_what_was_sent_is_listed_page_by_page(system, monkeypatch):
    from breakwater.delivery.api import sending

    monkeypatch.setattr(sending, "A_PAGE", 1)
    references = [sent(system).json()["reference"] for _ in range(2)]
    first = system.get("contacts").json()
    second = system.get("contacts", query_params={"cursor": first["next_cursor"]}).json()
    assert [each["reference"] for each in first["contents"] + second["contents"]] == references[::-1]
    assert second["next_cursor"] is None
    assert system.get("contacts", query_params={"cursor": "x"}).status_code == 422


HOSTILE = [
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"answers": []}',
    b'{"answers": {}, "more": 1}',
    b'{"answers": {"children": [[1]]}}',
    b'{"answers": {"children": {"each": {"all": 1}}}}',
    b'{"answers": {"worry": {"state": {"a": 1}}}}',
    b'{"answers": {"worry": [1, 2]}}',
    b'{"answers": {"sender_organisation": {"name": 7}}}',
    b'{"answers": {"nothing_of_the_kind": "x"}}',
    b'{"answers": {"worry": "a\\u0000b"}}',
    b'{"answers": {"worry": "\\ud800"}}',
    b'{"answers": {"child_school": {"each": {"..": {"name": "x"}}}}}',
    b'{"answers": {"children": [{"_row": "a-b"}]}}',
    b'{"answers": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    b'{"answers": {"immediate_danger": "yes", "children": [{"child_first_name": "' + b"a" * 9000 + b'"}]}}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_sent_is_answered_in_json_and_is_no_fault_of_ours(system, body):
    answer = system.post("contacts", body)
    assert answer.status_code in (201, 400, 422), answer.content
    if answer.status_code != 201:
        assert answer["Content-Type"] == "application/problem+json"


def test_more_than_may_be_sent_is_refused_as_too_large(system):
    answer = system.post("contacts", b'{"answers": {"worry": "' + b"a" * 2_600_000 + b'"}}')
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_another_type_of_content_is_refused(system):
    answer = system.browser.post(
        "/api/v1/contacts", b"a=b", content_type="text/plain", headers={"Idempotency-Key": str(uuid4())}
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
