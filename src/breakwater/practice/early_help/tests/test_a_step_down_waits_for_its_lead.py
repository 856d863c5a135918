"""Scenario J (FD 4.9): a case that is stepped down stays open until someone leads, or a manager says what holds."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import leads
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Case, Handover, Participant
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.episodes.operations import agreements, episodes
from breakwater.practice.early_help.episodes.operations import leads as leads_operations
from breakwater.practice.early_help.models import Agreement, Episode
from breakwater_dev.testing import factories as make


@pytest.fixture
def giver(db):
    return make.actor("social_worker", of=make.team("Assessment team"))


@pytest.fixture
def proposed(db):
    return make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Harbour Primary", kind="SCHOOL")))


@pytest.fixture
def stepped_down(giver, coordinator, proposed) -> Case:
    """A referral that its worker offered to early help with a lead in mind, and that the co-ordinators accepted."""
    child, now = make.person("Ada", "Example"), timezone.now()
    with acting_as(make.intake()) as intake:
        case = cases.open_case(
            kind="referral",
            area=make.area(),
            team=giver.membership.team,
            by=intake,
            at=now,
            people=[(child, Participant.Capacity.CHILD)],
        )
    with acting_as(giver):
        offer = handovers.offer(
            [case],
            handovers.Offer(to="early_help", reason="Help with mornings", proposed_lead=proposed.membership),
            by=giver,
            at=now,
        )
    with acting_as(coordinator):
        handovers.accept(handover=offer, by=coordinator, at=now)
    return case


def closes(case: Case, by) -> Case:
    with acting_as(by):
        return handovers.close_case(case=case, reason="Stepped down to early help", by=by, at=timezone.now())


def agreed(case: Case, coordinator) -> Episode:
    with acting_as(coordinator):
        episode = Episode.objects.select_related("case").get(source_case=case)
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Mo Example",
                relation="mother",
                answer=Agreement.Answer.AGREES,
                method="PHONE",
                given_on=timezone.localdate(),
                to_assessment=True,
            ),
            by=coordinator,
            at=timezone.now(),
        )
        return Episode.objects.select_related("case").get(pk=episode.pk)


def asks(episode: Episode, lead, coordinator) -> Handover:
    with acting_as(coordinator):
        return leads_operations.invite_lead(
            episode,
            leads_operations.LeadInvitation(lead=lead.membership, words="They trust you"),
            by=coordinator,
            at=timezone.now(),
        )


def standing(case: Case, by) -> list[str]:
    with acting_as(by):
        return [one.standing for one in leads.waited_for(case)]


def words_of(answer) -> str:
    return answer.content.decode()


def test_the_co_ordinators_yes_is_not_enough_and_the_leads_is(stepped_down, giver, coordinator, proposed):
    assert standing(stepped_down, giver) == ["NOT_ASKED"]
    with pytest.raises(handovers.NobodyLeadsYet):
        closes(stepped_down, giver)
    invitation = asks(agreed(stepped_down, coordinator), proposed, coordinator)
    assert standing(stepped_down, giver) == ["ASKED"]
    with pytest.raises(handovers.NobodyLeadsYet):
        closes(stepped_down, giver)
    with acting_as(proposed):
        handovers.accept(handover=invitation, by=proposed, at=timezone.now())
    assert standing(stepped_down, giver) == []
    told = Notification.objects.get(user=giver.membership.user, words__startswith="Someone leads a family")
    assert told.path.startswith("/handovers/")
    assert closes(stepped_down, giver).closed_at


def test_another_who_leads_counts_as_well_and_a_no_leaves_it_open(stepped_down, giver, coordinator, proposed):
    episode = agreed(stepped_down, coordinator)
    invitation = asks(episode, proposed, coordinator)
    with acting_as(proposed):
        handovers.decline(handover=invitation, reason="I leave in July", by=proposed, at=timezone.now())
    assert standing(stepped_down, giver) == ["SAID_NO"]
    other = make.actor("lead_professional")
    invitation = asks(episode, other, coordinator)
    with acting_as(other):
        handovers.accept(handover=invitation, by=other, at=timezone.now())
    assert closes(stepped_down, giver).closed_at


def test_help_that_ended_before_anyone_led_is_for_a_manager(stepped_down, giver, coordinator):
    episode = agreed(stepped_down, coordinator)
    with acting_as(coordinator):
        episodes.close_episode(episode=episode, reason="They changed their mind", by=coordinator, at=timezone.now())
    assert standing(stepped_down, giver) == ["ENDED"]


def test_help_that_was_led_to_its_end_holds_nothing_open(stepped_down, giver, coordinator, proposed):
    episode = agreed(stepped_down, coordinator)
    invitation = asks(episode, proposed, coordinator)
    with acting_as(proposed):
        handovers.accept(handover=invitation, by=proposed, at=timezone.now())
    with acting_as(coordinator):
        episodes.close_episode(episode=episode, reason="All is well", by=coordinator, at=timezone.now())
    assert standing(stepped_down, giver) == []


def test_the_database_refuses_it_too(stepped_down, giver):
    with acting_as(giver), transaction.atomic(), pytest.raises(IntegrityError, match="nobody leads yet"):
        Case.objects.filter(pk=stepped_down.pk).update(
            stage="closed", closed_at=timezone.now(), closed_by=giver, closing_reason="Stepped down"
        )


def test_what_holds_instead_says_who_when_and_why(stepped_down, giver):
    with acting_as(giver), transaction.atomic(), pytest.raises(IntegrityError, match="instead_of_a_lead_is_whole"):
        Handover.objects.filter(carried__case=stepped_down).update(instead="The school keeps an eye on them")


def test_how_far_the_search_is_is_said_to_readers_of_the_case_alone(stepped_down, coordinator):
    assert standing(stepped_down, coordinator) == ["NOT_ASKED"]  # handed to them, so they read it
    assert standing(stepped_down, make.actor("social_worker")) == []
    assert standing(stepped_down, make.actor("dsl")) == []


def test_the_co_ordinators_are_told_once_a_day_that_the_giver_waits(signed_in, stepped_down, giver, coordinator):
    browser, where = signed_in(giver), reverse("casework:close", args=[stepped_down.reference])
    before = words_of(browser.get(where))
    assert "has not been asked to lead yet" in before
    assert "Your manager may say what holds instead" in before
    for _ in range(2):
        page = words_of(browser.post(where, {"reason": "Stepped down"}))
        assert "It cannot close yet" in page
        assert "Stepped down" in page  # nothing typed is lost
    told = Notification.objects.filter(user=coordinator.membership.user, words__contains="has no lead yet")
    assert told.count() == 1
    with acting_as(coordinator):
        assert Case.objects.get(pk=stepped_down.pk).closed_at is None


@pytest.mark.parametrize("side", ["giver", "taker"])
def test_a_manager_of_either_side_says_what_holds_and_it_may_close(signed_in, stepped_down, giver, team, side):
    manager = (
        make.actor("social_care_manager", of=giver.membership.team)
        if side == "giver"
        else make.actor("early_help_manager", of=team)
    )
    with acting_as(giver):
        offer = Handover.objects.get(carried__case=stepped_down, service="early_help")
    where = reverse("casework:instead", args=[offer.reference])
    assert signed_in(giver).get(where).status_code == 403  # a worker does not let themselves off
    browser = signed_in(manager)
    assert "has not been asked to lead yet" in words_of(browser.get(where))
    assert "Enter what holds instead" in words_of(browser.post(where, {"instead": " "}))
    assert browser.post(where, {"instead": "Our family worker sees them weekly until June"}).status_code == 302
    page = words_of(browser.get(reverse("casework:handover", args=[offer.reference])))
    assert "Our family worker sees them weekly until June" in page
    assert "Nothing outstanding for a lead here" in words_of(browser.post(where, {"instead": "Again"}))
    assert closes(stepped_down, giver).closed_at


def test_a_contact_handed_on_by_its_decision_waits_for_no_lead(stepped_down, giver):
    with acting_as(giver):
        offer = Handover.objects.get(carried__case=stepped_down, service="early_help")
        assert offer.needs_lead
        moved = handovers.offer(
            [stepped_down],
            handovers.Offer(to="lead_professional", to_team=make.team(), reason="x"),
            by=giver,
            at=timezone.now(),
        )
        assert not moved.needs_lead


def test_an_invitation_sent_twice_asks_once(signed_in, stepped_down, coordinator, proposed):
    episode = agreed(stepped_down, coordinator)
    where = f"{reverse('early_help:lead', args=[episode.reference])}?organisation={proposed.membership.team.organisation.public_id}"
    asked = {"lead": proposed.membership.public_id, "words": "She trusts you", "idempotency": uuid4()}
    browser = signed_in(coordinator)
    assert [browser.post(where, asked).status_code for _ in range(2)] == [302, 302]
    with acting_as(coordinator):
        assert Handover.objects.filter(service="lead_professional").count() == 1


def test_who_may_lead_is_the_same_for_giver_and_co_ordinator(
    signed_in, stepped_down, giver, coordinator, team, proposed
):
    colleague = make.actor("tier2_coordinator", of=team)
    with acting_as(giver):
        may = {post.pk for post in leads.who_may_lead(case=stepped_down, on=timezone.localdate())}
    assert proposed.membership_id in may
    assert colleague.membership_id not in may  # whoever finds the lead does not lead (FD 4.1)
    case = reverse("casework:offer", args=[stepped_down.reference])
    assert str(proposed.membership.public_id) in words_of(signed_in(giver).get(case))
