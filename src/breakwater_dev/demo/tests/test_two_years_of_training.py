"""The demonstration's training: sixty dates, three thousand bookings, waiting lists, a lead one month from lapse."""

from datetime import UTC, datetime, timedelta

from django.db.models import F

from breakwater.knowledge.training.models import Booking, Course, Event, EventState
from breakwater.knowledge.training.requirements import lookup, status
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.settled import settled
from breakwater_dev.demo import places, staff, training


def test_the_training_shows_two_years_and_a_lead_one_month_from_lapse(db):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = places.build(now.date())
    people = staff.build(made)
    with settled():
        training.build(made, people, now)
    assert Event.objects.count() == 60
    assert not Event.objects.filter(places_taken__gt=F("capacity")).exists()
    assert Event.objects.filter(state=EventState.OPEN, waiting__gt=0).exists()
    dated = Event.objects.filter(state=EventState.OPEN, starts_at__gt=now).values("course").distinct().count()
    assert dated > Course.objects.count() * 3 / 4
    with acting_as(people.posts["training administrator"]):
        assert 2800 <= Booking.objects.count() <= 3200
    with acting_as(people.posts["dsl"]):
        (mine,) = lookup.own(people.posts["dsl"].user)
        duties = status.duties_of([mine.pk], made.area.pk, now.date())[mine.pk]
    formal = next(each for each in duties if each.requirement.code == "dsl.formal")
    assert abs((formal.due_on - now.date()) - timedelta(days=30)) <= timedelta(days=1)
