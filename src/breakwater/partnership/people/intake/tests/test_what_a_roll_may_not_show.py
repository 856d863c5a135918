"""Hidden children, second sources and doubtful rows: what a roll may not show a school or whoever decides its rows."""

from datetime import date

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import applying, deciding, receiving
from breakwater.partnership.people.models import Enrolment, Person, RollTie
from breakwater.partnership.people.records.operations import people, restrictions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import line, lists, number, outcome, take, undo

BORN = date(2015, 4, 3)


@pytest.fixture
def guard(db):
    return make.actor("mash_manager")


def known(forename="Ann", surname="Example", born=BORN, **numbers):
    now = timezone.now()
    with acting_as(make.intake()) as by:
        person = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname=surname, born=PartDate.of(born)),
            by=by,
            at=now,
        )
        for scheme, value in numbers.items():
            people.add_identifier(person=person, scheme=scheme, value=value, by=by, at=now)
        return person


def hide(person, *guards):
    with acting_as(guards[0]) as by:
        return restrictions.restrict(
            person=person,
            readers=[one.membership.user for one in guards],
            reason="A colleague's child",
            breakable=False,
            by=by,
            at=timezone.now(),
        )


def alerts():
    return ProcrastinateJob.objects.filter(task_name="front_door.tell_guards_of_a_roll").count()


def decided(manager, verdict, **what):
    with acting_as(manager):
        tie = RollTie.objects.get(state="WAITING")
        return deciding.decide(tie=tie, verdict=verdict, by=manager, at=timezone.now(), **what)


def test_sg_13_a_hidden_child_beside_a_visible_one_is_not_entered_as_new_and_its_guards_hear(school, manager, guard):
    known("Robin")
    hidden = known("Robbin")
    hide(hidden, guard, make.actor("mash_manager"))
    taken = take(school, line(0, forename="Robbin"))
    assert (outcome(taken), alerts()) == ({"review": 1}, 1)
    tie = decided(manager, deciding.Verdict.NEW)
    assert (tie.state, tie.place_id, tie.said, alerts()) == ("APART", None, "A person decided", 2)
    with acting_as(lists()):
        assert list(Person.objects.values_list("forename", flat=True)) == ["Robin"]


def test_sg_13_a_hidden_child_and_a_doubtful_one_in_a_transfer_file_of_one_line_hold_up_nobody_else(school, guard):
    hide(known("Robin"), guard, make.actor("mash_manager"))
    known("Ann")
    pupils = "".join(
        f"<Pupil><UPN>{number(n)}</UPN><Surname>Example</Surname><Forename>{name}</Forename><DOB>2015-04-03</DOB></Pupil>"
        for n, name in enumerate(("Ann", "Robin", "Cyril", "Dinah"))
    )
    header = "<DocumentName>Common Transfer File</DocumentName><DocumentQualifier>full</DocumentQualifier>"
    with acting_as(lists()) as by:
        applying.take_in_at_once(
            school,
            upload=Upload(
                "ctf.xml", f"<CTfile><Header>{header}</Header><CTFpupilData>{pupils}</CTFpupilData></CTfile>".encode()
            ),
            by=by,
            at=timezone.now(),
        )
        states = dict(RollTie.objects.values_list("pupil__forename", "state"))
    assert states == {"Ann": "WAITING", "Robin": "APART", "Cyril": "NEW", "Dinah": "NEW"}


def test_sg_13_a_hidden_child_is_met_by_an_nhs_number_too(school, guard):
    hide(known("Otto", "Other", NHS="9434765919"), guard, make.actor("mash_manager"))
    with acting_as(lists()) as by:
        taken = applying.take_in_at_once(
            school,
            upload=Upload("roll.csv", b"NHS number,Surname,Forename,DOB\n9434765919,Else,Ann,03/04/2015"),
            by=by,
            at=timezone.now(),
        )
        assert (outcome(taken), Person.objects.count(), RollTie.objects.get().state) == ({"created": 1}, 0, "APART")


def test_sg_13_the_places_to_confirm_are_as_many_as_were_entered(school, dsl, manager, guard):
    hide(known(UPN=number(0)), guard, make.actor("mash_manager"))
    taken = take(school, line(0), line(1), by=dsl)
    with acting_as(manager):
        assert deciding.places_to_confirm(school.area)[school.pk] == outcome(taken)["created"] == 2
        assert (
            deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
            == 2
        )
        assert deciding.places_to_confirm(school.area) == {}
    answered = take(school, line(0), line(1), line(2), by=manager)
    with acting_as(manager):
        assert (outcome(answered)["created"], deciding.places_to_confirm(school.area)) == (1, {})


def test_sg_13_a_place_whose_child_is_restricted_since_is_not_counted_for_ever(school, manager, guard):
    take(school, line(0), line(1))
    with acting_as(manager):
        deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
    hide(_person("Ann"), guard, make.actor("mash_manager"))
    with acting_as(manager):
        assert deciding.places_to_confirm(school.area) == {}


def _person(forename):
    with acting_as(lists()):
        return Person.objects.get(forename=forename)


def test_sg_13_a_verified_roll_undone_leaves_the_hidden_as_unconfirmed_as_the_others(school, dsl, manager, guard):
    hide(known(UPN=number(0)), guard, make.actor("mash_manager"))
    take(school, line(0), line(1), by=dsl)
    confirmed = take(school, line(0, year="6", postcode=""), line(1), by=manager)
    with acting_as(manager):
        assert deciding.places_to_confirm(school.area) == {}
    undo(confirmed, manager)
    with acting_as(manager):
        assert deciding.places_to_confirm(school.area) == {school.pk: 2}


@pytest.mark.parametrize("row", [line(0, born="04/04/2015"), line(0, surname="Otherwise")])
def test_sg_15_a_number_whose_birth_or_surname_disagrees_waits_and_no_roll_or_confirmation_shows_it(
    school, dsl, manager, row
):
    known(UPN=number(0))
    taken = take(school, row, by=manager)
    assert outcome(taken) == {"review": 1}
    with acting_as(manager):
        assert RollTie.objects.get().why == "NUMBER"
        assert (
            deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
            == 0
        )
    with acting_as(dsl):
        assert Person.objects.count() == 0


def test_sg_14_a_schools_own_file_is_no_second_source_whoever_takes_it_in(school, dsl, manager, keys):
    now = timezone.now()
    with acting_as(dsl):
        sent = receiving.ROLLS.show(
            school,
            upload=Upload("roll.csv", f"UPN,Surname,Forename,DOB\n{number(0)},Example,Ann,03/04/2015".encode()),
            by=dsl,
            at=now,
        )
    with acting_as(manager):
        receiving.confirm(roll=sent, leavers_go=True, by=manager, at=now)
    applying.take_in(roll=sent.pk, area=school.area, at=now)
    with acting_as(dsl):
        assert Person.objects.count() == 0
    with acting_as(manager):
        assert Enrolment.objects.get().verified_on is None


def test_sg_13_a_row_kept_apart_waits_for_a_person_once_nothing_is_hidden(school, manager, guard):
    other = make.actor("mash_manager")
    child = known("Ann", UPN=number(0))
    seal = hide(child, guard, other)
    take(school, line(0, surname="Otherwise"))
    with acting_as(guard):
        restrictions.unrestrict(person=child, seal=seal, by=guard, at=timezone.now())
    again = take(school, line(0, surname="Otherwise"), line(1))
    assert outcome(again) == {"updated": 1, "created": 1}  # its address was kept back before
    with acting_as(manager):
        assert RollTie.objects.get(pupil__upn=number(0)).state == "WAITING"
    decided(manager, deciding.Verdict.SAME, person=child)
    with acting_as(manager):
        assert child.enrolments.count() == 1
