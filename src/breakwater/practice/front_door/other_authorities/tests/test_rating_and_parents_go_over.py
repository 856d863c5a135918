"""SG-08: over the boundary the next MASH reads how it was rated, by whom and when, and of the parents what our record knows."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.clocks.models import Clock
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.other_authorities import contact_file, parcel
from breakwater.practice.front_door.other_authorities import operations as boundary
from breakwater.practice.front_door.pathway import FIRST_RATING_NOW
from breakwater.practice.front_door.screening.operations import rating
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import arrival
from breakwater_dev.testing.mash import make_ready

WHY = " ".join(["The address told is in Havant and the boy has lived there with his aunt since the summer"] * 2)
WAYS = pytest.mark.parametrize("way", ["inside", "file"])


@pytest.fixture
def neighbour(db):
    there = make.team("Hampshire MASH", in_area=make.area("850", "Hampshire"), service="front_door")
    return make.actor("mash_manager", of=there)


@pytest.fixture
def robin(manager):
    """A contact that names no adult, of a child whose mother and father are on our record."""
    child = make.person("Robin", "Example")
    mother, father = make.person("Maria", "Example"), make.person("Frank", "Sample")
    code, now = circumstances.RelationshipCode, timezone.now()
    with acting_as(manager) as by:
        for person, is_their, lives in ((mother, code.MOTHER, True), (father, code.FATHER, False)):
            facts = circumstances.TieFacts(holds_parental_responsibility=True, lives_in_household=lives)
            circumstances.relate(person=person, other=child, code=is_their, facts=facts, by=by, at=now)
        for person, value, safe in ((mother, "07700 900111", "YES"), (father, "07700 900222", "NO")):
            circumstances.add_contact(
                person=person, kind="PHONE", value=value, safe_to_use=safe, when="", by=by, at=now
            )
        Person.objects.filter(pk=father.pk).update(care_with_contact="Must not learn where they are")
    sent = arrival(children=[ChildTold(named_as="Robin Example", person=child)], worry="He has not eaten")
    receipt = arrivals.receive(sent, by=make.intake(), at=now)
    with acting_as(manager):
        return Contact.objects.select_related("case__area", "child").get(submission=receipt.submission)


def rate(contact: Contact, rag: str, manager) -> None:
    make_ready(contact, by=manager)
    with acting_as(manager) as by:
        rating.rate(contact=contact, rag=rag, reason=f"It is {rag}", by=by, at=timezone.now())


def pass_on(contact: Contact, manager, neighbour, way: str) -> Contact:
    to = {"to": "850"} if way == "inside" else {"to": "elsewhere", "to_name": "Hampshire"}
    said = {"basis": "LIVES", "rationale": WHY, "idempotency": str(uuid4()), "checked_by_hand": "yes"}
    said["words_for_sender"] = "Hampshire has it"
    sent = signed_in(manager).post(f"/mash/contacts/{contact.reference}/pass-on/", said | to)
    assert sent.status_code == 302, sent.content.decode()
    if way == "file":
        word = contact_file.new_passphrase()
        with acting_as(manager) as by:
            beside = parcel.told_beside(contact, at=timezone.now())
            data = boundary.make_file(passing=contact.passing, passphrase=word, beside=beside, by=by, at=timezone.now())
        with acting_as(neighbour) as by:
            boundary.take_in(carried=contact_file.unseal(data, word), by=by, at=timezone.now())
    with acting_as(neighbour):
        return Contact.objects.get()


def page_of(contact: Contact, reader) -> str:
    return signed_in(reader).get(f"/mash/contacts/{contact.reference}/").content.decode()


@WAYS
def test_sg_08_what_was_rated_red_goes_over_as_rated_red_by_whom_and_when_and_is_rated_again(
    robin, manager, neighbour, way
):
    rate(robin, "RED", manager)
    theirs = pass_on(robin, manager, neighbour, way)
    assert (theirs.rag, theirs.cannot_wait) == ("", "RED"), "rated there by nobody yet, and first on their board"
    page = page_of(theirs, neighbour)
    assert f"Rated red by Portsmouth MASH ({manager.said}), " in page
    assert "It is RED" in page
    assert "Rate it again here" in page
    board = signed_in(neighbour).get("/mash/").content.decode()
    assert "Rated red by Portsmouth MASH. Not rated here yet" in board
    with acting_as(neighbour):
        assert Clock.objects.running().filter(case=theirs.case_id, rule=FIRST_RATING_NOW.key).exists()
    rate(theirs, "AMBER", neighbour)
    board = signed_in(neighbour).get("/mash/").content.decode()
    assert "Not rated here yet" not in board


def test_sg_08_an_amber_rating_goes_over_and_hurries_nobody(robin, manager, neighbour):
    rate(robin, "AMBER", manager)
    theirs = pass_on(robin, manager, neighbour, "inside")
    assert theirs.cannot_wait == ""
    assert "Rated amber by Portsmouth MASH. Not rated here yet" in signed_in(neighbour).get("/mash/").content.decode()


def test_sg_08_passed_on_again_a_rating_still_says_which_mash_made_it(robin, manager, neighbour):
    rate(robin, "RED", manager)
    theirs = pass_on(robin, manager, neighbour, "inside")
    with acting_as(neighbour):
        theirs = Contact.objects.select_related("case__area", "child").get(pk=theirs.pk)
        onwards = parcel.told_beside(theirs, at=timezone.now())
    assert onwards.lines.count("Rated red by Portsmouth MASH") == 1
    assert "Hampshire MASH" not in onwards.lines


@WAYS
def test_sg_08_parents_of_our_record_whom_no_form_names_stand_there_to_be_matched(robin, manager, neighbour, way):
    rate(robin, "RED", manager)
    theirs = pass_on(robin, manager, neighbour, way)
    with acting_as(neighbour):
        found = {one.named_as: one for one in theirs.named_people.all()}
    mother, father = found["Maria Example"], found["Frank Sample"]
    assert (mother.relation, mother.parental_responsibility, mother.lives_with_child) == ("MTH", "YES", "YES")
    assert (mother.reach_as_told, mother.reach_is_safe) == ("07700 900111", "YES")
    assert (father.relation, father.parental_responsibility, father.lives_with_child) == ("FTH", "YES", "NO")


@WAYS
def test_sg_27_with_whom_care_is_needed_goes_over_and_a_number_that_is_not_safe_does_not(
    robin, manager, neighbour, way
):
    rate(robin, "RED", manager)
    page = page_of(pass_on(robin, manager, neighbour, way), neighbour)
    assert "Frank Sample: Take care with contact: Must not learn where they are" in page
    assert "Who must not be told" in page
    assert "is not safe to use" in page
    assert "07700 900222" not in page
    assert "07700 900111" in page
