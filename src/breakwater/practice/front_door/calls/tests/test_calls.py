"""A call makes its contact at once; the written form joins it, and is asked for until it comes (FD 1.3, FD-05)."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from breakwater.casework.cases.models import CaseLink
from breakwater.casework.handovers.models import Line
from breakwater.casework.models import Answers, Task
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.practice.front_door.arrivals.operations import allegation_intake, arrivals
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.contact_form.operations import sending
from breakwater.practice.front_door.information_requests import pages as asked
from breakwater.practice.front_door.ledger import contact_facts
from breakwater.practice.front_door.models import Alarm, Call, Consultation, Contact, Letter, Receipt, ReceiptLine
from breakwater.practice.front_door.screening import candidates
from breakwater.practice.front_door.screening.operations import named_people
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival

SIX = {
    "who": "Ida Post, Harbour School",
    "source": "2A",
    "call_back": "01632 960100",
    "child": "Ana Fish",
    "what": "She came with a bruise and will not say how.",
    "where_now": "In the medical room",
    "danger": "no",
    "about_staff": "no",
}
KEY = "6f0f8f5e-7d5e-4a51-9f3e-0c6f5f0c1a11"


def rings(by, at=None, **more) -> Receipt:
    facts = {
        "who": SIX["who"],
        "source_code": "2A",
        "what": SIX["what"],
        "call_back": SIX["call_back"],
        "child": SIX["child"],
        "where_now": SIX["where_now"],
    } | more
    key = facts.pop("key", "call-1")
    with acting_as(by):
        return calls.log_call(make.area(), calls.CallAsTaken(**facts), key=key, by=by, at=at or timezone.now())


def named(receipt, *names, organisation, **more):
    return calls.call_named(
        reference=receipt.reference,
        area=make.area(),
        organisation=organisation,
        children=[arrivals.ChildTold(named_as=name) for name in names],
        **more,
    )


def meets(dsl, receipt, *names, danger=None, unsure=False, at=None, born="", adults=(), **more):
    """The written form, as far as the front door cares."""
    with acting_as(dsl):
        children = tuple(
            arrivals.ChildTold(named_as=name, born=born, school="Harbour School", adults=adults) for name in names
        )
        call = named(receipt, *names, organisation=dsl.membership.team.organisation)
        answers = sending.begin_contact(by=dsl, at=timezone.now())
        answers.values = {"immediate_danger": {"state": "not_known"}} if unsure else {}
        form = arrivals.Arrival(
            area=make.area(),
            channel="PROFESSIONAL",
            key="form-1",
            worry="A bruise on the left arm, seen at nine.",
            sender=arrivals.Sender.at_post(dsl.membership, words="Ida Post", source_code="2A"),
            children=children,
            answers=answers,
            immediate_danger=danger,
        )
        return calls.meet(call, form, by=dsl, at=at or timezone.now(), **more)


def test_six_answers_make_the_contact_at_once(mash, school, screener, signed_in):
    browser = signed_in(screener)
    assert browser.get("/mash/calls/new/").status_code == 200
    for _ in range(2):
        answered = browser.post("/mash/calls/new/", SIX | {"idempotency": KEY}, follow=True)
    page = answered.content.decode()
    assert "She came with a bruise" in page
    assert "In the medical room" in page
    assert "written form" in page
    with acting_as(screener):
        contact = Contact.objects.select_related("submission").get()
        assert (contact.channel, contact.named_as, contact.submission.source_code) == ("PHONE", "Ana Fish", "2A")
        assert contact.submission.sender_organisation == school.organisation
        running = set(contact.case.clocks.filter(stopped_at=None).values_list("rule", flat=True))
        assert {"front_door.decision", "front_door.written_form"} <= running


def test_a_wrong_answer_keeps_what_was_typed(screener, signed_in):
    page = signed_in(screener).post("/mash/calls/new/", SIX | {"danger": "", "idempotency": KEY}).content.decode()
    assert "Choose whether a child is in danger now" in page
    assert "She came with a bruise" in page


def test_sg_11_whether_it_is_about_someone_who_works_with_children_is_asked_of_every_call(screener, signed_in, mash):
    """Left empty, a call that named the deputy of a school went to the board like any other."""
    browser, asked = signed_in(screener), "Choose whether it is about someone who works or volunteers with children"
    sent = SIX | {"about_staff": "", "idempotency": KEY}
    assert asked in browser.post("/mash/calls/new/", sent).content.decode()
    with acting_as(screener):
        assert not Contact.objects.exists()
    made = browser.post("/mash/calls/new/", sent | {"about_staff": "not_known"}, follow=True).content.decode()
    assert "The contact is made" in made


def test_fd_05_the_time_they_rang_starts_the_duty_and_is_on_record(mash, screener):
    now = timezone.now()
    rang = now - timedelta(hours=3)
    rings(screener, at=now, told_at=rang)
    with acting_as(screener):
        contact = Contact.objects.select_related("submission").get()
        assert (contact.received_at, contact.submission.received_at) == (rang, now)
    with pytest.raises(calls.ToldInTheFuture):
        rings(screener, at=now, told_at=now + timedelta(minutes=1), key="call-2")


@pytest.mark.parametrize(
    ("asked", "said", "is_to_tap"),
    [
        ("", "Nobody asked whether it is safe to use", False),
        ("YES", "Safe to use", True),
        ("NO", "Not safe to use", False),
        ("NOT_KNOWN", "Not known whether it is safe to use", False),
    ],
)
def test_sg_27_a_private_callers_number_says_whether_anyone_asked_that_it_is_safe(
    mash, screener, signed_in, asked, said, is_to_tap
):
    call = SIX | {"who": "Nell, next door", "source": "1B", "call_back": "07700 900123", "call_back_safe": asked}
    page = signed_in(screener).post("/mash/calls/new/", call | {"idempotency": KEY}, follow=True).content.decode()
    assert said in page
    assert ('href="tel:07700900123"' in page) == is_to_tap


def test_a_professional_who_rings_from_work_needs_no_asking(mash, screener, signed_in):
    page = signed_in(screener).post("/mash/calls/new/", SIX | {"idempotency": KEY}, follow=True).content.decode()
    assert "Nobody asked" not in page
    assert 'href="tel:01632960100"' in page


def test_sg_24_a_caller_of_whom_danger_is_not_known_is_marked_so(mash, screener, signed_in):
    browser = signed_in(screener)
    browser.post("/mash/calls/new/", SIX | {"danger": "not_known", "idempotency": str(uuid4())})
    with acting_as(screener):
        assert Contact.objects.get().unsure_of_danger
    assert "Not sure about danger" in browser.get("/mash/").content.decode()


def test_sg_04_what_a_written_form_says_leaves_what_is_graver_of_its_call(mash, screener, dsl):
    called = rings(screener)
    for before, form, after in (("BABY", "today", "BABY"), ("TODAY", "", "TODAY"), ("", "today", "TODAY")):
        with acting_as(make.intake()):
            contact = Contact.objects.get()
            contact.cannot_wait = before
            answers = Answers(values={"urgency": form})
            calls._learn(contact, arrivals.ChildTold(), arrival(answers=answers), at=timezone.now())
            contact.refresh_from_db()
            assert (contact.cannot_wait, contact.submission.reference) == (after, called.reference)


def test_a_neighbour_owes_no_form(mash, screener):
    rings(screener, source_code="1B", who="A neighbour")
    with acting_as(screener):
        assert not Contact.objects.get().case.clocks.filter(rule="front_door.written_form").exists()


def test_a_private_caller_hears_nothing_of_the_family(mash, screener, contacts_of, decides):
    [contact] = contacts_of(rings(screener, source_code="1B", who="A neighbour"))
    decides(contact)
    with acting_as(screener):
        contact.case.refresh_from_db()
        assert not Letter.objects.exists()
        assert contact.case.closed_at is not None


def test_the_written_form_joins_the_call_s_contact_and_starts_no_second_clock(mash, screener, dsl, signed_in):
    called = rings(screener)
    receipt = meets(dsl, called, "Ana Fish")
    with acting_as(screener):
        contact = Contact.objects.get()
        assert contact.case.clocks.filter(rule="front_door.decision").count() == 1
        assert not contact.case.clocks.filter(rule="front_door.written_form", stopped_at=None).exists()
        assert contact.school_as_told == "Harbour School"
        assert Call.objects.get().met_by.reference == receipt.reference
        assert ReceiptLine.objects.get(reference=called.reference).stage == "JOINED"
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert "The written form of the call" in page
    assert "A bruise on the left arm" in page
    with acting_as(dsl):
        assert ReceiptLine.objects.get().child == "Ana Fish"
        arrivals.add_to_open(
            submission=Receipt.objects.get().submission, key="more", words="A second bruise", by=dsl, at=timezone.now()
        )


def test_a_brother_whom_only_the_form_names_has_a_contact_of_his_own(mash, screener, dsl):
    meets(dsl, rings(screener), "Ben Fish", "Ana Fish")
    with acting_as(screener):
        assert sorted(Contact.objects.values_list("named_as", flat=True)) == ["Ana Fish", "Ben Fish"]
    with acting_as(dsl):
        assert sorted(ReceiptLine.objects.values_list("child", flat=True)) == ["Ana Fish", "Ben Fish"]


def test_a_decided_call_is_met_no_more(mash, screener, dsl, contacts_of, decides):
    called = rings(screener)
    decides(*contacts_of(called))
    with acting_as(dsl):
        assert named(called, "Ana Fish", organisation=dsl.membership.team.organisation) is None


def test_sg_03_the_reference_of_a_call_alone_lets_nobody_in_and_loses_no_child(mash, screener, dsl, school):
    about_ana, about_nobody = rings(screener), rings(screener, child="", key="call-2")
    other = make.organisation("Another School", "SCHOOL")
    of = school.organisation
    for receipt, names, facts, joins in (
        (about_ana, ["Ana Fish"], {"organisation": of}, True),
        (about_ana, ["Ana Marie Fish", "Ben Fish"], {"organisation": of}, True),
        (about_ana, ["Zed Other"], {"organisation": of}, False),
        (about_ana, ["Ben Fish"], {"organisation": of}, False),  # a brother has a contact and a clock of his own
        (about_ana, ["Ana Fish"], {"organisation": other}, False),
        (about_ana, ["Ana Fish"], {"organisation": None, "has_account": False}, True),
        (about_ana, ["Ana Fish"], {"organisation": other, "has_account": False}, False),
        (about_ana, ["Zed Other"], {"organisation": of, "has_account": False}, False),
        (about_nobody, ["Zed Other"], {"organisation": of}, True),
        (about_nobody, ["Zed Other", "Ben Fish"], {"organisation": of}, False),
        (about_nobody, ["Zed Other"], {"organisation": other}, False),
        (about_nobody, ["Zed Other"], {"organisation": of, "has_account": False}, False),
    ):
        with acting_as(dsl):
            assert bool(named(receipt, *names, **facts)) == joins, (names, facts)


def test_sg_03_a_form_whose_child_is_not_the_call_s_joins_nothing(mash, screener, dsl):
    called = rings(screener)
    with acting_as(dsl):
        call = named(called, "Ana Fish", organisation=dsl.membership.team.organisation)
        answers = sending.begin_contact(by=dsl, at=timezone.now())
        form = arrival(children=[arrivals.ChildTold(named_as="Zed Other")], answers=answers)
        assert calls.meet(call, form, by=dsl, at=timezone.now()) is None


def test_a_call_that_named_nobody_learns_the_name_from_the_form(mash, screener, dsl):
    meets(dsl, rings(screener, child=""), "Ana Fish")
    with acting_as(screener):
        assert Contact.objects.get().named_as == "Ana Fish"


def test_sg_04_a_written_form_that_says_danger_out_of_hours_pages_emergency_duty(mash, screener, dsl):
    sunday = timezone.now() - timedelta(days=(timezone.now().weekday() + 1) % 7 or 7)
    called = rings(screener, at=sunday)
    meets(dsl, called, "Ana Fish", danger=True, at=sunday)
    with acting_as(make.intake()):
        assert Alarm.objects.get().reference == Contact.objects.get().reference


def test_sg_24_a_written_form_that_is_not_sure_about_danger_marks_the_contact_of_its_call(
    mash, screener, dsl, signed_in
):
    meets(dsl, rings(screener), "Ben Fish", "Ana Fish", unsure=True)
    with acting_as(screener):
        assert set(Contact.objects.values_list("unsure_of_danger", flat=True)) == {True}
    board = signed_in(screener).get("/mash/").content.decode()
    assert board.count("Not sure about danger") == 2


def test_a_written_form_that_is_sure_leaves_no_such_mark(mash, screener, dsl):
    meets(dsl, rings(screener), "Ana Fish")
    with acting_as(screener):
        assert Contact.objects.get().unsure_of_danger is False


def test_sg_13_the_children_of_a_written_form_are_linked_and_looked_behind(mash, screener, dsl):
    meets(dsl, rings(screener), "Ben Fish", "Ana Fish")
    with acting_as(screener):
        [link] = CaseLink.objects.filter(kind=CaseLink.Kind.SAME_SUBMISSION)
        assert {link.case_id, link.other_id} == set(Contact.objects.values_list("case_id", flat=True))
        form = Call.objects.get().met_by_id
    with connection.cursor() as cursor:
        cursor.execute(
            "select args ->> 'submission' from procrastinate_jobs where task_name = 'front_door.look_behind'"
        )
        assert str(form) in {row[0] for row in cursor.fetchall()}


def test_tr_19_a_colleague_s_child_whom_only_the_form_names_is_closed_to_them(mash, screener, dsl):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    for _ in range(2):
        make.actor("mash_manager", of=mash)
    with acting_as(screener):
        said = {"forename": "Ben", "surname": "Fish", "born": date(2016, 5, 4)}
        conflicts.declare(kind="CHILD", said=said, by=screener, at=timezone.now(), key=uuid4())
    other = make.actor("mash_screener", of=mash)
    meets(dsl, rings(other), "Ana Fish", "Ben Fish", born="2016-05-04")
    with acting_as(screener):
        assert [each.named_as for each in Contact.objects.all()] == ["Ana Fish"]


def test_fd_10_the_form_offers_the_call_to_its_own_organisation_alone(mash, screener, dsl, school):
    rings(screener)
    other = make.organisation("Another School", "SCHOOL")
    for organisation, names, offered in (
        (school.organisation, ["Ana Fish"], True),
        (school.organisation, ["Zed Other"], False),
        (other, ["Ana Fish"], False),
    ):
        with acting_as(dsl):
            found = calls.awaiting_form_of(organisation=organisation, area=make.area(), names=names)
        assert bool(found) == offered


def test_a_form_that_does_not_come_is_asked_for_after_24_and_48_hours_and_not_oftener(mash, screener, dsl):
    now = timezone.now()
    rings(screener, at=now)
    hours = {1: 0, 24: 1, 25: 0, 48: 1, 49: 0, 80: 0}
    asked = {after: calls.chase(area=make.area(), at=now + timedelta(hours=after)) for after in hours}
    assert asked == hours
    with acting_as(screener):
        assert Task.objects.filter(title__startswith=calls.CHASED).count() == 2
    assert Notification.objects.filter(user=dsl.membership.user, words__contains="written form").count() == 2


def test_advice_without_a_name_is_no_contact_until_the_child_is_named(mash, screener, signed_in):
    browser = signed_in(screener)
    typed = {"who": "A teacher", "question": "Is a bruise enough?", "advice": "Ask how it came.", "idempotency": KEY}
    for _ in range(2):
        page = browser.post("/mash/advice/new/", typed, follow=True).content.decode()
    assert "Is a bruise enough?" in page
    with acting_as(screener):
        advice = Consultation.objects.get()
        assert not Contact.objects.exists()
    assert "A teacher" in browser.get("/mash/advice/").content.decode()
    browser.post(f"/mash/advice/{advice.public_id}/contact/", SIX | {"idempotency": str(uuid4())})
    with acting_as(screener):
        assert Contact.objects.get().named_as == "Ana Fish"
        advice.refresh_from_db()
        assert advice.became_id is not None
    assert browser.get(f"/mash/advice/{advice.public_id}/contact/").status_code == 302
    assert browser.get(f"/mash/advice/{advice.public_id}/").status_code == 200


def test_a_school_logs_no_call(dsl, signed_in):
    assert signed_in(dsl).get("/mash/calls/new/").status_code == 403


def test_sg_11_advice_that_becomes_an_allegation_is_set_apart_with_it(mash, screener):
    officers = make.team("Designated officers", service="lado")
    for _ in range(2):
        make.actor("designated_officer", of=officers)
    now = timezone.now()
    with acting_as(screener) as by:
        advice = calls.consult(
            area=make.area(), key="advice", who="A teacher", question="What now?", advice="Call", by=by, at=now
        )
    with acting_as(screener) as by:
        receipt = calls.turn_into_contact(
            advice,
            calls.CallAsTaken(
                who="A teacher",
                source_code="2A",
                what="He messages her",
                child="Ana Fish",
                allegation=allegation_intake.AllegationTold(about="A teacher"),
            ),
            key="call",
            by=by,
            at=now,
        )
        assert receipt.reference
    with acting_as(screener) as by, pytest.raises(calls.AlreadyAContact):
        calls.turn_into_contact(
            advice,
            calls.CallAsTaken(who="A teacher", source_code="2A", what="He messages her"),
            key="call-2",
            by=by,
            at=now,
        )


def test_fd_10_the_same_form_sent_again_for_advice_whose_contact_is_hidden_makes_nothing_more(mash, screener):
    now = timezone.now()
    with acting_as(screener) as by:
        advice = calls.consult(
            area=make.area(), key="advice", who="A teacher", question="What now?", advice="Call", by=by, at=now
        )
    first = rings(screener)
    with acting_as(make.intake()), connection.cursor() as cursor:
        readers = [make.actor("mash_manager", of=mash).membership.user_id for _ in range(2)]
        cursor.execute(
            "select access.seal_row('case', %s, %s, 'a colleague', true, null)",
            [Contact.objects.get().case_id, readers],
        )
    with acting_as(screener) as by:
        again = calls.turn_into_contact(
            advice, calls.CallAsTaken(who="A teacher", source_code="2A", what="A bruise"), key="call-1", by=by, at=now
        )
        assert again.reference == first.reference
        advice.refresh_from_db()
        assert advice.became_id is None


# Whom a caller names.

PEOPLE = {
    "people": "3",
    "p1_name": "Mia Fish",
    "p1_relation": "MTH",
    "p1_born": "38",
    "p2_name": "Jon Fish",
    "p2_relation": "FTH",
    "p2_born": "2 March 1984",
    "p2_address": "9 Harbour Street",
    "p2_postcode": "po12ab",
    "p2_telephone": "01632 960111",
}


def test_people_whom_a_caller_names_are_proposed_people_with_matches_and_stand_on_agency_checks(
    mash, screener, signed_in
):
    make.person("Jon", "Fish", born_on=date(1984, 3, 2), born_precision="DAY")
    browser = signed_in(screener)
    assert "Parents, carers and others they name" in browser.get("/mash/calls/new/").content.decode()
    assert browser.post("/mash/calls/new/", SIX | PEOPLE | {"idempotency": KEY}).status_code == 302
    with acting_as(screener):
        contact = Contact.objects.select_related("case", "child").get()
        mother, father = contact.named_people.all()
        assert (mother.named_as, mother.relation, mother.born_as_told[-1]) == ("Mia Fish", "MTH", "~")
        assert (father.born_as_told, father.postcode_as_told) == ("1984-03-02", "PO1 2AB")
        asked_about = {one.name: one for one in asked.people_to_ask_about(contact, on=date.today())}
        facts = {(fact.line, fact.about): fact.words for fact in contact_facts([contact.case])}
    assert asked_about["Jon Fish"].addresses == "9 Harbour Street, PO1 2AB"
    assert facts[Line.RELATIONSHIPS, "Jon Fish"] == "Father, born 2 March 1984"
    assert facts[Line.ADDRESSES, "Jon Fish"] == "9 Harbour Street, PO1 2AB"
    assert "01632 960111" in facts[Line.SAFE_CONTACT, "Jon Fish"]
    page = browser.get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert "9 Harbour Street, PO1 2AB" in page
    page = browser.get(f"/mash/contacts/{contact.reference}/people/{father.public_id}/").content.decode()
    assert "Same date of birth" in page
    assert "It is this person" in page


def test_one_more_row_is_asked_for_without_losing_what_is_typed_or_making_a_contact(mash, screener, signed_in):
    browser = signed_in(screener)
    page = browser.post("/mash/calls/new/", SIX | PEOPLE | {"add": "person", "idempotency": KEY}).content.decode()
    assert "p4_name" in page
    assert "p5_name" not in page
    assert "2 March 1984" in page
    assert "She came with a bruise" in page
    assert KEY in page
    assert "There is a problem" not in page
    with acting_as(screener):
        assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"p1_telephone": "01632 960111"}, "Write the name, or choose what they are to the child"),
        ({"p1_name": "Mia Fish", "p1_born": "the spring"}, "Enter a date of birth"),
        ({"p1_name": "Mia Fish", "p1_born": "999"}, "within the last 120 years"),
    ],
)
def test_a_person_of_whom_too_little_can_be_read_is_asked_for_again(screener, signed_in, typed, words):
    page = signed_in(screener).post("/mash/calls/new/", SIX | typed | {"idempotency": KEY}).content.decode()
    assert words in page
    assert next(iter(typed.values())) in page


def test_who_stands_in_the_call_and_its_written_form_is_one_person_with_what_each_tells(mash, screener, dsl):
    jon = {"named_as": "Jon Fish", "relation": "FTH"}
    told = [
        AdultTold("call-1", {"named_as": "Mia Fish", "born_as_told": "1986~", "reach_as_told": "01632 960111"}),
        AdultTold("call-2", jon | {"address_as_told": "9 Harbour Street"}),
    ]
    heard = [
        AdultTold("r1", {"named_as": "MIA FISH", "relation": "MTH", "born_as_told": "1986-03-02", "sex": "F"}),
        AdultTold("r2", jon | {"address_as_told": "2 Elsewhere Close"}),
    ]
    receipt = rings(screener, adults=told)
    meets(dsl, receipt, "Ana Fish", adults=tuple(heard))
    with acting_as(screener):
        contact = Contact.objects.select_related("case", "child", "submission").get()
        found = [one.named for one in named_people.people_of(contact)]
        mother = next(one for one in found if one.row == "r1")
        assert (mother.relation, mother.born_as_told, mother.reach_as_told) == ("MTH", "1986-03-02", "01632 960111")
        # Of another address: a person says whether it is the same father.
        assert sorted(one.row for one in found) == ["call-2", "r1", "r2"]
        assert contact.named_people.count() == 4  # each as it was told
        person = make.person("Mia", "Fish")
        first = contact.named_people.get(row="call-1")
        named_people.match_named(
            named=first, person=person, searched=named_people.Searched(), by=screener, at=timezone.now()
        )
        assert {one.named.row for one in named_people.people_of(contact)} == {"call-1", "call-2", "r2"}


def test_sg_04_an_injured_baby_said_on_the_telephone_may_not_be_rated_below_red(screener, signed_in):
    browser = signed_in(screener)
    page = browser.post(
        "/mash/calls/new/", SIX | {"baby_injury": "yes", "idempotency": KEY}, follow=True
    ).content.decode()
    assert "A baby is said to be injured" in page
    with acting_as(screener):
        reference = Contact.objects.get().reference
    rated = {"rag": "AMBER", "reason": "A bruise"}
    page = browser.post(f"/mash/contacts/{reference}/rate/", rated, follow=True).content.decode()
    assert "Not below: Red: a baby who cannot move about alone has a bruise or an injury" in page
    with acting_as(screener):
        assert Contact.objects.get().rag == ""


def test_sg_04_a_call_about_an_injured_baby_out_of_hours_pages_emergency_duty(mash, screener):
    sunday = timezone.now() - timedelta(days=(timezone.now().weekday() + 1) % 7 or 7)
    rings(screener, at=sunday, cannot_wait="BABY")
    with acting_as(make.intake()):
        assert Alarm.objects.get().reference == Contact.objects.get().reference


@pytest.mark.parametrize(
    ("where_now", "postcode"),
    [
        ("Flat 3, Camber Court, Bath Square, PO1 2JY", "PO1 2JY"),
        ("With an aunt at 9 Invented Road, PO3 6AD", None),
        ("", None),
    ],
)
def test_sg_10_a_described_child_is_searched_by_the_postcode_of_the_place_they_are_at(
    mash, screener, where_now, postcode
):
    rings(screener, child="Baby at flat 3, Camber Court, about 4 months", where_now=where_now)
    with acting_as(screener):
        told = candidates.facts_told(Contact.objects.get())
    assert told.get("postcode") == postcode
    assert told["address"].casefold() == "flat 3, camber court"
