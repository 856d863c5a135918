"""Restricted marks of an earlier system's file: honoured from the first second, whichever line they stand on and whoever decides it; and
what people recorded since, which undoing keeps."""

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.earlier.operations import deciding
from breakwater.partnership.people.intake.reading.rows import ColumnsNotKnown
from breakwater.partnership.people.models import EarlierRecord, Guard, Identifier, Person
from breakwater.partnership.people.records.operations import people, restrictions
from breakwater.partnership.people.search import matching
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.earlier import HEADS, bring, states, undo
from breakwater_dev.testing.rolls import number

from .test_agencies_lists import hide, known
from .test_records_of_an_earlier_system import contact, person, readers, records

__all__ = ["readers"]
pytestmark = pytest.mark.usefixtures("keys", "db")
NAMED = f"{HEADS['contacts']},forename,surname,date of birth"
ANN = "Ann,Example,03/04/2015"


def test_sg_16_a_marked_contact_of_somebody_whom_an_open_line_enters_is_closed(readers):
    lines = [f"{contact(1, 'P0')},{ANN}", f"{contact(2, 'P0', hidden='restricted')},{ANN}"]
    bring("contacts", *lines, head=NAMED, readers=readers)
    assert states(make.actor("mash_screener")) == [("C1", "NEW", "Ann")]
    assert states(readers[0]) == [("C1", "NEW", "Ann"), ("C2", "TIED", "Ann")]


def test_sg_13_a_line_that_is_marked_more_strictly_than_the_one_before_keeps_its_own_seal(readers):
    lines = [
        f"{contact(1, 'P0', hidden='restricted')},{ANN}",
        f"{contact(2, 'P0', hidden='protected')},{ANN}",
    ]
    bring("contacts", *lines, head=NAMED, readers=readers)
    assert states(make.actor("mash_screener")) == []
    assert [row[0] for row in states(readers[1])] == ["C1", "C2"]


@pytest.mark.parametrize(("mark", "is_guarded"), [("restricted", False), ("protected", True)])
def test_sg_27_somebody_new_whom_a_reader_enters_from_a_marked_line_is_closed_to_the_same_readers(
    readers, mark, is_guarded
):
    known("Cyril")
    bring("people", person(1, "Cyril", upn=""))
    bring("people", person(1, "Cyril", "Other", upn="", hidden=mark), readers=readers)
    marked = next(one for one in records(readers[0]) if one.hidden)
    assert marked.state == EarlierRecord.State.WAITING
    with acting_as(readers[0]):
        entered = deciding.decide(marked, person=None, by=readers[0], at=timezone.now()).person
    with acting_as(readers[0]):
        assert EarlierRecord.objects.get(pk=marked.pk).person == entered
        assert Guard.objects.standing().filter(person=entered).exists() == is_guarded
    with acting_as(make.actor("mash_screener")):
        assert not Person.objects.filter(surname="Other").exists()
        assert "Cyril Other" not in [one.person.name for one in matching.find(text="Cyril Other")]
    with acting_as(readers[1]):
        assert Person.objects.filter(surname="Other").exists()


def test_a_line_that_a_hidden_record_may_be_meant_by_waits_for_that_records_readers_alone(readers):
    child = known(UPN=number(0))
    hide(child, readers[0])
    entry = bring("people", person(7, born="2015", upn=""))
    bring("contacts", contact(1, "P7"))
    assert (entry.outcome["new"], entry.outcome["decide"]) == (1, 0)
    assert states(make.actor("mash_screener")) == []
    assert states(readers[0]) == [("P7", "WAITING", None), ("C1", "WAITING", None)]
    with acting_as(readers[0]):
        first = EarlierRecord.objects.get(reference="P7")
        deciding.decide(first, person=child, by=readers[0], at=timezone.now())
    assert states(readers[0]) == [("P7", "DECIDED", "Ann"), ("C1", "DECIDED", "Ann")]
    assert states(make.actor("mash_screener")) == []
    with acting_as(readers[0]), pytest.raises(deciding.ClosedWithThem):
        deciding.take_back(EarlierRecord.objects.get(reference="P7"), by=readers[0], at=timezone.now())


def leave(*readers):
    """Their posts end today, and nobody names another reader."""
    for one in readers:
        type(one.membership).objects.filter(pk=one.membership_id).update(revoked_at=timezone.now())


def test_sg_06_a_file_goes_on_closed_as_before_when_a_reader_of_the_one_before_has_left(readers):
    child = known(UPN=number(0))
    hide(child, readers[0])
    bring("people", person(1, "Bo", hidden="restricted"), person(7, born="2015", upn=""), readers=readers)
    leave(readers[1])
    entry = bring("contacts", contact(1, "P1"), contact(2, "P7"))
    late = bring("people", person(8, born="2015", upn=""), person(9, "Dora", "Unlike", upn=""))
    assert (entry.state, late.state) == ("TAKEN", "TAKEN")
    assert states(make.actor("mash_screener")) == [("P9", "NEW", "Dora")]
    assert [row[:2] for row in states(readers[0])] == [
        ("P1", "NEW"),
        ("P7", "WAITING"),
        ("C1", "TIED"),
        ("C2", "WAITING"),
        ("P8", "WAITING"),
        ("P9", "NEW"),
    ]
    with acting_as(readers[0]):
        waits = EarlierRecord.objects.get(reference="P8")
        deciding.decide(waits, person=None, by=readers[0], at=timezone.now())
    assert ("P8", "DECIDED", "Ann") in states(readers[0])
    assert [row[0] for row in states(make.actor("mash_screener"))] == ["P9"]


def test_sg_27_a_mark_on_somebody_on_record_is_on_today_until_the_person_is_restricted_or_the_line_opened(readers):
    bring("people", person(0), person(1, "Bo"))
    bring("people", person(0, hidden="restricted"), person(1, "Bo", hidden="protected"), readers=readers)
    browsers = [signed_in(one.membership) for one in readers]
    for browser in browsers:
        assert "2 people are marked as restricted in the earlier system" in browser.get("/today/").content.decode()
    page = browsers[0].get("/restricted/").content.decode()
    with acting_as(readers[0]):
        ann, bo = Person.objects.get(forename="Ann"), Person.objects.get(forename="Bo")
        line = EarlierRecord.objects.in_force().get(person=bo)
        restrictions.restrict(
            person=ann, readers=[one.membership for one in readers], reason="As there", by=readers[0], at=timezone.now()
        )
    assert f"/people/{ann.public_id}/restrict/" in page
    opening = f"/restricted/earlier-records/{line.public_id}/open/"
    assert opening in page
    other = signed_in(make.membership("mash_manager"))
    assert "marked as restricted" not in other.get("/today/").content.decode()
    assert other.post(opening, {"why": "Curious"}).status_code == 404
    assert "Enter why it is lifted" in browsers[0].post(opening, {"why": ""}).content.decode()
    browsers[0].post(opening, {"why": "The placement ended"})
    assert "Bo" in [row[2] for row in states(make.actor("mash_screener"))]
    for browser in browsers:
        assert "marked as restricted in the earlier" not in browser.get("/today/").content.decode()
    assert browsers[0].post(opening, {"why": "Again"}).status_code == 404


@pytest.mark.parametrize("heading", ["Restricted Flag", "Case access level", "Adopted child", "Security"])
def test_a_column_that_may_restrict_is_never_dropped_without_a_persons_word(heading):
    with pytest.raises(ColumnsNotKnown):
        bring("people", "P1,Ann,Example,yes", head=f"person id,forename,surname,{heading}")
    assert records() == []


def test_sg_13_a_second_column_of_marks_is_asked_about_as_well():
    with pytest.raises(ColumnsNotKnown):
        bring("people", "P1,Ann,Example,no,adoption", head="person id,forename,surname,restricted,sealed")


@pytest.mark.parametrize("reason", ["Prevent", "Neglect; Prevent", "PREVENT"])
def test_sg_12_the_word_prevent_alone_is_the_specialist_route(reason):
    bring("people", person(0))
    bring("contacts", contact(1, "P0", reason=reason), contact(2, "P0", reason="Prevent homelessness"))
    assert [one.reason for one in records()[1:]] == ["Specialist route", "Prevent homelessness"]


def test_the_preview_counts_marked_lines_of_people_on_record_whose_own_record_stays_open(readers):
    bring("people", person(0))
    entry = bring("people", person(0, hidden="restricted"), person(1, "Bo", hidden="restricted"), readers=readers)
    assert (entry.outcome["hidden"], entry.outcome["line_alone"]) == (2, 1)


def test_sg_27_undoing_keeps_somebody_of_whom_it_is_recorded_that_contact_needs_care():
    entry = bring("people", person(0), person(1, "Bo"), person(2, "Cyril"))
    manager, now = make.actor("mash_manager"), timezone.now()
    with acting_as(manager):
        ann, bo = Person.objects.get(forename="Ann"), Person.objects.get(forename="Bo")
        people.take_care(person=ann, words="Never call in the evening", by=manager, at=now)
        people.rename(person=bo, names=people.Names(known_as="Bobby"), by=manager, at=now)
    done = undo(entry, manager)
    assert (done.outcome["gone"], done.outcome["built_on"]) == (1, 2)
    with acting_as(manager):
        assert Person.objects.get(forename="Ann").care_with_contact == "Never call in the evening"
        assert Person.objects.get(forename="Bo").known_as == "Bobby"


def test_sg_13_a_number_of_somebody_hidden_is_counted_like_any_that_is_settled(readers):
    bring("people", person(0, hidden="restricted"), person(1, "Bo"), readers=readers)
    entry = bring("contacts", contact(1, "P0"), contact(2, "P1"))
    assert {name: entry.outcome[name] for name in ("new", "linked", "decide")} == {"new": 0, "linked": 2, "decide": 0}


def test_sg_15_a_number_that_is_somebody_elses_stays_theirs_also_after_a_decision_was_taken_back():
    holder = known(UPN=number(0))
    bring("people", person(0, "Zebedee"))
    manager, now = make.actor("mash_manager"), timezone.now()
    with acting_as(manager):
        (waits,) = EarlierRecord.objects.all()
        taken = deciding.decide(waits, person=holder, by=manager, at=now)
        deciding.decide(deciding.take_back(taken, by=manager, at=now), person=None, by=manager, at=now)
        assert list(Identifier.objects.values_list("person", "value")) == [(holder.pk, number(0))]
