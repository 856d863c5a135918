"""SG-04: what emergency duty did and left to do stands on the contact, and whoever picks it up works on it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.tasks.models import Task
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.board import picking_up
from breakwater.practice.front_door.emergency_duty import operations as duty
from breakwater.practice.front_door.ledger import contact_facts
from breakwater.practice.front_door.models import Call, Contact, DutyAction
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.front_door import arrival

DONE = "Called 999, incident 442. Police are at the house."
TO_DO = "Find out who Tom is. Ask the academy."


@pytest.fixture
def worker(db):
    return make.actor("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))


@pytest.fixture
def contact(mash):
    arrivals.receive(arrival(worry="He has a knife"), by=make.intake(), at=timezone.now() - timedelta(hours=1))
    with acting_as(make.intake()):
        return Contact.objects.get()


def did(contact, worker, words=DONE, to_do=TO_DO):
    now = timezone.now()
    with acting_as(worker) as by:
        facts = duty.DutyDone("POLICE", words, to_do, done_at=now)
        return duty.record(Contact.objects.get(pk=contact.pk), facts, key=uuid4(), by=by, at=now)


def pressed(action, by):
    return signed_in(by).post(f"/mash/overnight/{action.pk}/", follow=True).content.decode()


def test_sg_04_whoever_picks_it_up_works_on_it_and_has_what_is_still_to_do_as_a_task(contact, worker, screener):
    action = did(contact, worker)
    page = pressed(action, screener)
    assert "Nobody is working on this contact" not in page
    assert "Yours until" in page
    with acting_as(screener):
        held, task = Contact.objects.get(pk=contact.pk), Task.objects.get(case=contact.case_id, done_at=None)
    assert held.claimed_by_id == screener.membership_id
    assert (task.owner_id, task.detail) == (screener.membership_id, TO_DO)
    hours = hours_of(screener.membership.team, london_date(timezone.now()))
    assert task.due_at == hours.close_of(london_date(task.due_at)) > timezone.now()
    assert TO_DO in signed_in(screener).get(f"/tasks/{task.public_id}/").content.decode()


def test_sg_04_what_emergency_duty_did_and_left_stands_above_the_concern_before_and_after_it_is_picked_up(
    contact, worker, screener
):
    action, at = did(contact, worker), f"/mash/contacts/{contact.reference}/"
    pressed(action, screener)
    colleague = make.actor("mash_screener", of=screener.membership.team)
    for who in (worker, screener, colleague):
        page = signed_in(who).get(at).content.decode()
        places = [page.index(words) for words in ("What emergency duty did", DONE, TO_DO, "Presenting concern")]
        assert places == sorted(places)
        assert worker.membership.user.name in page


def test_sg_04_once_decided_it_is_folded_and_not_lost(contact, worker, screener, decides):
    did(contact, worker)
    decides(contact)
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert page.index("Presenting concern") < page.index(DONE)


def test_sg_04_two_things_left_are_two_tasks_and_picking_up_again_makes_none(contact, worker, screener):
    first, _ = did(contact, worker), did(contact, worker, "Saw the children", "Call the aunt")
    for _ in range(2):
        with acting_as(screener) as by:
            picking_up.pick_up(action=first, by=by, at=timezone.now())
    with acting_as(screener):
        assert not DutyAction.objects.filter(picked_up_at=None).exists()
        assert set(Task.objects.filter(case=contact.case_id, done_at=None).values_list("detail", flat=True)) == {
            TO_DO,
            "Call the aunt",
        }


def test_sg_04_a_colleague_who_works_on_it_keeps_it_and_has_the_task(contact, worker, screener):
    action = did(contact, worker)
    colleague = make.actor("mash_screener", of=screener.membership.team)
    with acting_as(colleague) as by:
        claims.claim(Contact.objects.get(pk=contact.pk), by=by, at=timezone.now())
    page = pressed(action, screener)
    assert colleague.membership.user.name in page
    with acting_as(screener):
        assert Contact.objects.get(pk=contact.pk).claimed_by_id == colleague.membership_id
        assert Task.objects.get(case=contact.case_id, done_at=None).owner_id == colleague.membership_id


def test_sg_04_the_contact_offers_to_pick_it_up(contact, worker, screener):
    action = did(contact, worker)
    page = signed_in(screener).get(f"/mash/contacts/{contact.reference}/").content.decode()
    assert f'action="/mash/overnight/{action.pk}/"' in page


def test_nothing_was_needed_for_an_injured_baby_rests_on_whoever_saw_or_was_asked(contact, worker):
    now = timezone.now()
    with acting_as(make.intake()):
        Contact.objects.filter(pk=contact.pk).update(cannot_wait="BABY")
    with acting_as(worker) as by:
        held = Contact.objects.get(pk=contact.pk)
        bare = duty.DutyDone("NO_ACTION", "Nothing", "", done_at=now)
        with pytest.raises(duty.SayWhoWasAsked):
            duty.record(held, bare, key=uuid4(), by=by, at=now)
        whole = "Dr Reef examined him at the hospital at 22:10: a birthmark, no bruise"
        duty.record(held, duty.DutyDone("NO_ACTION", whole, "", done_at=now), key=uuid4(), by=by, at=now)
        assert DutyAction.objects.get().words == whole


def test_whoever_takes_the_child_on_reads_what_emergency_duty_did_and_left_to_do(contact, worker, screener):
    did(contact, worker)
    with acting_as(screener):
        held = Contact.objects.select_related("case").get(pk=contact.pk)
        said = [fact.words for fact in contact_facts([held.case]) if fact.source == "Emergency duty"]
    assert said == [f"Asked the police to act: {DONE} Left to do: {TO_DO}"]


def test_whoever_records_at_night_reads_where_the_child_is_after_the_page_was_answered(contact, worker):
    with acting_as(make.intake()):
        Contact.objects.filter(pk=contact.pk).update(cannot_wait="BABY", postcode_as_told="PO1 2JY")
        Call.objects.create(submission_id=contact.submission_id, where_now="Flat 3, Camber Court")
    page = signed_in(worker).get(f"/duty/contacts/{contact.reference}/").content.decode()
    assert "Flat 3, Camber Court" in page
    assert "PO1 2JY" in page
    assert "A baby is said to be injured" in page
