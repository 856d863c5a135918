"""Several children on one call, and how each adult whom a caller names is reached safely (SG-03, SG-27)."""

import pytest
from django.utils import timezone

from breakwater.casework.cases.models import CaseLink
from breakwater.casework.handovers.models import Line
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.ledger import contact_facts
from breakwater.practice.front_door.models import Call, Contact, ReceiptLine
from breakwater.practice.front_door.screening.operations import named_people
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater.practice.front_door.screening.people_of_contact import told_rows

from .test_calls import KEY, PEOPLE, SIX, meets, rings


def test_each_child_of_a_call_has_a_contact_and_a_clock_of_their_own(mash, screener, signed_in):
    browser = signed_in(screener)
    two = SIX | PEOPLE | {"children": "2", "another_child_2": "Ben Fish", "idempotency": KEY}
    page = browser.post("/mash/calls/new/", two | {"add": "child"}).content.decode()
    assert "another_child_3" in page
    assert "Ben Fish" in page
    answered = browser.post("/mash/calls/new/", two, follow=True).content.decode()
    assert "2 contacts are made, one for each child" in answered
    with acting_as(screener):
        ana, ben = Contact.objects.select_related("case").order_by("position")
        assert (ana.named_as, ben.named_as) == ("Ana Fish", "Ben Fish")
        for contact in (ana, ben):
            assert contact.case.clocks.filter(rule="front_door.decision", stopped_at=None).count() == 1
            assert [one.named_as for one in contact.named_people.all()] == ["Mia Fish", "Jon Fish"]
        assert CaseLink.objects.filter(case=ben.case, other=ana.case, kind=CaseLink.Kind.SAME_SUBMISSION).exists()
        facts = [fact.about for fact in contact_facts([ana.case]) if fact.line == Line.SIBLINGS]
    assert facts == ["Ben Fish"]


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("Ana and Ben Fish", False),
        ("Ana Fish & Ben Fish", False),
        ("Ana Fish, 12 Rose and Crown Yard", True),
        ("toddler and baby at flat 12", True),
        ("Andy Fish", True),
    ],
)
def test_two_names_in_one_box_are_asked_for_apart(screener, signed_in, mash, typed, is_one):
    page = signed_in(screener).post("/mash/calls/new/", SIX | {"child": typed, "idempotency": KEY}, follow=True)
    assert ("Enter one child in each box" in page.content.decode()) != is_one


def test_sg_03_the_written_form_meets_each_child_of_its_call_and_a_third_has_a_clock_of_their_own(
    mash, screener, dsl, signed_in
):
    called = rings(screener, others=["Ben Fish"])
    meets(dsl, called, "Cal Fish", "Ben Fish", "Ana Fish")
    with acting_as(screener):
        names = sorted(Contact.objects.values_list("named_as", flat=True))
        assert names == ["Ana Fish", "Ben Fish", "Cal Fish"]
        assert not Call.objects.get().submission.contacts.filter(school_as_told="").exists()
        ben = Contact.objects.get(named_as="Ben Fish")
        assert set(ReceiptLine.objects.filter(reference=called.reference).values_list("stage", flat=True)) == {"JOINED"}
    assert "A bruise on the left arm" in signed_in(screener).get(f"/mash/contacts/{ben.reference}/").content.decode()
    with acting_as(dsl):
        assert sorted(ReceiptLine.objects.values_list("child", flat=True)) == names


REFUGE = {
    "p1_address": "1 Hidden Road",
    "p1_postcode": "PO1 2AB",
    "p1_refuge": "yes",
    "p1_telephone": "01632 960222",
    "p1_safe": "YES",
    "p1_how": "only the refuge worker’s number, never text",
    "p2_keep_from": "He is looking for them",
    "refuge": "yes",
}


def test_sg_27_a_call_says_how_the_mother_is_reached_safely_and_that_the_father_must_not_learn_of_it(
    mash, screener, signed_in
):
    sent = SIX | PEOPLE | REFUGE | {"idempotency": KEY}
    page = signed_in(screener).post("/mash/calls/new/", sent, follow=True).content.decode()
    assert "01632 960222 (only the refuge worker’s number, never text) (safe to use)" in page
    assert "Do not contact: He is looking for them" in page
    assert "1 Hidden Road" not in page
    with acting_as(screener):
        contact = Contact.objects.select_related("case", "child").get()
        assert contact.address_as_told == "In a refuge: not recorded"
        mother, father = contact.named_people.all()
        assert (mother.in_refuge, mother.address_as_told, mother.postcode_as_told) == (True, "", "")
        facts = {(fact.line, fact.about): fact.words for fact in contact_facts([contact.case])}
    safe = "Telephone: 01632 960222 (only the refuge worker’s number, never text) (safe to use)"
    assert facts[Line.SAFE_CONTACT, "Mia Fish"] == safe
    assert facts[Line.NOT_TO_TELL, "Jon Fish"] == "Do not contact: He is looking for them"
    assert facts[Line.ADDRESSES, "Mia Fish"] == "In a refuge: not recorded"


def test_sg_27_how_to_reach_someone_goes_with_the_number_onto_their_record(mash, screener):
    told = AdultTold(
        "call-1", {"named_as": "Mia Fish", "reach_as_told": "01632 960222 (never text)", "reach_is_safe": "YES"}
    )
    rings(screener, adults=[told])
    with acting_as(screener) as by:
        [mother] = Contact.objects.get().named_people.all()
        new = named_people.NewRecord(people.NewPerson(forename="Mia", surname="Fish"))
        searched = named_people.Searched({"names": ["Mia Fish"]})
        named_people.enter_named(mother, new, key="new", searched=searched, by=by, at=timezone.now())
        mother.refresh_from_db()
        assert list(mother.person.contacts.values_list("value", "safe_to_use", "when")) == [
            ("01632 960222", "YES", "never text")
        ]


@pytest.mark.parametrize("where", ["The refuge in Tern Row", "At 14 Tern Row", "PO1 2AB", "Women’s Aid"])
def test_sg_27_where_the_child_is_now_names_no_refuge(mash, screener, signed_in, where):
    sent = SIX | PEOPLE | REFUGE | {"idempotency": KEY, "where_now": where}
    page = signed_in(screener).post("/mash/calls/new/", sent, follow=True).content.decode()
    assert "Leave out the refuge" in page
    with acting_as(screener):
        assert not Contact.objects.exists()


def test_a_date_of_birth_said_with_the_name_is_the_childs_on_every_page(mash, screener):
    rings(screener, child="Ana Fish, born 4 May 2018", others=["Ben Fish, 5"])
    with acting_as(screener):
        ana, ben = Contact.objects.order_by("position")
    assert (ana.born_as_told, ben.born_as_told) == ("2018-05-04", "")
    assert {"key": "Born", "value": "4 May 2018"} in told_rows(ana)
