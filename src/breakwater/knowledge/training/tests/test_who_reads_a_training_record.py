"""A training record is the person's; employers read it for as long as they employ; the training team keeps it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training.codes import staff_groups
from breakwater.knowledge.training.models import Booking, Charge, CourseGroup, Delegate, Event, Requirement
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")


def reads(membership) -> set[str]:
    with acting_as(membership):
        return set(Delegate.objects.values_list("name", flat=True))


@pytest.fixture
def school():
    return make.team(of=make.organisation("A school", "SCHOOL"))


def test_a_record_is_read_by_the_person_the_employer_and_the_training_team_alone():
    agency = make.team(of=make.organisation("An agency", "VOLUNTARY"))
    manager, other, own = (
        make.membership("agency_professional", of=each) for each in (agency, make.team(), make.team())
    )
    training.delegate("Ann", of=agency, user=own.user)
    assert reads(manager) == reads(training.administrator()) == reads(own) == {"Ann"}
    assert reads(other) == set()


def test_whoever_employed_someone_before_reads_no_more_and_the_new_employer_reads_what_was_before():
    before, after = make.team(of=make.organisation("Old", "HEALTH")), make.team(of=make.organisation("New", "HEALTH"))
    ann = training.delegate("Ann", of=before)
    training.booking(training.event(), ann)
    with acting_as(training.service()):
        ann.employments.update(ends_on=london_date(timezone.now()) - timedelta(days=1))
    training.employed(ann, after, starts_on=london_date(timezone.now()))
    assert reads(make.membership("agency_professional", of=before)) == set()
    with acting_as(make.membership("agency_professional", of=after)):
        assert Booking.objects.count() == 1


def test_another_area_s_training_team_reads_a_record_once_it_is_booked_there():
    elsewhere = make.area("852", "Southampton")
    ann = training.delegate("Ann")
    keeper = training.administrator(elsewhere)
    assert reads(keeper) == set()
    training_event = training.event(training.course(in_area=elsewhere))
    with acting_as(training.service()) as by:
        Booking.objects.create(
            event=training_event,
            area=elsewhere,
            keeper=training_event.team,
            delegate=ann,
            state="WAITING",
            position=1,
            asked_at=timezone.now(),
            asked_by=by,
            changed_at=timezone.now(),
            key="0ac06bb1-3f29-4c1c-8e18-4f2a1f3b9d61",
        )
    assert reads(keeper) == {"Ann"}


def test_the_database_itself_sells_no_place_twice():
    event = training.event(capacity=1)
    training.booking(event, training.delegate())
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(places_taken=2)


def test_who_pays_reads_the_charge_after_the_person_has_left(school):
    health = make.team(of=make.organisation("A trust", "HEALTH"))
    event = training.event()
    booked = training.booking(event, training.delegate(of=health))
    with acting_as(training.service()):
        Charge.objects.create(
            booking=booked,
            organisation=health.organisation,
            team=health,
            keeper=event.team,
            area=event.area,
            reason="AWAY",
            pence=5000,
            due_on=london_date(timezone.now()),
            made_at=timezone.now(),
        )
    with acting_as(make.membership("agency_professional", of=health)):
        assert Charge.objects.get().pence == 5000
    with acting_as(make.membership("agency_professional")):
        assert not Charge.objects.exists()


def test_the_duties_of_everywhere_stand_in_the_database_and_name_groups_that_there_are():
    formal = Requirement.objects.get(code="dsl.formal", area=None)
    assert (formal.every_months, formal.basis, formal.is_local) == (24, "Keeping children safe in education", False)
    assert set(Requirement.objects.values_list("staff_group", flat=True)) <= set(staff_groups())
    covered = {code for covers in CourseGroup.objects.values_list("covers", flat=True) for code in covers}
    assert covered <= set(CourseGroup.objects.values_list("code", flat=True))
