"""SG-04: in danger now, out of hours. Paged, escalated, answered; recorded, and picked up at opening."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost, DutyPostHolder, OpeningHours
from breakwater.partnership.people.records.operations import people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.board import picking_up
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.models import Alarm, Contact, DutyAction, Paging, Submission
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import arrival

FRIDAY_NIGHT = moment(date(2026, 3, 6), time(20))
WORDS = "He has a knife and the children are inside"


@pytest.fixture
def duty_team(db):
    return make.team("Emergency duty", service="emergency_duty")


@pytest.fixture
def worker(duty_team):
    return make.actor("emergency_duty", of=duty_team)


@pytest.fixture
def pagers(duty_team, settings):
    """Two posts are paged one after the other, by mail to their pagers."""
    settings.BREAKWATER_MAIL = "smtp"
    return [
        DutyPost.objects.create(
            team=duty_team,
            title=f"Duty {number}",
            pager=f"pager{number}@example.invalid",
            paged_as=number,
            last_checked_on=timezone.localdate(),
        )
        for number in (1, 2)
    ]


def told(at, *, danger=True, **more):
    return arrivals.receive(arrival(worry=WORDS, immediate_danger=danger, **more), by=make.intake(), at=at)


def alarms():
    with acting_as(make.intake()):
        return list(Alarm.objects.order_by("pk"))


def pages():
    with acting_as(make.intake()):
        return [(page.post.title, page.was_sent) for page in Paging.objects.select_related("post").order_by("pk")]


def test_sg_04_danger_out_of_hours_pages_the_first_post_at_once_and_names_nobody(mash, pagers):
    receipt = told(FRIDAY_NIGHT)
    assert pages() == [("Duty 1", True)]
    sent = OutboxMessage.objects.get(to="pager1@example.invalid")
    assert WORDS not in sent.body
    assert "C-" in sent.body
    assert duty.has_been_paged(receipt.reference, make.area())


def test_sg_04_no_alarm_in_office_hours_or_without_danger(mash, pagers):
    told(FRIDAY_NIGHT - timedelta(hours=8))
    told(FRIDAY_NIGHT, danger=False)
    assert alarms() == []


def test_sg_04_unanswered_for_15_minutes_it_goes_to_the_next_post_and_then_again(mash, pagers):
    told(FRIDAY_NIGHT)
    area = make.area()
    assert duty.escalate(area, at=FRIDAY_NIGHT + timedelta(minutes=14)) == 0
    assert duty.escalate(area, at=FRIDAY_NIGHT + timedelta(minutes=15)) == 1
    assert duty.escalate(area, at=FRIDAY_NIGHT + timedelta(minutes=16)) == 0
    assert duty.escalate(area, at=FRIDAY_NIGHT + timedelta(minutes=30)) == 1
    assert [post for post, _ in pages()] == ["Duty 1", "Duty 2", "Duty 2"]


def test_sg_04_an_answered_page_goes_no_further(mash, pagers, worker):
    told(FRIDAY_NIGHT)
    with acting_as(worker) as by:
        duty.acknowledge(alarm=Alarm.objects.get(), by=by, at=FRIDAY_NIGHT + timedelta(minutes=3))
    assert duty.escalate(make.area(), at=FRIDAY_NIGHT + timedelta(hours=1)) == 0
    another = make.actor("emergency_duty", of=worker.membership.team)
    with acting_as(another) as by, pytest.raises(duty.AnsweredAlready):
        duty.acknowledge(alarm=Alarm.objects.get(), by=by, at=FRIDAY_NIGHT + timedelta(minutes=4))


def test_sg_04_without_a_pager_nobody_has_been_told_and_the_page_says_so(mash, duty_team, worker):
    receipt = told(FRIDAY_NIGHT)
    assert len(alarms()) == 1
    assert pages() == []
    assert not duty.has_been_paged(receipt.reference, make.area())


def test_sg_04_a_pager_that_no_carrier_reaches_does_not_count_as_told(mash, pagers, settings):
    settings.BREAKWATER_MAIL = "outbox"
    receipt = told(FRIDAY_NIGHT)
    assert pages() == [("Duty 1", False)]
    assert not duty.has_been_paged(receipt.reference, make.area())


def test_sg_04_what_was_done_is_picked_up_and_the_contact_keeps_its_own_receipt_time(mash, worker):
    told(FRIDAY_NIGHT)
    screener = make.actor("mash_screener", of=mash)
    with acting_as(worker) as by:
        contact = Contact.objects.get()
        said = {"what": "VISIT", "words": "Saw both children", "still_to_do": "Call the aunt"}
        key = uuid4()
        early = duty.DutyDone(done_at=FRIDAY_NIGHT - timedelta(hours=1), **said)
        with pytest.raises(duty.NotYet):
            duty.record(contact, early, key=key, by=by, at=FRIDAY_NIGHT)
        for _ in range(2):
            duty.record(
                contact,
                duty.DutyDone(done_at=FRIDAY_NIGHT + timedelta(hours=1), **said),
                key=key,
                by=by,
                at=FRIDAY_NIGHT + timedelta(hours=2),
            )
    with acting_as(screener) as by:
        action = DutyAction.objects.get()
        picking_up.pick_up(action=action, by=by, at=FRIDAY_NIGHT + timedelta(days=2, hours=13))
        contact.refresh_from_db()
        assert contact.received_at == FRIDAY_NIGHT
        assert contact.case.clocks.get(rule="front_door.decision").due_on.isoformat() == "2026-03-09"


def test_danger_told_afterwards_out_of_hours_raises_the_alarm_too(mash, pagers):
    receipt = told(FRIDAY_NIGHT, danger=False)
    with acting_as(make.intake()) as by:
        arrivals.add_to_open(
            submission=Submission.objects.get(reference=receipt.reference),
            key="again",
            words="Now he is inside",
            immediate_danger=True,
            by=by,
            at=FRIDAY_NIGHT + timedelta(minutes=5),
        )
    assert [post for post, _ in pages()] == ["Duty 1"]


def test_sg_04_a_contact_of_the_day_that_turns_dangerous_at_night_says_who_has_it_too(mash, pagers, worker):
    receipt = told(FRIDAY_NIGHT - timedelta(hours=8), danger=False)
    with acting_as(make.intake()) as by:
        arrivals.add_to_open(
            submission=Submission.objects.get(reference=receipt.reference),
            key="again",
            words="Now he is inside",
            immediate_danger=True,
            by=by,
            at=FRIDAY_NIGHT,
        )
    with acting_as(worker) as by:
        duty.acknowledge(alarm=Alarm.objects.get(), by=by, at=FRIDAY_NIGHT)
    with acting_as(make.actor("mash_manager", of=mash)) as by:
        [card] = board_for(by, now=FRIDAY_NIGHT, wanted={}).cards
    assert card.with_duty.startswith("Emergency duty is on it")


@pytest.fixture
def closed_mash(mash):
    """A MASH whose office is closed now, whenever the test runs."""
    another_day = (timezone.localdate().weekday() + 3) % 7
    OpeningHours.objects.create(
        team=mash, weekday=another_day, opens_at=time(9), closes_at=time(17), effective_from=date(2020, 1, 1)
    )
    return mash


def test_sg_04_a_page_of_another_day_says_its_day(closed_mash, worker):
    two_days_ago = timezone.now() - timedelta(days=2)
    told(two_days_ago)
    (alarm,) = alarms()
    due = moment_in_words(alarm.raised_at + timedelta(minutes=15), now=timezone.now())
    assert f"Not answered by {due}: answer now" in signed_in(worker).get("/duty/").content.decode()


def test_the_nights_page_answers_records_and_hands_on(closed_mash, worker):
    told(timezone.now())
    night, day = signed_in(worker), signed_in(make.actor("mash_screener", of=closed_mash))
    page = night.get("/duty/").content.decode()
    (alarm,) = alarms()
    assert "Acknowledge" in page
    assert f"{timezone.localtime(alarm.raised_at) + timedelta(minutes=15):%H:%M}: 1" in page
    assert 'Acknowledge<span class="govuk-visually-hidden"> about' in page
    assert "minutes left" in page
    today = night.get("/today/").content.decode()
    assert "A child is said to be in danger now: answer" in today
    assert f"{alarm.reference}. Answer by" in today
    assert page.index(f"/mash/contacts/{alarm.reference}/") < page.index(
        "Acknowledge"
    )  # what it is about can be read first
    answered = night.post(f"/duty/alarms/{alarm.public_id}/")
    assert answered.url == f"/mash/contacts/{alarm.reference}/"
    at = f"/duty/contacts/{alarm.reference}/"
    asked = {
        "what": "POLICE",
        "words": "The police went",
        "still_to_do": "See the children",
        "idempotency": str(uuid4()),
        "done_on-day": "1",
        "done_on-month": "1",
        "done_on-year": "2020",
        "done_time": "23:40",
    }
    assert WORDS in night.get(at).content.decode()  # what it is about stands beside what was done
    kept = night.post(at, asked).content.decode()
    assert "after the contact came in" in kept
    assert "The police went" in kept
    here = timezone.localtime(timezone.now())
    when = {
        "done_on-day": here.day,
        "done_on-month": here.month,
        "done_on-year": here.year,
        "done_time": f"{here:%H:%M}",
    }
    for _ in range(2):  # sent twice, recorded once
        assert night.post(at, asked | when).status_code == 302
    with acting_as(worker):
        action = DutyAction.objects.get(picked_up_at=None)
    assert "The police went" in day.get("/mash/overnight/").content.decode()
    assert day.post(f"/mash/overnight/{action.pk}/").status_code == 302
    assert "Nothing outstanding from the night" in day.get("/mash/overnight/").content.decode()


def test_who_records_at_night_reads_what_was_told_afterwards_and_stands_among_who_looked_at_the_child(
    transactional_db, owner_connection
):
    mash = make.team("MASH", service="front_door")
    worker = make.actor("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))
    with acting_as(make.actor("mash_screener", of=mash)) as by:
        child = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Ada", surname="Example"), by=by, at=timezone.now()
        )
    receipt = told(timezone.now(), children=[arrivals.ChildTold(named_as="Ada Example", person=child)])
    with acting_as(make.intake()) as by:
        arrivals.add_to_open(
            submission=Submission.objects.get(reference=receipt.reference),
            key="again",
            words="Now he is inside",
            by=by,
            at=timezone.now(),
        )
        contact = Contact.objects.get()
    page = signed_in(worker).get(f"/duty/contacts/{contact.reference}/").content.decode()
    stands = [page.index(words) for words in (WORDS, "Now he is inside", "Told us afterwards", "still_to_do")]
    assert stands == sorted(stands)
    looks = owner_connection.execute(
        "select seen from audit_entry where human_id = %s and route like 'duty/%%'", [worker.membership.user_id]
    ).fetchall()
    assert [child.pk in seen["person"] for (seen,) in looks] == [True]


def test_sg_04_whoever_reads_the_contact_sees_that_emergency_duty_has_it(closed_mash, worker):
    told(timezone.now())
    night, day = signed_in(worker), signed_in(make.actor("mash_manager", of=closed_mash))
    (alarm,) = alarms()
    page, name = f"/mash/contacts/{alarm.reference}/", worker.membership.user.name
    assert "Nobody is working on this contact" in day.get(page).content.decode()
    night.post(f"/duty/alarms/{alarm.public_id}/")
    said = f"Emergency duty is on it: {name}"
    for where in ("/mash/", page, "/mash/overnight/"):
        assert name in (body := day.get(where).content.decode()), where
        assert "Nobody is working on this contact" not in body
        assert where == "/mash/overnight/" or said in body
    wall = day.get("/mash/wall/").content.decode()
    assert "Emergency duty has it" in wall
    assert "Nobody has it" not in wall
    assert "Record what you did" in night.get(page).content.decode()


def test_sg_04_a_contact_of_an_earlier_day_that_emergency_duty_works_on_stays_on_its_page_and_can_be_recorded(
    closed_mash, worker
):
    told(timezone.now() - timedelta(days=20))
    night = signed_in(worker)
    (alarm,) = alarms()
    page, record = f"/mash/contacts/{alarm.reference}/", f"/duty/contacts/{alarm.reference}/"
    night.post(f"/duty/alarms/{alarm.public_id}/")
    assert record in night.get("/duty/").content.decode()
    assert record in night.get(page).content.decode()
    day = signed_in(make.actor("mash_screener", of=closed_mash))
    assert day.post(f"/mash/contacts/{alarm.reference}/claim/").status_code == 302
    assert record in night.get(page).content.decode()  # though someone claimed it meanwhile
    assert record not in day.get(page).content.decode()


def test_what_the_night_may_not_do_is_not_offered(closed_mash, worker):
    """Emergency duty screens; the level of need is said by the team that is responsible."""
    told(FRIDAY_NIGHT)
    with acting_as(make.intake()):
        reference = Contact.objects.get().reference
    link = f"/cases/{reference}/level/"
    browser = signed_in(worker.membership)
    assert link not in browser.get(f"/mash/contacts/{reference}/").content.decode()
    assert browser.get(link).status_code == 403
    screener = signed_in(make.membership("mash_screener", of=closed_mash))
    assert link in screener.get(f"/mash/contacts/{reference}/").content.decode()
    assert screener.get(link).status_code == 200


def test_sg_04_what_duty_did_stands_for_its_taking_on_and_is_picked_up_once(mash, worker):
    told(FRIDAY_NIGHT)
    with acting_as(worker) as by:
        duty.acknowledge(alarm=Alarm.objects.get(), by=by, at=FRIDAY_NIGHT + timedelta(minutes=3))
        duty.record(
            Contact.objects.get(),
            duty.DutyDone(what="VISIT", words="Saw both", still_to_do="", done_at=FRIDAY_NIGHT + timedelta(hours=1)),
            key=uuid4(),
            by=by,
            at=FRIDAY_NIGHT + timedelta(hours=1),
        )
        assert [each.what for each in DutyAction.objects.filter(picked_up_at=None)] == ["VISIT"]


def test_sg_04_the_nights_page_says_who_was_paged_or_that_nobody_was(closed_mash, worker, pagers, settings):
    page = signed_in(worker)
    told(timezone.now())
    assert "Duty 1 was paged" in page.get("/duty/").content.decode()
    with acting_as(worker) as by:
        duty.acknowledge(alarm=Alarm.objects.get(), by=by, at=timezone.now())
    settings.BREAKWATER_MAIL = "outbox"
    told(timezone.now())
    assert "could not be reached from here, so nobody has been paged" in page.get("/duty/").content.decode()
    with acting_as(worker) as by:
        duty.acknowledge(alarm=Alarm.objects.get(acknowledged_at=None), by=by, at=timezone.now())
    DutyPost.objects.all().update(pager="")
    told(timezone.now())
    body = page.get("/duty/").content.decode()
    assert "Nobody has been paged: no pager is set up" in body
    assert "the next page" not in body


def test_the_queries_of_the_nights_page_do_not_grow_with_its_contacts(closed_mash, worker):
    browser, counts = signed_in(worker), []
    for more in (1, 2):
        for _ in range(more):
            told(timezone.now(), danger=False)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/duty/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def kept_alarm(human: int):
    return duty.raise_alarm(
        area=make.area(),
        reference="C-1",
        submission_reference="S-1",
        is_restricted=True,
        at=FRIDAY_NIGHT,
        except_for=[human],
    )


def carries(post, membership, **more):
    DutyPostHolder.objects.create(post=post, membership=membership, starts_on=date(2026, 1, 1), **more)


def test_tr_19_no_page_ever_reaches_whoever_must_not_learn_of_it(mash, duty_team, worker, pagers):
    carries(pagers[0], worker.membership)
    alarm = kept_alarm(worker.membership.user_id)
    assert pages() == [("Duty 2", True)]
    duty.escalate(make.area(), at=FRIDAY_NIGHT + timedelta(minutes=16))
    assert pages() == [("Duty 2", True), ("Duty 2", True)]
    to = set(OutboxMessage.objects.values_list("to", flat=True))
    assert to.isdisjoint({"pager1@example.invalid", worker.membership.user.email})
    with acting_as(worker):
        assert not Alarm.objects.filter(pk=alarm.pk).exists()


def test_tr_19_a_pager_that_is_their_own_mail_is_passed_over_and_a_cover_is_paged(mash, duty_team, worker, pagers):
    other = make.membership("emergency_duty", of=duty_team)
    carries(pagers[0], worker.membership)
    carries(pagers[0], other, covers=True)
    DutyPost.objects.filter(pk=pagers[1].pk).update(pager=worker.membership.user.email.upper())
    kept_alarm(worker.membership.user_id)
    duty.escalate(make.area(), at=FRIDAY_NIGHT + timedelta(minutes=16))
    assert pages() == [("Duty 1", True), ("Duty 1", True)]


def test_tr_19_where_the_only_pager_is_theirs_the_managers_are_told_and_the_sender_that_nobody_was(
    mash, duty_team, worker, pagers
):
    manager = make.actor("mash_manager", of=mash)
    for post in pagers:
        carries(post, worker.membership)
    kept_alarm(worker.membership.user_id)
    assert pages() == []
    assert not duty.has_been_paged("S-1", make.area())
    told_to = set(Notification.objects.values_list("user", flat=True))
    assert told_to == {manager.membership.user_id}
