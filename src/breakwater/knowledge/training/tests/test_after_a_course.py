"""What is said once a course is over, or will not be: to whom it matters, where they look."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training.models import Certificate, Charge, Fee
from breakwater.knowledge.training.operations import events
from breakwater.knowledge.training.requirements import status
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training
from breakwater_dev.testing.browsers import signed_in

from .test_from_the_register_to_a_certificate import AFTER, attended, evaluation_link, over, register_link
from .test_pages_of_training import text

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def school():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


@pytest.fixture
def today():
    return training.event(starts_at=timezone.now() - timedelta(minutes=90))


def mails(to: str) -> list[OutboxMessage]:
    return [each for each in OutboxMessage.objects.order_by("pk") if each.to == to]


def test_a_booking_and_its_date_say_who_attended_and_who_did_not(today, school):
    ann, bob = (training.booking(today, training.delegate(name, of=school)) for name in ("Ann", "Bob"))
    over(today)
    attended(today, [ann])
    lead, keeper = signed_in(make.membership("dsl", of=school)), signed_in(training.administrator())
    for booked, words in ((ann, "Attended"), (bob, "Did not attend")):
        page = text(lead.get(reverse("training:booking", args=[booked.public_id])))
        assert words in page
        assert "too late to cancel" not in page
    page = text(keeper.get(reverse("training:date", args=[today.public_id])))
    assert "Did not attend" in page
    assert "Confirmed" not in page


def test_whoever_stayed_away_is_told_once_and_so_are_manager_and_finance_with_what_it_costs(client, today, school):
    Fee.objects.create(
        area=today.area, sector="SCHOOL", whole_day=0, half_day=0, stayed_away=5000, in_force_from=make.LONG_AGO
    )
    facts = {"manager_email": "head@example.org", "finance_email": "bursar@example.org"}
    ann = training.delegate("Ann", of=school, email="ann@example.org", **facts)
    training.booking(today, ann)
    for _ in range(2):
        client.post(register_link(today), {"close": "yes"})
    with acting_as(training.service()):
        assert [each.pence for each in Charge.objects.all()] == [5000]
        for who in ("ann@example.org", "head@example.org", "bursar@example.org"):
            (mail,) = mails(who)
            assert "£50 is charged" in mail.body
            assert "Ann" not in mail.body


def test_a_cancelled_date_stays_with_whoever_was_booked_and_says_why(school):
    event = training.event(training.course("Neglect"))
    booked = training.booking(event, training.delegate("Ann", of=school, email="ann@example.org"))
    with acting_as(training.administrator()) as by:
        events.cancel(event, why="Too few have booked.", by=by, at=timezone.now())
    lead = signed_in(make.membership("dsl", of=school))
    for where in (reverse("training:team"), reverse("training:booking", args=[booked.public_id])):
        page = text(lead.get(where))
        assert "Too few have booked." in page
        assert "Book another date" in page
    with acting_as(training.service()):
        assert "Too few have booked." in mails("ann@example.org")[-1].body


def test_no_place_is_booked_for_a_course_that_is_over(today, school):
    group = training.requirement().asks_for
    today.course.group = group
    today.course.save(update_fields=["group"])
    ann = training.delegate("Ann", of=school, staff_groups=["dsl"])
    training.booking(today, ann)
    day = london_date(timezone.now())
    with acting_as(training.service()):
        duties = status.duties_of([ann.pk], today.area_id, day)[ann.pk]
        assert {each.booked_on for each in duties} - {None} == {london_date(today.starts_at)}
    today.state = "DONE"
    today.save(update_fields=["state"])
    with acting_as(training.service()):
        assert not [each for each in status.duties_of([ann.pk], today.area_id, day)[ann.pk] if each.booked_on]


def test_whoever_waits_reads_where_they_stand(client, school):
    event = training.event(capacity=1)
    training.booking(event, training.delegate())
    training.booking(event, training.delegate(), state="WAITING")
    mine = training.booking(event, training.delegate("Ann", of=school), state="WAITING")
    page = text(signed_in(make.membership("dsl", of=school)).get(reverse("training:booking", args=[mine.public_id])))
    assert "2 of 2 on the waiting list" in page


def test_an_evaluation_names_the_question_that_was_left_out_and_the_pace_is_no_score(client, today, school):
    ann = training.booking(today, training.delegate("Ann", of=school))
    attended(today, [ann])
    over(today)
    said = {key: value for key, value in AFTER.items() if key != "trainers"}
    page = text(client.post(evaluation_link(ann, "AFTER"), said))
    assert "Choose a number: How were the trainers?" in page
    client.post(evaluation_link(ann, "AFTER"), AFTER | {"pace": "5"})
    page = text(signed_in(training.administrator()).get(reverse("training:evaluations", args=[today.public_id])))
    assert "Much too fast 1" in page
    assert "How was the pace" not in page


@pytest.mark.parametrize(("days", "words"), [(1, "This certificate is valid"), (40, "This certificate has expired")])
def test_a_certificate_whose_time_is_over_says_so_to_everybody(client, today, school, days, words):
    lead = make.membership("dsl", of=school)
    today.course.valid_months = 1
    today.course.save(update_fields=["valid_months"])
    ann = training.booking(today, training.delegate("Ann", of=school))
    attended(today, [ann])
    over(today, days)
    client.post(evaluation_link(ann, "AFTER"), AFTER)
    with acting_as(training.service()):
        made = Certificate.objects.get()
    assert words in text(client.get(reverse("training:verify", args=[made.number])))
    page = text(signed_in(lead).get(reverse("training:person", args=[ann.delegate.public_id])))
    assert ("Expired" in page) == (days > 30)
