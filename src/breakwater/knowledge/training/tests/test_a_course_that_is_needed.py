"""A course that is full or has no date: who needs it says so, with an account or without, and the training team plans by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training import measures
from breakwater.knowledge.training.models import Interest
from breakwater.knowledge.training.operations import events
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def keeper():
    return training.administrator()


@pytest.fixture
def lead(keeper):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL")))


def test_staff_ask_for_a_course_without_a_date_and_hear_when_one_opens(signed_in, keeper, lead):
    course = training.course("Neglect")
    browser, there = signed_in(lead), f"/training/courses/{course.public_id}/ask/"
    assert f"/training/courses/{course.public_id}/need/" in browser.get("/training/").content.decode()
    assert browser.get(f"/training/courses/{course.public_id}/need/").url == there
    assert browser.post(there, {"people": "4", "note": "After school"}).status_code == 302
    assert "within the last month" in browser.post(there, {"people": "4"}).content.decode()
    page = signed_in(keeper).get(f"/training/keep/courses/{course.public_id}/").content.decode()
    assert [words for words in ("Harbour School", "After school", "(4)") if words not in page] == []
    draft = training.event(course, state="DRAFT")
    with acting_as(keeper) as by:
        events.open_for_booking(draft, by=by, at=timezone.now())
    told = Notification.objects.filter(user=lead.user, words="A course you asked for has a new date")
    assert told.count() == 1


def test_whoever_has_no_account_chooses_an_organisation_and_writes_nothing_freely(client, keeper, lead):
    course, organisation = training.course("Neglect"), lead.team.organisation
    there = f"/training/courses/{course.public_id}/need/"
    page = client.get(there).content.decode()
    assert "We need this course" in page
    assert "<textarea" not in page
    assert client.post(there, {"people": "3", "organisation": organisation.public_id, "note": "x"}).status_code == 302
    assert "Thank you" in client.get(f"{there}?sent=1").content.decode()
    (asked,) = Interest.objects.all()
    assert (asked.people, asked.note, asked.organisation) == (3, "", organisation)


def test_a_flood_of_it_is_held_back(client, keeper, lead):
    there = f"/training/courses/{training.course().public_id}/need/"
    said = {"people": "3", "organisation": lead.team.organisation.public_id}
    assert [client.post(there, said).status_code for _ in range(21)][-1] == 429
    assert Interest.objects.count() == 20


def test_what_is_asked_for_stands_in_the_figures_by_course_and_organisation(signed_in, keeper, lead):
    course, today = training.course("Neglect"), london_date(timezone.now())
    signed_in(lead).post(f"/training/courses/{course.public_id}/ask/", {"people": "12"})
    with acting_as(training.service()):
        found = measures.unmet_need(make.area(), today, today + timedelta(days=1))
    assert found == [measures.Unmet("Neglect", "Harbour School", 0, 12)]
    page = signed_in(keeper).get("/training/reports/").content.decode()
    assert "Unmet need by organisation" in page


def test_the_catalogue_begins_with_what_can_be_booked_and_ends_with_what_has_no_date(client):
    training.course("Adultification")
    training.event(training.course("Bereavement"), capacity=0)
    training.event(training.course("Neglect"))
    page = client.get("/training/").content.decode()
    where = [page.index(f">{title}<") for title in ("Neglect", "Bereavement", "Adultification")]
    assert where == sorted(where)
    assert page.index("No date yet") < where[-1]
