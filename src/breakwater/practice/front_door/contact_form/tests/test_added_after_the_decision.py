"""After a decision the referrer can still add information: by rule it makes a task for the MASH, or is decided afresh."""

from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.models import LedgerEntry
from breakwater.casework.models import Clock, Handover, Task
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.contact_form.operations import additions
from breakwater.practice.front_door.models import Addition, Alarm, Contact
from breakwater.practice.front_door.pathway import DECISION
from breakwater_dev.testing import factories as make

WORDS = "He now says that it happened twice"


@pytest.fixture
def sent(tells, contacts_of, dsl):
    receipt = tells(dsl, "Sam Sample")
    return receipt, contacts_of(receipt)[0]


def adds(browser, receipt, key=None, **more):
    return browser.post(
        f"/contacts/{receipt.reference}/", {"words": WORDS, "idempotency": key or str(uuid4())} | more, follow=True
    )


def all_contacts(manager) -> list[Contact]:
    with acting_as(manager):
        return list(Contact.objects.order_by("pk"))


def test_what_ended_without_a_service_is_a_new_contact_with_a_deadline_of_its_own(
    sent, decides, dsl, manager, signed_in
):
    receipt, contact = sent
    decides(contact, outcome="O13", words="Nothing further.")
    page = signed_in(dsl).get(f"/contacts/{receipt.reference}/").content.decode()
    assert "A decision was made. What you add still reaches the Portsmouth MASH" in page
    key = str(uuid4())
    for _ in range(2):
        page = adds(signed_in(dsl), receipt, key).content.decode()
    first, afresh = all_contacts(manager)
    assert "It is a new contact" in page
    assert first.pk == contact.pk
    assert WORDS in afresh.worry
    assert contact.reference in afresh.worry
    with acting_as(manager):
        assert afresh.child_id == first.child_id
        assert Clock.objects.running().filter(case=afresh.case_id, rule=DECISION.key).exists()
        assert [one.words for one in Addition.objects.filter(submission=receipt.submission_id)] == [WORDS]
        assert Task.objects.count() == 0


def test_where_a_service_has_the_child_the_mash_has_a_task_to_pass_it_on(sent, decides, dsl, mash, manager, signed_in):
    receipt, contact = sent
    make.team("Assessment team", service="assessment")
    decides(contact, outcome="O6", words="An assessment.")
    page = adds(signed_in(dsl), receipt).content.decode()
    assert "passes it to whoever has the child" in page
    with acting_as(manager):
        (task,) = Task.objects.filter(case=contact.case_id)
        assert (task.title, task.detail, task.team_id) == (additions.TITLE, WORDS, mash.pk)
        assert task.due_at > timezone.now()
    assert len(all_contacts(manager)) == 1
    assert Notification.objects.filter(user=manager.membership.user, path=f"/tasks/{task.public_id}/").exists()


@pytest.mark.parametrize("danger", [{}, {"danger": "yes"}])
def test_whoever_is_asked_to_take_the_child_reads_it_in_the_offer_that_waits(sent, decides, dsl, signed_in, danger):
    receipt, contact = sent
    asked = make.actor("tier2_coordinator", of=make.team("Tier 2 help", service="early_help"))
    decides(contact, outcome="O4", words="Early help.", agreement="AGREES", agreement_words="Mother")
    with acting_as(asked):
        offer = Handover.objects.waiting().get()
    path = f"/handovers/{offer.reference}/"
    assert WORDS not in signed_in(asked).get(path).content.decode()
    adds(signed_in(dsl), receipt, **danger)
    assert WORDS in signed_in(asked).get(path).content.decode()
    told = Notification.objects.filter(user=asked.membership.user, path=path).values_list("words", flat=True)
    assert "The referrer added to what is offered to you: read it before you answer" in told
    with acting_as(asked):
        accepted = handovers.accept(handover=offer, by=asked, at=timezone.now())
        assert LedgerEntry.objects.filter(case=accepted.opened_case, words=WORDS).count() == 1


def test_where_that_service_has_closed_since_it_is_decided_afresh(sent, decides, dsl, manager, signed_in):
    receipt, contact = sent
    team = make.team("Assessment team", service="assessment")
    worker = make.actor("receiving_worker", of=team)
    decides(contact, outcome="O6", words="An assessment.")
    with acting_as(worker):
        offer = Handover.objects.get()
        offer = handovers.accept(
            handover=offer, by=worker, at=timezone.now(), elsewhere_reference="LCS-1", elsewhere_worker="W. Worker"
        )
        if offer.opened_case:
            handovers.close_case(case=offer.opened_case, reason="Ended", by=worker, at=timezone.now())
    adds(signed_in(dsl), receipt)
    assert len(all_contacts(manager)) == (2 if offer.opened_case else 1)


def test_danger_now_is_always_decided_afresh(sent, decides, dsl, manager, signed_in):
    receipt, contact = sent
    make.team("Assessment team", service="assessment")
    decides(contact, outcome="O6", words="An assessment.")
    adds(signed_in(dsl), receipt, danger="yes")
    afresh = all_contacts(manager)[-1]
    assert afresh.pk != contact.pk
    assert afresh.immediate_danger
    with acting_as(manager):
        assert Task.objects.count() == 0
        assert Alarm.objects.count() <= 1  # of the night alone: one page for one message


def test_before_a_decision_it_is_added_to_the_contact_as_ever(sent, dsl, manager, signed_in):
    receipt, contact = sent
    adds(signed_in(dsl), receipt)
    assert all_contacts(manager) == [contact]
    with acting_as(manager):
        assert Task.objects.count() == 0
