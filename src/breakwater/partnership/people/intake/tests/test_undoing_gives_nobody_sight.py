"""Undoing a roll: a school only asks, nobody gains sight by it, and nothing goes that someone has built on since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.rolls.operations import deciding, undoing
from breakwater.partnership.people.models import Enrolment, Person, RollTie
from breakwater.partnership.people.records.operations import circumstances, restrictions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import everything, line, lists, number, take, undo


def person(forename="Ann"):
    with acting_as(lists()):
        return Person.objects.get(forename=forename)


def hide(child, by):
    with acting_as(by):
        return restrictions.restrict(
            person=child,
            readers=[by.membership.user, make.actor("mash_manager").membership.user],
            reason="Kin",
            by=by,
            at=timezone.now(),
        )


def test_sg_14_a_school_undoes_a_roll_just_taken_in_while_nobody_acted_on_it(school, dsl):
    taken = take(school, line(0), by=dsl)
    undo(taken, dsl)
    assert taken.state == "UNDONE"
    with acting_as(lists()):
        assert not Person.objects.exists()


def decide_a_row(school, manager):
    with acting_as(manager):
        waiting = RollTie.objects.get(state="WAITING", pupil__team=school)
        deciding.decide(tie=waiting, verdict=deciding.Verdict.NOT_OURS, by=manager, at=timezone.now())


def confirm_a_place(school, manager):
    with acting_as(manager):
        deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())


@pytest.mark.parametrize("act", [decide_a_row, confirm_a_place])
def test_sg_14_whatever_the_authority_did_a_school_only_asks_from_then_on(school, dsl, manager, act):
    take(make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL")), line(0), by=manager)
    taken = take(school, line(0), line(1), by=dsl)
    act(school, manager)
    with acting_as(dsl):
        assert undoing.undo(roll=taken, by=dsl, at=timezone.now()).waits_to_be_undone


def test_sg_14_after_a_day_a_school_only_asks(school, dsl):
    taken = take(school, line(0), by=dsl)
    with acting_as(dsl):
        assert undoing.undo(roll=taken, by=dsl, at=timezone.now() + timedelta(days=1, minutes=1)).waits_to_be_undone


def test_sg_13_what_is_hidden_changes_nothing_of_when_a_school_may_undo(school, dsl, manager):
    take(make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL")), line(0), by=manager)
    hide(person(), manager)
    undo(taken := take(school, line(0), by=dsl), dsl)
    assert taken.state == "UNDONE"


def test_sg_14_a_school_asks_and_the_authority_undoes_or_keeps(school, dsl, manager):
    taken = take(school, line(0), by=dsl)
    confirm_a_place(school, manager)
    now = timezone.now()
    with acting_as(dsl):
        assert undoing.undo(roll=taken, by=dsl, at=now).waits_to_be_undone
        assert undoing.undo(roll=taken, by=dsl, at=now).state == "TAKEN"
    undoing.work_back(roll=taken.pk, area=school.area, at=now)
    assert person().forename == "Ann"
    with acting_as(manager):
        assert not undoing.keep(roll=taken, by=manager, at=now).waits_to_be_undone
    undo(taken, manager)
    assert taken.state == "UNDONE"


def test_sg_14_an_undo_gives_a_school_sight_of_nobody_who_has_left_since(school, manager):
    elsewhere = make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL"))
    take(school, line(0), line(1), line(2), by=manager)
    left = take(school, line(2))
    with acting_as(make.intake()) as by:
        circumstances.enrol(person=person("Ann"), team=elsewhere, verified=True, by=by, at=timezone.now())
    with acting_as(manager):
        undoing.undo(roll=left, by=manager, at=timezone.now())
    undoing.work_back(roll=left.pk, area=school.area, at=timezone.now() + timedelta(days=9))
    with acting_as(manager):
        places = Enrolment.objects.filter(team=school, person__forename__in=["Ann", "Bo"])
        assert [(place.ends_on, place.verified_on) for place in places] == [(None, None), (None, None)]


def test_sg_13_a_child_hidden_since_keeps_number_home_and_place_when_the_roll_is_undone(school, manager):
    taken = take(school, line(0), line(1))
    child = person("Ann")
    hide(child, manager)
    undo(taken, manager)
    with acting_as(manager):
        assert (child.identifiers.count(), child.addresses.count(), child.enrolments.count()) == (1, 1, 1)
        assert list(Person.objects.values_list("forename", flat=True)) == ["Ann"]


def test_sg_14_a_place_a_coordinator_has_confirmed_since_stays_when_the_roll_is_undone(school, dsl, manager):
    taken = take(school, line(0), by=dsl)
    with acting_as(manager):
        deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
    undo(taken, make.actor("mash_manager"))
    with acting_as(manager):
        assert Enrolment.objects.get().verified_by_id == manager.pk
        assert person().identifiers.count() == 1


def test_sg_14_a_child_hidden_since_leaves_the_roll_too_and_is_back_when_it_is_undone(school, manager):
    take(school, line(0), line(1), by=manager)
    child = person("Ann")
    seal = hide(child, manager)
    left = take(school, line(1))
    with acting_as(manager):
        assert child.enrolments.get().ends_on is not None
    undo(left, manager)
    with acting_as(manager):
        assert (child.enrolments.get().ends_on, child.enrolments.get().verified_on) == (None, None)
        restrictions.unrestrict(person=child, seal=seal, by=manager, at=timezone.now())


def test_what_is_taken_back_and_changed_stands_in_the_audit_of_each_child(school, manager):
    with acting_as(lists()):  # one entry about all of it
        taken = take(school, line(0))
        child = person()
        changed = take(school, line(0, year="7"))
        undo(changed, manager)
        undo(taken, manager)
        assert not Person.objects.exists()
        done = [one["verb"] for one in audit.current().done if one["kind"] == "person" and one["id"] == child.pk]
    assert "changed from a roll" in done
    assert done.count("undid what a roll said") == 2


def test_everything_is_as_before_when_a_moved_row_is_undone_and_no_school_sees_more(school, dsl, manager):
    elsewhere = make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL"))
    take(elsewhere, line(0), by=manager)
    take(school, line(0), by=dsl)
    with acting_as(manager):
        tie = RollTie.objects.get(state="WAITING")
        deciding.decide(tie=tie, verdict=deciding.Verdict.MOVED, person=person(), by=manager, at=timezone.now())
        moved = tie.pupil.seen_in
    undo(moved, manager)
    with acting_as(manager):
        place = Enrolment.objects.get()
        assert (place.team_id, place.ends_on, place.verified_on) == (elsewhere.pk, None, None)
    assert number(0) in str(everything()[1])
