"""From a worry to an accepted handover, through the operations alone."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Case, Handover
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import OpeningHours
from breakwater.practice.early_help.episodes.operations import step_up as moves
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Alarm, Contact, ReceiptLine
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 co-ordinators", service="early_help")


def a_contact(**more) -> Contact:
    receipt = arrivals.receive(arrival(**more), by=make.intake(), at=timezone.now())
    with acting_as(make.intake()):
        return receipt.submission.contacts.get()


def decided_for_tier_2(mash, tier2) -> tuple[Contact, Handover]:
    contact, manager, child = a_contact(), make.actor("mash_manager", of=mash), make.person()
    now = timezone.now()
    with acting_as(manager):
        claims.claim(contact=contact, by=manager, at=now)
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=manager, at=now)
        make_ready(contact, by=manager, at=now)
        offer = decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome="O4",
                rationale=REASONS,
                checked_by_hand=True,
                words_for_sender="Early help is offered.",
                agreement="AGREES",
                agreement_words="Mother, by telephone",
            ),
            by=manager,
            at=now,
        )
    return contact, offer


def test_the_same_form_sent_twice_is_one_submission(db, mash):
    first, second = (arrivals.receive(arrival(key="same"), by=make.intake(), at=timezone.now()) for _ in range(2))
    assert first.pk == second.pk
    with acting_as(make.intake()):
        assert Contact.objects.count() == 1


def test_an_accepted_offer_opens_an_episode_and_hands_the_contact_on(db, mash, tier2):
    contact, offer = decided_for_tier_2(mash, tier2)
    coordinator = make.actor("tier2_coordinator", of=tier2)
    with acting_as(coordinator):
        accepted = handovers.accept(handover=offer, by=coordinator, at=timezone.now())
        episode = Episode.objects.get(case=accepted.opened_case)
        assert episode.case.responsible_team_id == tier2.pk
        assert [p.person_id for p in episode.case.participants.all()] == [
            contact.child_id or Contact.objects.get(pk=contact.pk).child_id
        ]
    with acting_as(make.intake()):
        contact.case.refresh_from_db()
        assert (contact.case.stage, contact.case.closed_at is not None) == ("closed", True)
        assert ReceiptLine.objects.get().stage == "DECIDED"  # the public hears no more


def test_sg_02_a_declined_offer_starts_a_same_day_clock_for_the_sender(db, mash, tier2):
    contact, offer = decided_for_tier_2(mash, tier2)
    coordinator = make.actor("tier2_coordinator", of=tier2)
    with acting_as(coordinator):
        handovers.decline(handover=offer, reason="The family moved away yesterday", by=coordinator, at=timezone.now())
        assert not Contact.objects.filter(pk=contact.pk).exists()
    with acting_as(make.actor("mash_manager", of=mash)):
        clock = Clock.objects.running().get(case=contact.case, rule="handovers.declined")
        assert clock.team_id == mash.pk
        assert clock.due_on - london_date(timezone.now()) <= timedelta(days=4)
        assert Case.objects.get(pk=contact.case_id).responsible_team_id == mash.pk


def test_until_accepted_the_giver_stays_responsible_and_the_case_cannot_be_closed(db, mash, tier2):
    contact, _ = decided_for_tier_2(mash, tier2)
    manager = make.actor("mash_manager", of=mash)
    with acting_as(manager), pytest.raises(handovers.OfferStillWaiting):
        handovers.close_case(case=contact.case, reason="Stepped down", by=manager, at=timezone.now())


def test_sg_01_sg_04_a_step_up_is_a_receipt_the_contact_exists_at_once_and_danger_pages_emergency_duty(db, mash, tier2):
    another_day = (timezone.localdate().weekday() + 3) % 7  # the office is closed now, whenever the test runs
    OpeningHours.objects.create(
        team=mash, weekday=another_day, opens_at=time(9), closes_at=time(17), effective_from=make.LONG_AGO
    )
    _, offer = decided_for_tier_2(mash, tier2)
    coordinator = make.actor("tier2_coordinator", of=tier2)
    with acting_as(coordinator):
        accepted = handovers.accept(handover=offer, by=coordinator, at=timezone.now())
        episode = Episode.objects.get(case=accepted.opened_case)
        given = moves.step_up(
            episode=episode, reason="A bruise was seen today", danger=Danger.YES, by=coordinator, at=timezone.now()
        )
        assert given.status == "ACCEPTED"
    with acting_as(make.intake()):
        contact = Contact.objects.get(submission__channel="STEP_UP")
        assert contact.case.clocks.get(rule="front_door.decision").is_running
        assert contact.immediate_danger
        assert Alarm.objects.get().reference == contact.reference


def test_responsibility_does_not_move_by_writing_it(db, mash, tier2):
    contact = a_contact()
    with acting_as(make.actor("mash_manager", of=mash)), pytest.raises(Exception, match="accepted handover"):
        Case.objects.filter(pk=contact.case_id).update(responsible_team=tier2)
