"""A school's roll: what it would change, what it changes, and that it can be undone, with nobody gaining sight by it."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Organisation, School
from breakwater.partnership.people.intake.operations.entries import GoneAlready, TakenInAlready, Upload
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.intake.rolls.operations import applying, deciding, planning, receiving
from breakwater.partnership.people.models import (
    Enrolment,
    Person,
    Roll,
    RollOutcome,
    RollPupil,
    RollTie,
)
from breakwater.partnership.people.records.operations import circumstances, people, restrictions
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import HEAD, everything, line, lists, number, outcome, roll_of, take, undo

pytestmark = pytest.mark.usefixtures("keys")


def known(forename="Ann", surname="Example", born=date(2015, 4, 3), upn=None, school_team=None, verified=False):
    """A child of the area's own records."""
    now = timezone.now()
    with acting_as(make.intake()) as by:
        person = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname=surname, born=PartDate.of(born)),
            by=by,
            at=now,
        )
        if upn:
            people.add_identifier(person=person, scheme="UPN", value=upn, by=by, at=now)
        if school_team:
            circumstances.enrol(person=person, team=school_team, verified=verified, by=by, at=now)
        return person


def test_pupils_nobody_knew_are_entered_with_their_places_numbers_and_homes(school):
    taken = take(school, line(0), line(1, forename="Bo"))
    assert (taken.state, outcome(taken)) == ("TAKEN", {"created": 2})
    with acting_as(lists()):
        person = Person.objects.get(forename="Ann")
        assert person.identifiers.get().value == number(0)
        assert person.addresses.get().postcode == "PO1 2AB"
        assert [(place.team_id, place.year_group, place.verified_on) for place in person.enrolments.all()] == [
            (school.pk, "6", None)
        ]


def test_the_same_file_twice_changes_nothing(school):
    take(school, line(0), line(1))
    before = everything()
    with pytest.raises(TakenInAlready):
        take(school, line(0), line(1))
    again = take(school, line(1), line(0))
    assert (outcome(again), everything()) == ({"unchanged": 2}, before)


def test_a_known_child_with_the_same_number_name_and_birth_gets_the_place_and_nothing_is_overwritten(school):
    person = known(upn=number(0))
    taken = take(school, line(0, surname="EXAMPLE"))
    assert outcome(taken) == {"updated": 1}
    with acting_as(lists()):
        assert Enrolment.objects.get(team=school).person_id == person.pk
        assert Person.objects.get(pk=person.pk).surname == "Example"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (line(0, forename="Zebedee"), "NUMBER"),
        (line(0, surname="Otherwise", born="09/09/2013"), "NUMBER"),
        (line(0, upn=""), "CLOSE"),
        (line(5, forename="Ann"), "CLOSE"),
        (line(0, upn="", born="04/03/2015"), "CLOSE"),
    ],
)
def test_a_doubtful_row_waits_for_a_person_and_touches_nobody(school, row, why):
    person = known(upn=number(0))
    taken = take(school, row)
    assert outcome(taken) == {"review": 1}
    with acting_as(lists()):
        assert RollTie.objects.get().why == why
        assert (Person.objects.count(), person.enrolments.count()) == (1, 0)


def test_sg_13_twins_are_never_joined_on_a_name(school):
    known(forename="Ann", upn=number(0))
    taken = take(school, line(1, forename="Ben"))
    assert outcome(taken) == {"created": 1}


def test_what_a_later_roll_says_otherwise_is_changed_and_the_former_name_stays_findable(school):
    take(school, line(0), line(1))
    changed = take(school, line(0, surname="Newname", year="7"), line(1))
    assert outcome(changed) == {"updated": 1, "unchanged": 1}
    with acting_as(lists()):
        person = Person.objects.get(surname="Newname")
        assert person.other_names.get().surname == "Example"
        assert person.enrolments.get().year_group == "7"


def test_pupils_no_longer_on_the_roll_leave_only_where_someone_says_so(school):
    take(school, line(0), line(1))
    kept = take(school, line(0), leavers_go=False)
    assert outcome(kept) == {"unchanged": 1}
    left = take(school, line(0), line(2))
    assert outcome(left) == {"unchanged": 1, "created": 1, "left": 1}
    with acting_as(lists()):
        assert Enrolment.objects.get(person__forename="Bo").ends_on is not None


def test_a_refused_line_takes_nobody_off_the_roll(school):
    take(school, line(0), line(1))
    faulty = take(school, line(0), line(1, born="3/4/15"))
    assert (outcome(faulty), faulty.counts["left"], faulty.refused[0][:2]) == (
        {"unchanged": 1},
        0,
        [3, "Date of birth"],
    )


def test_a_roll_that_is_undone_leaves_everything_as_it_was_before(school, manager):
    known(forename="Ann", upn=number(0))
    before = everything()
    taken = take(school, line(0), line(1), line(2))
    undo(taken, manager)
    assert (taken.state, everything()) == ("UNDONE", before)


def test_changes_and_leavers_are_undone_and_what_someone_has_done_since_stays(school, manager):
    take(school, line(0), line(1), line(2))
    before = everything()
    second = take(school, line(0, surname="Newname", year="7"), line(1, year="7"))
    with acting_as(make.intake()) as by:
        people.rename(
            person=Person.objects.get(forename="Ann"), names=people.Names(surname="Byhand"), by=by, at=timezone.now()
        )
    undo(second, manager)
    after = everything()
    assert ("Ann", "Byhand", date(2015, 4, 3), "") in after[0]
    assert after[2] == before[2]
    assert after[4] == before[4]


def test_a_child_someone_works_with_since_stays_when_the_roll_is_undone(school, manager):
    taken = take(school, line(0), line(1))
    with acting_as(make.intake()) as by:
        circumstances.add_contact(
            person=Person.objects.get(forename="Ann"), kind="PHONE", value="01632 960001", by=by, at=timezone.now()
        )
    undo(taken, manager)
    with acting_as(lists()):
        assert list(Person.objects.values_list("forename", flat=True)) == ["Ann"]
        assert (Enrolment.objects.count(), RollPupil.objects.count()) == (0, 0)
        assert Person.objects.get().identifiers.count() == Person.objects.get().addresses.count() == 1
        assert RollOutcome.objects.get(roll=taken).counts["kept"] == 3


def test_what_a_later_roll_said_again_stays_until_that_is_undone_too(school, manager):
    before = everything()
    first = take(school, line(0))
    second = take(school, line(0), line(1))
    undo(first, manager)
    with acting_as(lists()):
        assert set(Person.objects.values_list("forename", flat=True)) == {"Ann", "Bo"}
    undo(second, manager)
    assert everything() == before


def test_sg_14_a_schools_own_roll_gives_it_sight_of_nobody(school, dsl, manager):
    child = known(upn=number(0))
    take(school, line(0), line(1), by=dsl)
    with acting_as(dsl):
        assert list(Person.objects.all()) == []
        assert list(Enrolment.objects.all()) == []
        assert (RollTie.objects.count(), RollOutcome.objects.count()) == (0, 0)
        assert RollPupil.objects.count() == 2
    with acting_as(manager):
        assert (
            deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
            == 2
        )
    with acting_as(dsl):
        assert Person.objects.filter(pk=child.pk).exists()


def test_sg_14_a_roll_the_authority_answers_for_confirms_what_the_school_had_said(school, dsl, manager):
    take(school, line(0), by=dsl)
    confirmed = take(school, line(0, postcode=""), by=manager)
    with acting_as(dsl):
        assert Person.objects.count() == 1
    undo(confirmed, manager)
    with acting_as(dsl):
        assert Person.objects.count() == 0


def test_sg_14_a_claim_on_a_child_enrolled_elsewhere_shows_nothing_meanwhile(school, dsl, manager):
    elsewhere = make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL"))
    child = known(upn=number(0), school_team=elsewhere, verified=True)
    taken = take(school, line(0), by=dsl)
    assert outcome(taken) == {"review": 1}
    with acting_as(dsl):
        assert (Person.objects.count(), taken.counts["new"], taken.counts["unsure"]) == (0, 1, 0)
    with acting_as(manager):
        assert (
            deciding.confirm_places(team=school, ties=deciding.rows_to_confirm(school), by=manager, at=timezone.now())
            == 0
        )
        tie = RollTie.objects.get()
        assert tie.why == "ELSEWHERE"
        deciding.decide(tie=tie, verdict=deciding.Verdict.MOVED, person=child, by=manager, at=timezone.now())
        assert child.enrolments.get(team=elsewhere).ends_on is not None
    with acting_as(dsl):
        assert Person.objects.get().pk == child.pk
    undo(taken, manager)
    with acting_as(dsl):
        assert Person.objects.count() == 0
    with acting_as(manager):
        assert (child.enrolments.get().ends_on, child.enrolments.get().verified_on) == (None, None)


def test_a_claim_is_settled_by_itself_once_the_other_school_says_that_the_child_has_left(school):
    elsewhere = make.team("Safeguarding", of=make.organisation("Elsewhere", "SCHOOL"))
    School.objects.create(organisation=elsewhere.organisation, urn="900124", la_code="851", establishment_number="9902")
    take(elsewhere, line(0), line(1))
    take(school, line(0), line(2))
    take(elsewhere, line(1))
    with acting_as(lists()):
        assert RollTie.objects.get(pupil__team=school, pupil__upn=number(0)).state == "EXACT"
        assert Enrolment.objects.get(team=school, person__forename="Ann").verified_on is None


def test_sg_14_a_preview_is_the_same_whatever_the_authority_knows(school, dsl):
    def shown():
        with acting_as(dsl):
            roll = receiving.ROLLS.show(
                school, upload=Upload("roll.csv", roll_of(line(0), line(1, upn=""))), by=dsl, at=timezone.now()
            )
            receiving.ROLLS.drop(roll, by=dsl, at=timezone.now())
            return roll.counts, roll.refused, roll.remarks, roll.state

    before = shown()
    known(upn=number(0))
    known(forename="Bo")
    assert shown() == before


def test_sg_14_a_file_that_would_end_more_than_one_in_twenty_places_waits_for_the_authority(school, dsl, manager):
    whole = [line(n, forename=f"{chr(65 + n)}elia") for n in range(21)]
    take(school, *whole)
    now = timezone.now()
    with acting_as(dsl):
        one = receiving.ROLLS.show(school, upload=Upload("roll.csv", roll_of(*whole[1:])), by=dsl, at=now)
        assert receiving.confirm(roll=one, leavers_go=True, by=dsl, at=now).state == "TAKING"
    applying.take_in(roll=one.pk, area=school.area, at=now)
    with acting_as(dsl):
        half = receiving.ROLLS.show(school, upload=Upload("roll.csv", roll_of(*whole[1:11])), by=dsl, at=now)
        assert receiving.confirm(roll=half, leavers_go=True, by=dsl, at=now).state == "HELD"
    with acting_as(lists()):
        assert Enrolment.objects.filter(ends_on=None).count() == 20
    with acting_as(manager):
        assert receiving.release(roll=half, leavers_go=False, by=manager, at=now).state == "TAKING"
    applying.take_in(roll=half.pk, area=school.area, at=now)
    with acting_as(lists()):
        assert Enrolment.objects.filter(ends_on=None).count() == 20


def test_sg_13_a_hidden_child_changes_no_word_or_count_and_is_entered_no_second_time(school, dsl, manager):
    guard = make.actor("mash_manager")
    child = known(upn=number(0))
    with acting_as(manager):
        restrictions.restrict(
            person=child,
            readers=[manager.membership.user, guard.membership.user],
            reason="A colleague's child",
            breakable=False,
            by=manager,
            at=timezone.now(),
        )
    with acting_as(lists()):
        found = receiving.ROLLS.read(school, Upload("roll.csv", roll_of(line(0), line(1))), at=timezone.now())
        planned = planning.plan(team=school, roll=found).counts
    taken = take(school, line(0), line(1), by=dsl)
    assert planned == {"created": 2, "updated": 0, "unchanged": 0, "review": 0, "left": 0}
    assert outcome(taken) == {"created": 2}
    with acting_as(lists()):
        assert [person.forename for person in Person.objects.all()] == ["Bo"]
    with acting_as(manager):
        assert Person.objects.count() == 2
        assert child.enrolments.count() == 0


def test_sg_15_a_person_decides_each_doubtful_row_once(school, dsl, manager):
    child = known(upn=number(0))
    take(school, line(0, forename="Zebedee"), line(1, forename="Ann", upn=""), by=dsl)
    with acting_as(manager):
        same, new = RollTie.objects.order_by("pk")
        now = timezone.now()
        deciding.decide(tie=same, verdict=deciding.Verdict.NOT_OURS, by=manager, at=now)
        deciding.decide(tie=new, verdict=deciding.Verdict.SAME, person=child, by=manager, at=now)
        with pytest.raises(deciding.NotWaiting):
            deciding.decide(tie=new, verdict=deciding.Verdict.NEW, by=manager, at=now)
        assert child.enrolments.get(team=school).verified_by_id == manager.pk
    with acting_as(dsl):
        assert [person.pk for person in Person.objects.all()] == [child.pk]


def test_a_row_unlike_its_pupil_of_the_last_roll_is_unsure_for_the_school_too(school, dsl, manager):
    take(school, line(0), line(1))
    with acting_as(dsl):
        shown = receiving.ROLLS.show(
            school, upload=Upload("roll.csv", roll_of(line(0, forename="Zebedee"), line(1))), by=dsl, at=timezone.now()
        )
        assert (shown.counts["unsure"], shown.counts["left"]) == (1, 0)
        receiving.confirm(roll=shown, leavers_go=True, by=dsl, at=timezone.now())
    applying.take_in(roll=shown.pk, area=school.area, at=timezone.now())
    with acting_as(manager):
        assert RollTie.objects.get(state="WAITING").why == "ROLL"
        deciding.decide(
            tie=RollTie.objects.get(state="WAITING"), verdict=deciding.Verdict.NEW, by=manager, at=timezone.now()
        )
        assert Person.objects.filter(forename="Zebedee").count() == 1
    again = take(school, line(1), line(0, forename="Zebedee"))
    assert outcome(again) == {"unchanged": 2, "left": 1}


def test_a_file_of_another_school_is_refused(school):
    with acting_as(lists()), pytest.raises(NotARoll, match="another school"):
        receiving.ROLLS.read(school, Upload("roll.csv", f"{HEAD},URN\n{line(0)},900999".encode()), at=timezone.now())


def test_headings_are_named_once_and_remembered(school, dsl):
    odd = b"Nummer,Nach,Vor,Geb,Arzt\n" + f"{number(0)},Example,Ann,03/04/2015,Dr Secret".encode()
    now = timezone.now()
    with acting_as(dsl):
        asked = receiving.ROLLS.show(school, upload=Upload("roll.csv", odd), by=dsl, at=now)
        assert asked.state == "COLUMNS"
        said = {"nummer": "upn", "nach": "surname", "vor": "forename", "geb": "born_on", "arzt": ""}
        assert receiving.ROLLS.name_columns(asked, read_as=said, by=dsl, at=now).counts["new"] == 1
        assert receiving.ROLLS.show(school, upload=Upload("roll.csv", odd + b"\n"), by=dsl, at=now).state == "SHOWN"
        assert "Secret" not in json.dumps(list(Roll.objects.values_list("headings", "refused", "remarks")))


def test_sg_29_the_file_is_deleted_after_30_days(school, dsl):
    now = timezone.now()
    with acting_as(dsl):
        shown = receiving.ROLLS.show(school, upload=Upload("roll.csv", roll_of(line(0))), by=dsl, at=now)
    with acting_as(lists()):
        assert receiving.ROLLS.forget(area=school.area, at=now + timedelta(days=29)) == 0
        assert receiving.ROLLS.forget(area=school.area, at=now + timedelta(days=31)) == 1
        with pytest.raises(GoneAlready):
            receiving.ROLLS.comparison_of(Roll.objects.get(pk=shown.pk), at=now)


def test_sg_21_a_dsl_finds_no_roll_of_another_school(school, dsl):
    other = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other", Organisation.Kind.SCHOOL)))
    take(school, line(0), by=dsl)
    with acting_as(other):
        assert (Roll.objects.count(), RollPupil.objects.count()) == (0, 0)
        with pytest.raises(ObjectDoesNotExist):
            Roll.objects.get()


def test_a_roll_sent_twice_by_one_form_is_one_roll_and_a_job_begun_again_goes_on(school, dsl):
    now = timezone.now()
    key = "11111111-1111-1111-1111-111111111111"
    with acting_as(dsl):
        first = receiving.ROLLS.show(school, upload=Upload("roll.csv", roll_of(line(0))), by=dsl, at=now, key=key)
        assert (
            receiving.ROLLS.show(school, upload=Upload("roll.csv", roll_of(line(0))), by=dsl, at=now, key=key).pk
            == first.pk
        )
        receiving.confirm(roll=first, leavers_go=True, by=dsl, at=now)
        receiving.confirm(roll=first, leavers_go=True, by=dsl, at=now)
    applying.take_in(roll=first.pk, area=school.area, at=now)
    with acting_as(lists()):
        Roll.objects.filter(pk=first.pk).update(state="TAKING")
    applying.take_in(roll=first.pk, area=school.area, at=now)
    assert outcome(first) == {"created": 1}
