"""One wrong decision on a roll's row is taken back by itself: what it wrote goes, and the row waits again."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.intake.rolls.operations import deciding, reversing
from breakwater.partnership.people.models import Enrolment, Person, RollPupil, RollTie
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.rolls import everything, line, lists, number, take, undo

Verdict = deciding.Verdict


def known(forename="Ann", **more):
    now = timezone.now()
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname="Example", born=PartDate.of(date(2015, 4, 3))),
            by=by,
            at=now,
        )
        for scheme, value in more.items():
            people.add_identifier(person=child, scheme=scheme, value=value, by=by, at=now)
    return child


def waiting():
    return RollTie.objects.get(state="WAITING")


def decide(manager, verdict, person=None):
    with acting_as(manager):
        return deciding.decide(tie=waiting(), verdict=verdict, person=person, by=manager, at=timezone.now())


def back(manager, tie):
    with acting_as(manager):
        return reversing.take_back_decision(tie=tie, by=manager, at=timezone.now())


def row():
    """All of the row that waits that a decision may change."""
    with acting_as(lists()):
        tie = waiting()
        return (
            tie.person_id,
            tie.place_id,
            tie.held,
            tie.why,
            tie.since,
            tie.decided_at,
            tie.pupil.registration,
            tie.pupil.like_id,
        )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_everything_is_as_before_a_decision_that_is_taken_back_and_the_school_sees_no_more(
    school, dsl, manager, verdict
):
    elsewhere = make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL"))
    take(elsewhere, line(0), by=manager)
    with acting_as(manager):
        child = Person.objects.get()
    take(school, line(0), line(1, forename="Zebedee"), by=dsl)
    before, stood = everything(), row()
    tie = decide(manager, verdict, child if verdict.needs_person else None)
    if verdict.needs_person:
        with acting_as(dsl):
            assert Person.objects.get().pk == child.pk
    assert back(manager, tie) == 0
    assert row() == stood
    now = everything()
    if verdict == Verdict.MOVED:  # the place elsewhere is open again, and waits to be confirmed (SG-14)
        with acting_as(manager):
            place = Enrolment.objects.get(team=elsewhere)
            assert (place.ends_on, place.verified_on) == (None, None)
        before, now = [each[:2] + each[3:] for each in (before, now)]
    assert now == before
    with acting_as(dsl):
        assert not Person.objects.exists()
    assert decide(manager, Verdict.NEW).state == "DECIDED"


def test_a_pupil_the_row_resembled_stands_on_the_last_roll_again(school, manager):
    take(school, line(0), line(1))
    take(school, line(0, forename="Zebedee"), line(1))
    stood, before = row(), everything()
    with acting_as(manager):
        child = Person.objects.get(forename="Ann")
    tie = decide(manager, Verdict.SAME, child)
    back(manager, tie)
    assert (row(), everything()) == (stood, before)
    with acting_as(lists()):
        assert RollPupil.objects.get(forename="Ann").left_in is None
        assert waiting().pupil.like.forename == "Ann"


def test_a_child_someone_works_with_since_stays_and_the_schools_sight_ends(school, dsl, manager):
    known("Anne")
    take(school, line(0), by=dsl)
    tie = decide(manager, Verdict.NEW)
    with acting_as(manager):
        made = tie.person
        circumstances.move_to(
            person=made,
            home=circumstances.Home(lines="9 Invented Row", postcode="PO1 2AB", uprn=""),
            by=manager,
            at=timezone.now(),
        )
    with acting_as(dsl):
        assert Person.objects.count() == 1
    assert back(manager, tie)
    with acting_as(manager):
        assert made.addresses.filter(ends_on=None, lines="9 Invented Row").exists()
        assert waiting().person_id is None
    with acting_as(dsl):
        assert not Person.objects.exists()


def test_sg_14_a_child_merged_since_is_seen_by_the_school_no_more(school, dsl, manager):
    child, other = known("Anne"), known("Annie")
    take(school, line(0), by=dsl)
    tie = decide(manager, Verdict.SAME, child)
    with acting_as(manager):
        merging.merge(kept=other, other=child, because="Said so", by=manager, at=timezone.now(), key=uuid4())
    with acting_as(dsl):
        assert Person.objects.exists()
    assert back(manager, tie)
    with acting_as(manager):
        assert not Enrolment.objects.filter(team=school, ends_on=None).exists()
    with acting_as(dsl):
        assert not Person.objects.exists(), "a place that ended today was seen by the school until midnight"


def test_what_a_later_roll_has_said_of_the_pupil_is_undone_first(school, manager):
    known("Anne")
    take(school, line(0))
    tie = decide(manager, Verdict.NEW)
    later = take(school, line(0, year="7"))
    with pytest.raises(reversing.SaidSince):
        back(manager, tie)
    undo(later, manager)
    back(manager, tie)
    with acting_as(lists()):
        assert waiting().pk == tie.pk


def test_a_decision_is_taken_back_once_and_not_once_its_roll_is_undone(school, manager):
    known("Anne")
    taken = take(school, line(0))
    tie = decide(manager, Verdict.NOT_OURS)
    back(manager, tie)
    with pytest.raises(reversing.NothingToTakeBack):
        back(manager, tie)
    tie = decide(manager, Verdict.NEW)
    undo(taken, manager)
    with pytest.raises(reversing.NothingToTakeBack):
        back(manager, tie)


def test_a_roll_undone_leaves_a_row_of_an_earlier_one_waiting_and_not_decided(school, manager):
    known("Anne")
    take(school, line(0), line(1))
    stood, before = row(), everything()
    later = take(school, line(0, year="7"), line(1))
    decide(manager, Verdict.NEW)
    undo(later, manager)
    assert (row(), everything()) == (stood, before)


def test_sg_13_taking_back_reads_alike_where_a_hidden_record_may_be_meant(school, manager):
    known("Robin")
    known("Anne")
    hidden = known("Robbin")
    guards = [make.actor("mash_manager"), make.actor("mash_manager")]
    with acting_as(guards[0]) as by:
        restrictions.restrict(
            person=hidden,
            readers=[one.membership.user for one in guards],
            reason="Kin",
            breakable=False,
            by=by,
            at=timezone.now(),
        )
    desk = signed_in(manager)
    pages = []
    for n, forename in ((0, "Robbin"), (1, "Ann")):
        take(school, line(n, forename=forename))
        tie = decide(manager, Verdict.NEW)
        with acting_as(lists()):
            assert tie.state == ("APART" if forename == "Robbin" else "DECIDED")
        shown = [words(desk.get(at(tie))), words(desk.get(f"/rolls/{tie.pupil.seen_in.public_id}/"))]
        shown.append(
            words(desk.post(at(tie), {"verdict": "TAKE_BACK"}, follow=True)).split("Children who may be meant")[0]
        )
        pages.append([re.sub(r"(Rob|Ann)\w*|ends in \d+|\d\d:\d\d", "", page) for page in shown])
        decide(manager, Verdict.NOT_OURS)
    assert pages[0][0] == pages[1][0]
    assert "A person decided: a new child." in pages[0][0]
    assert "the row waits again." in pages[0][2]
    assert "stays" not in pages[0][2].split("waits again.")[1][:10]


def at(tie):
    return f"/rolls/rows/{tie.public_id}/"


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_slip_is_taken_back_from_the_row_which_the_next_one_and_the_roll_lead_to(school, dsl, manager):
    known("Anne")
    known("Bob")
    desk = signed_in(manager)
    taken = take(school, line(0), line(1), by=dsl)
    first = desk.get("/rolls/rows/").url
    following = desk.post(first, {"verdict": "NOT_OURS"}).url
    page = desk.get(following).content.decode()
    assert "You decided just now" in page
    assert first in page
    assert first in desk.get(f"/rolls/{taken.public_id}/").content.decode()
    assert "A person decided: not a pupil of this school. " in words(desk.get(first))
    assert "Take this decision back" in words(desk.get(first))
    answer = words(desk.post(first, {"verdict": "TAKE_BACK"}, follow=True))
    assert "the row waits again" in answer
    assert "Enter a new child" in answer
    assert "nothing to undo" in words(desk.post(first, {"verdict": "TAKE_BACK"}, follow=True))
    assert signed_in(dsl).post(first, {"verdict": "TAKE_BACK"}).status_code in (403, 404)


def test_the_audit_names_the_child_and_the_row(school, manager):
    known("Anne")
    take(school, line(0))
    tie = decide(manager, Verdict.NEW)
    with acting_as(manager):
        child = tie.person_id
        reversing.take_back_decision(tie=tie, by=manager, at=timezone.now())
        done = {(one["verb"], one["kind"], one["id"]) for one in audit.current().done}
    assert ("withdrew what was decided of a roll", "person", child) in done
    assert ("undid a decision on a row of a roll", "roll_row", tie.pk) in done
    assert number(0) not in str(everything()[1])
