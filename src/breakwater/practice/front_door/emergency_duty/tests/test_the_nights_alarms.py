"""SG-04: every alarm is read with what is feared and whom to call back, and who is on it is said above any allocation."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Clock
from breakwater.casework.restricting import operations as restricting
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import Alarm, Call, Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import arrival

NUMBER = "023 9200 0123"


@pytest.fixture
def closed_mash(mash):
    """A MASH whose office is closed now, whenever the test runs."""
    another_day = (timezone.localdate().weekday() + 3) % 7
    OpeningHours.objects.create(
        team=mash, weekday=another_day, opens_at=time(9), closes_at=time(17), effective_from=date(2020, 1, 1)
    )
    return mash


@pytest.fixture
def worker(closed_mash):
    return make.actor("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))


def told(worry, minutes_ago):
    facts = {"worry": worry, "immediate_danger": True, "sender_words": "Ida Post, school nurse", "reply_to": NUMBER}
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return arrivals.receive(arrival(channel="PHONE", source_code="3A", **facts), by=make.intake(), at=at)


def test_sg_04_all_alarms_are_there_the_newest_first_with_what_is_feared_and_the_number_to_call_back(worker):
    fears = [f"Fear number {number}" for number in range(5)]
    for number, fear in enumerate(fears):
        told(fear, minutes_ago=number)
    browser = signed_in(worker)
    for where in ("/today/", "/duty/"):
        page = browser.get(where).content.decode()
        places = [page.index(fear) for fear in fears]
        assert places == sorted(places), where
        assert page.count("Ida Post, school nurse") >= len(fears)
        assert NUMBER in page.replace("\xa0", " ")


def test_sg_04_an_alarm_says_where_help_is_to_be_sent(worker):
    at_home = arrivals.ChildTold(named_as="Ana Fish", address="4 Tern Row, Southsea", postcode="PO4 9ZZ")
    facts = {"worry": "He has a knife", "immediate_danger": True, "children": [at_home]}
    receipt = arrivals.receive(arrival(**facts), by=make.intake(), at=timezone.now())
    with acting_as(make.intake()):
        Call.objects.create(submission=receipt.submission, where_now="On the sea front by the pier")
    browser = signed_in(worker)
    for where in ("/today/", "/duty/"):
        page = browser.get(where).content.decode()
        assert "4 Tern Row, Southsea, PO4 9ZZ" in page, where
        assert "On the sea front by the pier" in page, where


def test_sg_04_emergency_duty_on_it_stands_above_a_day_workers_allocation(worker, screener, manager):
    told("He has a knife", minutes_ago=1)
    with acting_as(screener) as by:
        contact = claims.claim(Contact.objects.get(), by=by, at=timezone.now())
    with acting_as(worker) as by:
        duty.acknowledge(Alarm.objects.get(), by=by, at=timezone.now())
    said = f"Emergency duty is on it: {worker.membership.user.name}"
    for who in (worker, screener, manager):
        page = signed_in(who).get(f"/mash/contacts/{contact.reference}/").content.decode()
        assert said in page
        assert "Someone is on it" not in page
        holder = screener.membership.user.name if who is not screener else "Yours until"
        assert page.index(said) < page.index(holder, page.index(said))


def test_a_call_at_night_is_the_short_form_then_what_emergency_duty_did_and_pages_nobody_again(worker):
    browser = signed_in(worker)
    page = browser.get("/duty/").content.decode()
    assert 'href="/mash/calls/new/"' in page
    page = browser.get("/mash/calls/new/").content.decode()
    assert "Nobody reads" not in page
    assert "Fill in the whole form" not in page
    said = {"who": "A neighbour", "source": "1B", "child": "Kim Fish", "what": "He shouts", "danger": "yes"}
    said |= {"about_staff": "no"}
    answer = browser.post("/mash/calls/new/", said | {"idempotency": str(uuid4())})
    with acting_as(worker):
        contact, alarm = Contact.objects.get(), Alarm.objects.get()
    assert answer.url == f"/duty/contacts/{contact.reference}/"
    assert alarm.acknowledged_by_id is not None
    assert duty.escalate(make.area(), at=timezone.now() + timedelta(hours=1)) == 0
    assert (
        f"Emergency duty is on it: {worker.membership.user.name}"
        in browser.get(f"/mash/contacts/{contact.reference}/").content.decode()
    )


def test_what_can_wait_is_folded_and_has_no_deadline_of_the_day_on_the_nights_page(worker):
    arrivals.receive(arrival(worry="Late for school"), by=make.intake(), at=timezone.now())
    told("He has a knife", minutes_ago=1)
    with acting_as(worker):
        due_on = Clock.objects.filter(rule="front_door.decision").order_by("due_on").first().due_on
    OpeningHours.objects.update(weekday=due_on.weekday())
    page = signed_in(worker).get("/duty/").content.decode()
    assert page.count("<article") == 1
    assert "1 in which nobody says that it cannot wait: the day team" in page
    assert "bw-clock" not in page


def test_on_an_alarms_contact_the_concern_stands_in_the_head(worker):
    told("He has a knife", minutes_ago=1)
    with acting_as(worker):
        contact = Contact.objects.get()
    page = signed_in(worker).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert page.index("He has a knife") < page.index('class="mash-page__now"')


def test_sg_20_a_restricted_contact_opened_in_an_emergency_says_why_it_is_restricted(worker, manager, mash):
    told("He has a knife", minutes_ago=1)
    readers = [make.membership("mash_manager", of=mash), make.membership("mash_screener", of=mash)]
    review_on = timezone.localdate() + timedelta(days=80)
    asked = restricting.Wanted("MEDIA", "Reporters at the gate", readers, readers[0], review_on, at_once=True)
    with acting_as(manager) as by:
        contact = Contact.objects.select_related("case").get()
        restricting.ask(wanted=asked, area=make.area(), by=by, at=timezone.now(), case=contact.case)
    browser, at = signed_in(worker), f"/mash/contacts/{contact.reference}/"
    assert browser.get(at).status_code == 404
    opened = browser.post(
        reverse("casework:break_glass"), {"reference": contact.reference, "reason": "A child in danger"}
    )
    assert opened.url == at
    page = browser.get(at).content.decode()
    assert "Reporters at the gate" in page
    assert readers[0].user.name in page
    assert "Record what you did" in page
