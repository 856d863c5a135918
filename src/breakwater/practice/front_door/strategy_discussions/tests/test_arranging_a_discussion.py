"""A strategy discussion is arranged from a contact at once, planned in time, and held on the contact’s own terms."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Clock
from breakwater.foundation.dates import london
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.models import Contact, Strategy
from breakwater.practice.front_door.screening.operations import rating
from breakwater.practice.front_door.strategy_discussions.operations import discussions as operations
from breakwater.practice.front_door.strategy_discussions.tests.discussions import (
    DECIDED,
    called,
    day,
    everyone_is_there,
    to_send,
    told,
)
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in


def test_it_is_called_before_anything_is_screened_and_is_due_within_hours_for_immediate_harm(contact, screener):
    made = called(contact, screener)
    with acting_as(screener):
        assert not contact.is_decided
        clock = Clock.objects.running().get(case=made.case)
        assert clock.rule == "front_door.strategy_now"
        assert clock.due_at - clock.started_at == timedelta(hours=4)
    assert called(contact, screener, key=made.key) == made


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("He shakes the baby. I don't want my name in it.", False),
        ("He shakes the baby. She wants to stay anonymous", False),
        ("He shakes the baby. Do not tell them who called", False),
        ("He shakes the baby. He does not know my brother’s name", True),
        ("He shakes the baby and does not use her name", True),
    ],
)
def test_a_caller_who_asked_not_to_be_named_is_neither_quoted_nor_named_to_the_table(mash, screener, words, is_named):
    with acting_as(screener) as by:
        calls.log_call(
            make.area(),
            calls.CallAsTaken(
                who="Rosa Neighbour, next door",
                source_code="1B",
                what=words,
                call_back="01632 960100",
                child="Baby at 12",
            ),
            key="call-1",
            by=by,
            at=timezone.now(),
        )
        contact = Contact.objects.get()
    browser = signed_in(make.actor("mash_manager", of=mash))
    where = f"/mash/contacts/{contact.reference}/strategy/"
    page = browser.get(where).content.decode()
    assert ("He shakes the baby" in page) == is_named
    assert ("Whoever told us is not to be named" in page) != is_named
    for naming in ("rosa neighbour saw it", "Call 01632960100 first"):
        refused = browser.post(where, {"concern": naming, "is_immediate": "yes"}).content.decode()
        assert ("Take out who told us" in refused) != is_named


def test_whoever_calls_it_has_said_how_urgent_the_contact_is(contact, screener):
    called(contact, screener)
    with acting_as(screener):
        contact.refresh_from_db()
        running = set(Clock.objects.running().filter(case=contact.case).values_list("rule", flat=True))
        assert contact.rag == "RED"
        assert not {"front_door.first_rating", "front_door.first_rating_now"} & running
        rating.rate(contact=contact, rag="RED", reason="Seen", by=screener, at=timezone.now())
        called(contact, screener)
        contact.refresh_from_db()
        assert contact.rag_reason == "Seen"  # what somebody wrote stands


def test_one_that_was_held_before_anyone_wrote_it_down_is_recorded_at_its_own_time(contact, screener):
    held_at = timezone.now() - timedelta(minutes=20)
    browser, at = signed_in(screener), f"/mash/contacts/{contact.reference}/strategy/"
    here = timezone.localtime(held_at)
    sent = {
        "concern": "A bruise",
        "is_immediate": "yes",
        "on-day": here.day,
        "on-month": here.month,
        "on-year": here.year,
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
    }
    assert browser.post(at, sent).status_code == 302
    with acting_as(screener) as by:
        made = Strategy.objects.select_related("case__area", "contact__child").get()
        everyone_is_there(made, by)
        with pytest.raises(operations.NotHeldYet):
            operations.record(strategy=made, held_at=held_at - timedelta(days=30), by=by, at=timezone.now(), **DECIDED)
        done = operations.record(strategy=made, held_at=held_at, by=by, at=timezone.now(), **DECIDED)
    assert done.held_at == held_at


def test_one_held_on_a_friday_or_over_a_weekend_is_written_on_the_monday_at_its_own_time(mash):
    monday = london(2026, 11, 23, 9)
    with acting_as(make.intake()):
        assert operations.earliest_written(make.area(), monday) == london(2026, 11, 20, 0)
        assert operations.earliest_written(make.area(), london(2026, 12, 29, 9)) == london(
            2026, 12, 24, 0
        )  # bank holidays


def test_one_held_long_before_it_is_written_needs_a_reason_which_is_kept_and_calls_nobody(contact, screener, officer):
    browser, at = signed_in(screener), f"/mash/contacts/{contact.reference}/strategy/"
    here = timezone.localtime() - timedelta(days=20)
    sent = {
        "concern": "A bruise",
        "is_immediate": "no",
        "time": f"{here:%H:%M}",
        "how": "CALL",
        "idempotency": str(uuid4()),
        "who_POLICE": "B. Constable",
        "mail_POLICE": officer.membership.user.email,
        **day("on", here),
    }
    assert "late_because" not in browser.get(at).content.decode()
    refused = browser.post(at, sent).content.decode()
    assert "Check the day. If it was held then, write why it is only written now" in refused
    assert 'name="late_because"' in refused
    page = browser.post(at, sent | {"late_because": "The computers were down"}, follow=True).content.decode()
    assert "Written late: The computers were down" in page
    assert "The discussion is recorded: record what was decided" in page
    assert [words for words, _ in told(officer)] == [operations.NAMED]


def test_one_held_before_it_was_called_and_planned_is_recorded_at_its_own_time(contact, screener):
    held_at = timezone.now() - timedelta(hours=2)
    made = called(contact, screener, planned_for=timezone.now() + timedelta(hours=1))
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        done = operations.record(strategy=made, held_at=held_at, by=by, at=timezone.now(), **DECIDED)
    assert done.held_at == held_at


def test_nothing_is_called_from_a_closed_contact_and_the_page_says_so(contact, screener):
    with acting_as(screener) as by:
        case = contact.case
        for stage in ("decided", "handed_on"):
            case = cases.move(case=case, to_stage=stage, by=by, at=timezone.now(), why="Advice given")
        cases.close(case=case, reason="Advice given", by=by, at=timezone.now())
    at = f"/mash/contacts/{contact.reference}/strategy/"
    gone = signed_in(screener).get(at)
    assert gone.status_code == 302
    with acting_as(screener):
        contact = Contact.objects.select_related("case__area", "child").get()
    with pytest.raises(operations.ContactIsClosed):
        called(contact, screener)


def test_its_pages_take_it_from_calling_to_circulating(contact, screener, officer):
    convenor, police = signed_in(screener), signed_in(officer)
    here = timezone.localtime()
    start = f"/mash/contacts/{contact.reference}/strategy/"
    assert "Who is asked, or was there?" in convenor.get(start).content.decode()
    asked = to_send(officer.membership.user.email)
    assert "Write why you suspect" in convenor.post(start, asked | {"concern": ""}).content.decode()
    at = convenor.post(start, asked).url
    page = police.get(at).content.decode()
    assert "Ada Example" in page
    assert contact.reference not in page
    with acting_as(screener):
        made = Strategy.objects.get()
        table = list(made.attendees.order_by("pk"))
    for one in table:
        sent = convenor.post(f"{at}said/{one.public_id}/", {"was_there": "yes", "knows": f"Known to {one.agency}"})
        assert sent.status_code == 302
    assert police.post(f"{at}said/{table[0].public_id}/", {"was_there": "no", "knows": ""}).status_code == 403
    decided = DECIDED | {"threshold_met": "yes", "time": f"{here:%H:%M}", **day("on", here)}
    assert "Write why" in convenor.post(f"{at}record/", decided | {"rationale": ""}).content.decode()
    assert convenor.post(f"{at}record/", decided).status_code == 302
    assert convenor.post(f"{at}circulate/").status_code == 302
    assert "Section 47 enquiry together with the police" in police.get(at).content.decode()


def test_immediate_harm_is_not_planned_for_tomorrow_nor_any_for_later_than_the_third_working_day(contact, screener):
    convenor, at = signed_in(screener), f"/mash/contacts/{contact.reference}/strategy/"
    asked = {"concern": "A bruise", "is_immediate": "yes", "time": "09:30", "how": "CALL", "idempotency": str(uuid4())}
    here = timezone.localtime()
    page = convenor.post(at, asked | day("on", here + timedelta(days=1, hours=4))).content.decode()
    assert "Hold it today: the harm is immediate" in page
    page = convenor.post(at, asked | day("on", here + timedelta(days=12)) | {"is_immediate": "no"}).content.decode()
    assert "Hold it by the end of the next working day" in page
    with acting_as(screener):
        assert not Strategy.objects.exists()
    area = contact.case.area
    friday = london(2026, 11, 20, 23, 0)
    assert operations.latest_planned(area, friday, is_immediate=True) == london(2026, 11, 21, 3, 0)
    assert operations.latest_planned(area, friday, is_immediate=False) == london(2026, 11, 26)
