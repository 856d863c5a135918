"""Receipts with a line for each child, letters filled in from fields, and no contact closed over a sender's head (FD 1.6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Task
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.feedback import operations as receipts
from breakwater.practice.front_door.feedback.letters import Office, letter_fields
from breakwater.practice.front_door.feedback.lines import letter_rows
from breakwater.practice.front_door.feedback.operations import receipt_of_key
from breakwater.practice.front_door.models import (
    FeedbackPromise,
    Letter,
    NamedPerson,
    Receipt,
    ReceiptLine,
    Submission,
)
from breakwater.practice.front_door.screening.operations import claims, rating
from breakwater.practice.front_door.services import WHAT_IT_STARTS
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.deaths import dies
from breakwater_dev.testing.front_door import REASONS
from breakwater_dev.testing.mash import make_ready


def restricted(child, *readers):
    with acting_as(readers[0]):
        restrictions.restrict(
            person=child,
            readers=[one.membership for one in readers],
            reason="Threats",
            by=readers[0],
            at=timezone.now(),
        )


def as_intake(question):
    with acting_as(make.intake()):
        return question()


def letter_of(contact) -> Letter:
    return as_intake(lambda: Letter.objects.select_related("line").get(line__contact=contact))


def clock_of(contact, rule: str):
    return as_intake(lambda: contact.case.clocks.filter(rule=rule).order_by("-pk").first())


def test_each_child_has_a_line_and_the_sender_is_told_at_once_that_we_have_it(tells, dsl, contacts_of):
    receipt = tells(dsl, "Ana Fish", "Ben Fish")
    with acting_as(dsl):
        assert sorted(ReceiptLine.objects.values_list("child", "stage")) == [
            ("Ana Fish", "RECEIVED"),
            ("Ben Fish", "RECEIVED"),
        ]
    clock = clock_of(contacts_of(receipt)[0], "front_door.acknowledge")
    assert clock.stopped_at == clock.started_at


def test_fd_14_a_letter_has_every_field_and_nothing_of_the_record(tells, dsl, contacts_of, decides):
    [contact] = contacts_of(tells(dsl, "Ana Fish"))
    decides(contact, outcome="O2", words="The family centre runs mornings that fit.")
    letter = letter_of(contact)
    assert (letter.outcome_words, letter.tier) == ("Signposted to universal services", "Tier 1: universal services")
    assert all((letter.reasons, letter.responsible, letter.expected, letter.challenge))
    with acting_as(dsl):
        assert REASONS not in str(list(Letter.objects.values()))


def must_not_be_told(told="not"):
    return {"for_family": ({"key": "1n1", "told": told, "words": "", "because": HE_LOOKS, "relation": "Father"},)}


HE_LOOKS = "He looks for her, and she has moved"


@pytest.mark.parametrize(("told", "is_warned"), [("not", True), ("same", False)])
def test_sg_27_where_somebody_must_not_be_told_the_referrer_reads_not_to_tell_the_family_yet_and_no_reason(
    tells, dsl, contacts_of, decides, signed_in, told, is_warned
):
    receipt = tells(dsl, "Ana Fish")
    decides(*contacts_of(receipt), outcome="O1", **must_not_be_told(told))
    page = signed_in(dsl).get(f"/contacts/{receipt.reference}/").content.decode()
    assert ("Do not tell the family yet." in page) == is_warned
    assert HE_LOOKS not in page
    assert "Do as advised above" in page
    with acting_as(dsl):
        lines = list(ReceiptLine.objects.filter(reference=receipt.reference))
        [row, *_] = letter_rows(Letter.objects.get(), lines[0])
    assert (row["key"] == "Before you speak to the family") == is_warned


def test_sg_27_a_parent_whom_the_form_says_not_to_contact_is_enough(tells, dsl, contacts_of, decides, signed_in):
    receipt = tells(dsl, "Ana Fish")
    [contact] = contacts_of(receipt)
    with acting_as(make.intake()):
        facts = {"named_as": "Fabian Fish", "relation": "FTH", "do_not_contact_because": HE_LOOKS}
        NamedPerson.objects.create(contact=contact, submission=receipt.submission, row="1", **facts)
    decides(contact, outcome="O1")
    page = signed_in(dsl).get(f"/contacts/{receipt.reference}/").content.decode()
    assert "Do not tell the family yet." in page
    assert HE_LOOKS not in page


@pytest.mark.parametrize("outcome", list(WHAT_IT_STARTS))
def test_fd_14_every_outcome_has_a_letter_that_says_who_is_responsible_and_how_to_disagree(outcome):
    fields = letter_fields(outcome, "Because.", Office("Portsmouth MASH", "023 9200 0000"))
    assert "Portsmouth MASH on 023 9200 0000" in fields["challenge"]
    assert all(fields[name] for name in ("outcome_words", "reasons", "responsible", "expected", "challenge"))


def test_a_letter_sent_here_is_read_when_the_sender_opens_it(tells, dsl, contacts_of, decides, signed_in):
    receipt = tells(dsl, "Ana Fish")
    [contact] = contacts_of(receipt)
    decides(contact)
    assert letter_of(contact).status == "SENT"
    assert clock_of(contact, "front_door.feedback").stopped_at is not None
    page = signed_in(dsl).get(f"/contacts/{receipt.reference}/").content.decode()
    assert "Keep offering breakfast club." in page
    assert "Information or advice given" in page
    assert letter_of(contact).status == "READ"


def test_fd_15_a_contact_stays_open_until_a_sender_who_asked_to_be_rung_was_rung(
    tells, dsl, contacts_of, decides, screener
):
    [contact] = contacts_of(tells(dsl, "Ana Fish", route="PHONE"))
    decides(contact)
    with acting_as(screener):
        contact.case.refresh_from_db()
        assert (contact.case.stage, contact.case.closed_at) == ("decided", None)
        assert Task.objects.filter(case=contact.case, title__startswith="Call the referrer").count() == 1
        assert contact.case.clocks.get(rule="front_door.feedback").is_running
        told = receipts.told_in_person(contact=contact, by=screener, at=timezone.now())
    assert told.case.closed_at is not None
    assert letter_of(contact).status == "SENT"
    assert not clock_of(contact, "front_door.feedback").is_running


def test_no_letter_about_a_child_who_has_died_is_sent_and_whoever_decides_calls_the_referrer(
    tells, dsl, contacts_of, decides, screener
):
    [contact] = contacts_of(tells(dsl, "Ana Fish"))
    child = make.person("Ana", "Fish")
    dies(child, screener)
    Notification.objects.all().delete()
    decides(contact, child=child)
    assert (letter_of(contact).route, letter_of(contact).sent_at) == ("PHONE", None)
    assert not Notification.objects.filter(user=dsl.membership.user).exists()
    assert as_intake(lambda: Task.objects.filter(case=contact.case, title__startswith="Call the referrer").count()) == 1


def test_fd_15_the_database_itself_closes_no_contact_whose_sender_has_still_to_be_told(
    tells, dsl, contacts_of, decides, manager
):
    [contact] = contacts_of(tells(dsl, "Ana Fish", route="PHONE"))
    decides(contact)
    with acting_as(manager) as by:
        contact.case.refresh_from_db()
        with pytest.raises(IntegrityError, match="still to be told"), transaction.atomic():
            cases.close(case=contact.case, reason="Done", by=by, at=timezone.now())
        contact.case.refresh_from_db()
        assert contact.case.closed_at is None
        contact.lines.get().letters.update(waived_why="She has left", waived_at=timezone.now(), waived_by=by)
        assert cases.close(case=contact.case, reason="Done", by=by, at=timezone.now()).closed_at


def test_fd_15_only_a_manager_closes_a_contact_untold_and_says_why(
    tells, dsl, contacts_of, decides, screener, manager, signed_in
):
    [contact] = contacts_of(tells(dsl, "Ana Fish", route="PHONE"))
    decides(contact)
    address = f"/mash/contacts/{contact.reference}/not-told/"
    assert signed_in(screener).get(address).status_code == 403
    with pytest.raises(receipts.ReasonNeeded), acting_as(manager):
        receipts.waive(contact=contact, why=" ", by=manager, at=timezone.now())
    browser = signed_in(manager)
    form = browser.get(address).content.decode()
    key = form.split('name="idempotency" value="')[1].split('"')[0]
    browser.post(address, {"why": "She has left, and nobody there knows of it.", "idempotency": key})
    with acting_as(manager):
        contact.case.refresh_from_db()
    assert contact.case.closed_at is not None
    assert letter_of(contact).waived_why == "She has left, and nobody there knows of it."


def test_where_nobody_can_sign_in_to_read_it_the_letter_fails_and_someone_rings(tells, dsl, contacts_of, decides):
    [contact] = contacts_of(tells(dsl, "Ana Fish"))
    dsl.membership.ends_on = timezone.localdate() - timedelta(days=1)
    dsl.membership.save(update_fields=["ends_on"])
    decides(contact)
    assert letter_of(contact).status == "FAILED"
    assert as_intake(lambda: Task.objects.filter(case=contact.case, title__startswith="Call the referrer").exists())


def test_the_way_the_sender_chose_is_kept(tells, dsl, contacts_of, decides):
    quiet, mailed, none = (
        contacts_of(tells(dsl, f"Child {route}", route=route))[0] for route in ("PORTAL", "EMAIL", "NONE")
    )
    for contact in (quiet, mailed, none):
        decides(contact)
    told = Notification.objects.filter(words="There is an answer to a contact you made").count()
    assert told == 2
    assert letter_of(none).status == "SENT"


def test_an_area_may_agree_five_working_days_and_no_more(tells, dsl, contacts_of, decides, manager):
    with acting_as(manager):
        FeedbackPromise.objects.create(
            area=make.area(), working_days=5, source="Minutes", changed_at=timezone.now(), changed_by=manager
        )
    [contact] = contacts_of(tells(dsl, "Ana Fish", route="PHONE"))
    [other] = contacts_of(tells(dsl, "Ben Fish", route="PHONE"))
    decides(contact)
    five = clock_of(contact, "front_door.feedback").due_on
    with acting_as(manager):
        FeedbackPromise.objects.update(working_days=3)
    decides(other)
    assert clock_of(other, "front_door.feedback").due_on < five


# A brother or sister who is restricted.


def test_sg_13_a_restricted_sister_leaves_her_brother_s_line_and_letter(
    tells, dsl, contacts_of, decides, manager, signed_in
):
    hidden = make.person("Hidden", "Sister")
    receipt = tells(dsl, "Hidden Sister", "Open Brother")
    sister, brother = contacts_of(receipt)
    with acting_as(manager):
        claims.match(contact=sister, person=hidden, was_new=True, searched={}, found=0, by=manager, at=timezone.now())
    restricted(hidden, manager, make.actor("mash_manager", of=manager.membership.team))
    with acting_as(dsl):
        assert not Receipt.objects.exists()
        assert not Submission.objects.exists()
    decides(brother)
    assert letter_of(brother).status == "SENT"
    browser = signed_in(dsl)
    assert "Open Brother" in browser.get("/contacts/").content.decode()
    page = browser.get(f"/contacts/{receipt.reference}/").content.decode()
    assert "Keep offering breakfast club." in page
    assert "Hidden" not in page
    assert "ask about any of them, call" in page  # something is said, and whom to ring


def test_sg_13_the_sender_of_a_restricted_child_is_told_in_person(tells, dsl, contacts_of, manager):
    [contact] = contacts_of(tells(dsl, "Hidden Child"))
    child = make.person("Hidden", "Child")
    with acting_as(manager):
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=manager, at=timezone.now())
    make_ready(contact, by=manager)
    restricted(child, manager, make.actor("mash_manager", of=manager.membership.team))
    with acting_as(manager):
        decisions.decide(
            [contact],
            decisions.DecisionFacts(outcome="O1", rationale=REASONS, words_for_sender="Call us.", checked_by_hand=True),
            by=manager,
            at=timezone.now(),
        )
        assert Letter.objects.get().status == "DUE"
        assert Letter.objects.get().route == "PHONE"
        assert Task.objects.get(title__startswith="Call the referrer").case_id == contact.case_id
    with acting_as(dsl):
        assert not Letter.objects.exists()


def test_the_same_form_sent_again_after_sealing_has_the_same_receipt(mash, dsl, manager, contacts_of):
    def send():
        return arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PROFESSIONAL",
                key="once",
                worry="Bruises",
                children=[arrivals.ChildTold("Hidden Child")],
                sender=arrivals.Sender(team=dsl.membership.team, user=dsl.membership.user),
            ),
            by=dsl,
            at=timezone.now(),
        )

    first = send()
    [contact] = contacts_of(first)
    child = make.person("Hidden", "Child")
    with acting_as(manager):
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=manager, at=timezone.now())
    restricted(child, manager, make.actor("mash_manager", of=manager.membership.team))
    assert send().reference == first.reference
    with acting_as(make.intake()):
        assert receipt_of_key("once").answer_due_on == first.answer_due_on
        assert receipt_of_key("never") is None


# Contacts we made.


def test_a_colleague_without_that_post_reads_that_it_was_sent_and_no_more(
    tells, dsl, school, contacts_of, decides, signed_in
):
    receipt = tells(dsl, "Ana Fish")
    decides(*contacts_of(receipt))
    colleague = make.actor("agency_professional", of=school)
    browser = signed_in(colleague)
    for address in ("/contacts/", f"/contacts/{receipt.reference}/"):
        page = browser.get(address).content.decode()
        assert "A child, told by a colleague" in page
        assert "Decided" in page
        assert "Ana Fish" not in page
        assert "breakfast" not in page
    assert letter_of(contacts_of(receipt)[0]).status == "SENT"  # a colleague's look is not the sender's


def test_unread_answers_come_first_and_the_list_narrows(tells, dsl, contacts_of, decides, signed_in):
    now = timezone.now()
    old = tells(dsl, "Old Answer", at=now - timedelta(days=2))
    tells(dsl, "New Wait", at=now)
    decides(*contacts_of(old), at=now - timedelta(days=1))
    browser = signed_in(dsl)
    page = browser.get("/contacts/").content.decode()
    assert page.index("Old Answer") < page.index("New Wait")
    waiting = browser.get("/contacts/?shows=waiting").content.decode()
    assert "New Wait" in waiting
    assert "Old Answer" not in waiting


def test_the_list_asks_as_often_for_three_children_as_for_one(tells, dsl, contacts_of, decides, signed_in):
    browser = signed_in(dsl)
    decides(*contacts_of(tells(dsl, "Ana Fish")))
    browser.get("/contacts/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get("/contacts/")
        counts.append(len(asked))
        decides(*contacts_of(tells(dsl, "Ben Fish")))
        decides(*contacts_of(tells(dsl, "Cat Fish")))
    assert counts[0] == counts[1]


def test_told_more_after_a_rating_asks_for_another(tells, dsl, contacts_of, screener):
    receipt = tells(dsl, "Ana Fish")
    [contact] = contacts_of(receipt)
    with acting_as(screener):
        rating.rate(contact=contact, rag="AMBER", reason="A bruise", by=screener, at=timezone.now())
    with acting_as(dsl):
        arrivals.add_to_open(
            submission=receipt.submission, key="more", words="A second bruise", by=dsl, at=timezone.now()
        )
    with acting_as(screener):
        contact.refresh_from_db()
        assert contact.told_more_at is not None
        rating.rate(contact=contact, rag="RED", reason="Two bruises", by=screener, at=timezone.now())
        contact.refresh_from_db()
    assert contact.told_more_at is None


def test_the_business_manager_keeps_the_promise_with_its_source(mash, signed_in):
    browser = signed_in(make.actor("business_manager"))
    assert browser.get("/area/answers/").status_code == 200
    browser.post("/area/answers/", {"working_days": "4", "source": "MASH protocol, section 4"})
    browser.post("/area/answers/", {"working_days": "6", "source": "None"})
    assert list(FeedbackPromise.objects.values_list("working_days", "source")) == [(4, "MASH protocol, section 4")]
