"""A contact about a child whom early help has already: it goes to who helps the family, and to nobody else (SG-08)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import CaseLink, Clock, Handover, Participant, Task
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import TeamService
from breakwater.practice.early_help.episodes.operations import later_contacts
from breakwater.practice.early_help.models import Episode
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact, StruckOrganisation
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import arrival
from breakwater_dev.testing.mash import make_ready

REASONS = " ".join(["Her father wants those who help already to know of it"] * 4)
CALLED = "He called: she has not slept since Sunday"


@pytest.fixture
def manager(team):
    make.team("Assessment", service="allocated_worker")
    return make.actor("mash_manager", of=TeamService.objects.get(service="front_door").team)


@pytest.fixture
def called(manager):
    """`called(child)` has the father's call about a child screened and matched, ready to be decided."""

    def ring(child) -> Contact:
        now = timezone.now()
        receipt = arrivals.receive(arrival(worry=CALLED), by=make.intake(), at=now)
        with acting_as(manager):
            contact = receipt.submission.contacts.get()
            claims.claim(contact=contact, by=manager, at=now)
            claims.match(contact=contact, person=child, was_new=False, searched={}, found=1, by=manager, at=now)
            make_ready(contact, by=manager, at=now)
            return Contact.objects.select_related("case__area", "case__responsible_team", "child").get(pk=contact.pk)

    return ring


def child_of(episode: Episode, actor):
    with acting_as(actor):
        return Participant.objects.get(case=episode.case, capacity="CHILD").person


def pass_on(contact, manager) -> Handover:
    facts = decisions.DecisionFacts(
        "O9", REASONS, "Those who help the family have it", checked_by_hand=True, without_record_because="Just called"
    )
    with acting_as(manager):
        return decisions.decide([contact], facts, by=manager, at=timezone.now())


def test_sg_08_it_is_offered_to_the_open_episodes_team_with_the_words_and_whoever_leads_hears_at_once(
    led, coordinator, manager, called, signed_in
):
    episode, lead = led()
    contact = called(child_of(episode, coordinator))
    page = signed_in(manager).get(reverse("front_door:decide", args=[contact.reference])).content.decode()
    assert f"{episode.reference} is open. Lead professional: {lead.membership.user.name}" in page
    offer = pass_on(contact, manager)
    assert (offer.service, offer.to_team_id) == (later_contacts.SERVICE, coordinator.membership.team_id)
    with acting_as(lead):
        told = Notification.objects.get(user=lead.membership.user, words=later_contacts.CAME_IN)
        assert told.path == reverse("early_help:episode", args=[episode.reference])
    browser = signed_in(coordinator)
    assert f"Answer {offer.reference}" in browser.get("/today/").content.decode()
    assert CALLED in browser.get(reverse("casework:handover", args=[offer.reference])).content.decode()
    with acting_as(manager):  # until somebody accepts it is the MASH's
        contact.case.refresh_from_db()
        assert contact.case.responsible_team_id == manager.membership.team_id
        assert contact.case.is_open


def test_sg_08_accepted_it_is_on_the_episode_and_whoever_leads_has_it_as_a_task(
    led, coordinator, manager, called, signed_in
):
    episode, lead = led()
    contact = called(child_of(episode, coordinator))
    offer = pass_on(contact, manager)
    with acting_as(coordinator) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
        assert list(Episode.objects.all()) == [episode]
        assert CaseLink.objects.get(kind="ADDED_TO").other_id == episode.case_id
        task = Task.objects.get(title=later_contacts.READ_IT)
    assert (task.owner_id, task.case_id) == (lead.membership_id, episode.case_id)
    assert later_contacts.READ_IT in signed_in(lead).get("/today/").content.decode()
    ledger = reverse("early_help:episode", args=[episode.reference])
    assert CALLED in signed_in(coordinator).get(ledger).content.decode()
    assert CALLED not in signed_in(lead).get(ledger).content.decode()  # FD 5.7: a school is told by the co-ordinator
    with acting_as(manager):
        assert Contact.objects.select_related("case").get(pk=contact.pk).case.stage in ("handed_on", "closed")


def test_sg_02_declined_it_comes_back_to_the_mash_the_same_day(led, coordinator, manager, called):
    episode, _ = led()
    contact = called(child_of(episode, coordinator))
    offer = pass_on(contact, manager)
    with acting_as(coordinator) as by:
        handovers.decline(handover=offer, reason="He asks for a social worker", by=by, at=timezone.now())
    with acting_as(manager):
        assert Clock.objects.running().filter(case=contact.case_id, rule="handovers.declined").exists()


def test_where_nobody_is_allocated_that_can_be_seen_it_goes_to_social_care_as_before(manager, called):
    contact = called(make.person("Noor", "Nobody"))
    assert pass_on(contact, manager).service == "allocated_worker"


def test_children_of_one_call_go_each_to_whoever_is_allocated_to_them(led, coordinator, manager, called):
    episode, _ = led()
    helped, other = called(child_of(episode, coordinator)), called(make.person("Noor", "Nobody"))
    facts = decisions.DecisionFacts("O9", REASONS, "They have it", checked_by_hand=True, without_record_because="Rung")
    with acting_as(manager):
        decisions.decide([helped, other], facts, by=manager, at=timezone.now())
        sent = Handover.objects.filter(carried__case__in=[helped.case_id, other.case_id])
        assert sorted(sent.values_list("service", "carried__case")) == [
            ("allocated_worker", other.case_id),
            (later_contacts.SERVICE, helped.case_id),
        ]


def test_sg_18_grown_ups_matched_on_the_contact_are_proposed_to_who_may_read_it_and_once_added_are_whoever_leads_to_see(
    led, coordinator, manager, called, signed_in
):
    episode, lead = led()
    contact = called(child_of(episode, coordinator))
    father = make.person("Fabian", "Elsewhere")
    with acting_as(manager) as by:
        cases.add_participant(case=contact.case, person=father, capacity="PARENT", by=by, at=timezone.now())
    address, family = (reverse(f"early_help:{name}", args=[episode.reference]) for name in ("episode", "family"))
    add = reverse("early_help:person_add", args=[episode.reference, father.public_id])
    assert "Fabian Elsewhere" not in signed_in(coordinator).get(address).content.decode()
    assert "no longer proposed" in signed_in(lead).post(add, follow=True).content.decode()
    offer = pass_on(contact, manager)
    with acting_as(coordinator) as by:
        handovers.accept(handover=offer, by=by, at=timezone.now())
    assert "Fabian Elsewhere" not in signed_in(lead).get(address).content.decode()
    browser = signed_in(coordinator)
    assert add in browser.get(address).content.decode()
    for _ in range(2):
        assert "Fabian Elsewhere is in this episode now" in browser.post(add, follow=True).content.decode()
    assert add not in browser.get(address).content.decode()
    give = reverse("early_help:family_give", args=[episode.reference, father.public_id])
    assert give in signed_in(lead).get(family).content.decode()


def test_sg_08_a_referral_that_targeted_support_holds_is_whose_a_later_contact_is(manager, called):
    child = make.person("Noor", "Held")
    support = make.team("Targeted support", service="targeted_support")
    first = called(child)
    facts = decisions.DecisionFacts(
        "O5", REASONS, "Help is offered", "AGREES", "Mother, by telephone", checked_by_hand=True
    )
    with acting_as(manager):
        offer = decisions.decide([first], facts, by=manager, at=timezone.now())
    worker = make.actor("social_worker", of=support)
    with acting_as(worker) as by:
        held = {"elsewhere_reference": "TS-1", "elsewhere_worker": "Wren Worker"}
        handovers.accept(handover=offer, by=by, at=timezone.now(), **held)
    later = pass_on(called(child), manager)
    assert (later.service, later.to_team_id) == ("allocated_worker", support.pk)
    assert f"is open with {support.name}" in later.passes


def test_sg_11_what_the_organisation_of_whoever_leads_must_not_learn_is_neither_told_to_them_nor_added_to_the_episode(
    led, coordinator, manager, called
):
    episode, lead = led()
    contact = called(child_of(episode, coordinator))
    with acting_as(make.intake()) as by:
        StruckOrganisation.objects.create(
            case=contact.case, organisation=lead.membership.team.organisation, since=timezone.now(), struck_by=by
        )
    offer = pass_on(contact, manager)
    with acting_as(lead):
        assert not Notification.objects.filter(words=later_contacts.CAME_IN).exists()
    with acting_as(coordinator) as by, pytest.raises(later_contacts.HelperMustNotLearn):
        handovers.accept(handover=offer, by=by, at=timezone.now())
    with acting_as(coordinator):
        assert Handover.objects.get(pk=offer.pk).status == "OFFERED"
        assert not Task.objects.filter(title=later_contacts.READ_IT).exists()
