"""A record restricted to named readers still travels: it steps up, is offered to readers alone, and is handed on."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.handovers.receipts import held_of
from breakwater.casework.models import ChronologyEntry, Handover
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.early_help.episodes.operations import step_up as moves
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.feedback import operations as receipts
from breakwater.practice.front_door.models import Contact, ReceiptLine
from breakwater.practice.front_door.receivers import RESTRICTED_CHILD
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["The family would welcome help with routines and school mornings"] * 4)


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def tier2(db):
    return make.team("Tier 2 co-ordinators", service="early_help")


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def coordinator(tier2):
    return make.actor("tier2_coordinator", of=tier2)


def restricted(child, *readers):
    with acting_as(readers[0]):
        restrictions.restrict(
            person=child,
            readers=[one.membership for one in readers],
            reason="Threats",
            by=readers[0],
            at=timezone.now(),
        )


def matched_contact(manager, **child_facts) -> Contact:
    receipt = arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PROFESSIONAL", key="one", worry="Shouting"),
        by=make.intake(),
        at=timezone.now(),
    )
    child, now = make.person(**child_facts), timezone.now()
    with acting_as(manager):
        contact = receipt.submission.contacts.get()
        claims.claim(contact=contact, by=manager, at=now)
        claims.match(contact=contact, person=child, was_new=True, searched={}, found=0, by=manager, at=now)
        return Contact.objects.select_related("child", "case__area", "case__responsible_team").get(pk=contact.pk)


def decided(contact, manager, outcome="O4") -> Handover:
    make_ready(contact, by=manager)
    with acting_as(manager):
        return decisions.decide(
            [contact],
            decisions.DecisionFacts(
                outcome=outcome,
                rationale=REASONS,
                words_for_sender="Help is offered.",
                agreement="AGREES",
                agreement_words="Mother, by telephone",
                checked_by_hand=True,
            ),
            by=manager,
            at=timezone.now(),
        )


def test_sg_01_the_episode_of_a_restricted_child_steps_up_without_its_name(mash, tier2, manager, coordinator):
    offer = decided(matched_contact(manager), manager)
    with acting_as(coordinator):
        accepted = handovers.accept(handover=offer, by=coordinator, at=timezone.now())
        episode = Episode.objects.get(case=accepted.opened_case)
        child = episode.case.participants.get(capacity="CHILD").person
    restricted(child, coordinator, make.actor("tier2_coordinator", of=tier2))
    with acting_as(coordinator):
        given = moves.step_up(episode=episode, reason="A bruise", danger=Danger.NO, by=coordinator, at=timezone.now())
        assert given.status == "ACCEPTED"
    with acting_as(manager):
        contact = Contact.objects.get(submission__channel="STEP_UP")
        assert contact.named_as == RESTRICTED_CHILD
        assert contact.child_id is None
        assert contact.case.clocks.get(rule="front_door.decision").is_running


def test_tr_19_a_step_up_about_a_colleague_s_child_is_received_and_closed_to_them(mash, tier2, manager, coordinator):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    offer = decided(matched_contact(manager, born_on=date(2016, 5, 4), born_precision="DAY"), manager)
    colleague = make.actor("mash_screener", of=mash)
    make.actor("mash_manager", of=mash)
    with acting_as(coordinator):
        accepted = handovers.accept(handover=offer, by=coordinator, at=timezone.now())
        episode = Episode.objects.get(case=accepted.opened_case)
        child = episode.case.participants.get(capacity="CHILD").person
    with acting_as(colleague):
        said = {"forename": child.forename, "surname": child.surname, "born": date(2016, 5, 4)}
        conflicts.declare(kind="CHILD", said=said, by=colleague, at=timezone.now(), key=uuid4())
    with acting_as(coordinator):
        key = uuid4()
        for danger in (Danger.NO, Danger.YES):  # sent again, it reaches the same contact, which the giver cannot see
            given = moves.step_up(
                episode=episode, reason="A bruise", danger=danger, by=coordinator, at=timezone.now(), key=key
            )
        assert given.status == "ACCEPTED"
        assert "in danger now: call" in held_of(episode.case, timezone.now()).danger_now
    with acting_as(colleague):
        assert not Contact.objects.filter(case=given.opened_case_id).exists()
    with acting_as(manager):
        assert Contact.objects.get(case=given.opened_case_id).immediate_danger
        assert Contact.objects.filter(submission__channel="STEP_UP").count() == 1


def test_a_restricted_child_is_offered_only_to_a_team_with_a_named_reader(mash, tier2, manager, coordinator):
    contact = matched_contact(manager)
    restricted(contact.child, manager, make.actor("mash_manager", of=mash))
    with pytest.raises(handovers.NoReaderThere, match="Tier 2"):
        decided(contact, manager)


def test_a_named_reader_who_accepts_closes_the_contact_of_a_restricted_child(mash, tier2, manager, coordinator):
    contact = matched_contact(manager)
    restricted(contact.child, manager, coordinator)
    offer = decided(contact, manager)
    with acting_as(coordinator):
        handovers.accept(handover=offer, by=coordinator, at=timezone.now())
    with acting_as(manager):
        contact.case.refresh_from_db()
        assert (contact.case.stage, contact.case.closed_at) == (
            "handed_on",
            None,
        )  # nobody else can tell the sender (FD-15)
        assert ReceiptLine.objects.get().stage == "TAKEN_UP"
        receipts.told_in_person(contact=contact, by=manager, at=timezone.now())
        contact.case.refresh_from_db()
        assert (contact.case.stage, contact.case.closed_at is not None) == ("closed", True)


def test_sg_12_the_specialist_route_is_never_named(mash, manager):
    prevent = make.team("Prevent team", service="specialist")
    contact = matched_contact(manager)
    offer = decided(contact, manager, outcome="O11")
    taker = make.actor("social_worker", of=prevent)
    with acting_as(taker):
        handovers.accept(
            handover=offer, by=taker, at=timezone.now(), elsewhere_reference="X1", elsewhere_worker="Someone"
        )
    with acting_as(manager):
        contact.case.refresh_from_db()
        entries = ChronologyEntry.objects.filter(case=contact.case)
        said = [contact.case.closing_reason, str(list(ReceiptLine.objects.values()))]
        said += [f"{one.what} {one.source}" for one in entries]
        said += list(contact.case.transitions.values_list("why", flat=True))
    assert "Prevent" not in " ".join(said)
    assert "the specialist route" in " ".join(said)
