"""Nobody alone hands the MASH, emergency duty or a sealed service to another team: somebody of the service approves it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.delivery.web import approvals, service_teams
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.keeping import teams
from breakwater.partnership.organisations.models import ReceiverChange, TeamService
from breakwater.partnership.organisations.operations import receiving_team
from breakwater_dev.testing import factories as make


@pytest.fixture
def mash(db):
    return make.team("MASH", service="front_door")


@pytest.fixture
def manager(mash):
    return make.actor("mash_manager", of=mash)


@pytest.fixture
def keeper(db):
    return make.actor("business_manager")


@pytest.fixture
def accomplices(db):
    return make.team("Accomplices")


def named(by, team, service="front_door") -> str:
    with acting_as(by):
        row = TeamService.objects.select_related("area").get(service=service)
        return teams.name_receiver(service=row, team=team, by=by, at=timezone.now())


def waits_for(*actors) -> list[bool]:
    answers = []
    for actor in actors:
        with acting_as(actor) as by:
            answers.append(bool(service_teams.waiting_for(by)))
    return answers


def told(actor) -> list[str]:
    found = Notification.objects.filter(user=actor.membership.user).order_by("pk")
    return list(found.values_list("words", flat=True))


def words_of(answer) -> str:
    return answer.content.decode()


def test_the_mash_goes_to_another_team_once_a_manager_there_has_approved_it(
    mash, manager, keeper, accomplices, signed_in, django_capture_on_commit_callbacks
):
    screener = make.actor("mash_screener", of=mash)
    keeping = signed_in(keeper)
    where = reverse("organisations:receiver", args=["front_door"])
    with django_capture_on_commit_callbacks(execute=True):
        done = words_of(keeping.post(where, {"team": str(accomplices.pk)}, follow=True))
    assert "receives it once a second person has approved it" in done
    assert "A second person has not approved it yet" in words_of(keeping.get(where))
    assert receiving_team(mash.area, "front_door") == mash
    assert told(manager) == told(screener) == [service_teams.ASKED]
    browser = signed_in(manager)
    assert "Approve which team receives a service: Accomplices" in words_of(browser.get("/today/"))
    assert "Front door: Accomplices" in words_of(browser.get("/staff/approvals/"))
    change = ReceiverChange.objects.get()
    assert browser.post(f"/staff/approvals/receivers/{change.pk}/approve/").status_code == 302
    assert receiving_team(mash.area, "front_door") == accomplices
    assert told(keeper) == [service_teams.APPROVED]


def test_sg_08_no_service_goes_to_a_team_where_nobody_can_answer(keeper, accomplices):
    """Other services wait for nobody's approval, so that what is offered must not lie where none may open it."""
    assessment = make.team("Assessment", service="assessment")
    make.actor("social_worker", of=assessment)
    with pytest.raises(teams.NobodyToAnswer):
        named(keeper, accomplices, "assessment")
    assert TeamService.objects.get(service="assessment").team == assessment
    make.actor("social_worker", of=accomplices)
    assert named(keeper, accomplices, "assessment") == teams.Named.NOW


def test_refused_it_stays_and_whoever_asked_reads_why(mash, manager, keeper, accomplices, signed_in):
    named(keeper, accomplices)
    where = f"/staff/approvals/receivers/{ReceiverChange.objects.get().pk}/refuse/"
    browser = signed_in(manager)
    assert "Enter the reason" in words_of(browser.post(where, {"why": ""}))
    assert browser.post(where, {"why": "They are no MASH"}).status_code == 302
    assert told(keeper) == ["Which team receives a service was not approved: They are no MASH"]
    assert browser.post(where.replace("refuse", "approve")).status_code == 302
    assert receiving_team(mash.area, "front_door") == mash


@pytest.mark.parametrize("service", ["front_door", "emergency_duty", "lado", "prevent", "specialist"])
def test_these_services_wait_for_a_second_person(keeper, accomplices, service):
    team = make.team(service=service)
    assert named(keeper, accomplices, service) == teams.Named.WAITS
    assert receiving_team(team.area, service) == team


def test_whoever_asked_their_other_name_and_the_team_that_is_to_have_it_approve_nothing(
    mash, manager, keeper, accomplices
):
    mine = make.actor("mash_manager", of=mash, user=keeper.membership.user)
    alias = make.actor("mash_manager", of=mash)
    local, domain = keeper.membership.user.email.split("@")
    type(alias.membership.user).objects.filter(pk=alias.membership.user_id).update(email=f"{local}+second@{domain}")
    theirs, screener = make.actor("mash_manager", of=accomplices), make.actor("mash_screener", of=mash)
    head = make.actor("head_of_service")
    named(keeper, accomplices)
    assert waits_for(mine, alias, theirs, screener, head, manager) == [False, False, False, False, False, True]
    with acting_as(theirs) as by, pytest.raises(approvals.NotYours):
        service_teams.second(change=ReceiverChange.objects.get(), by=by, at=timezone.now())


def test_where_the_service_has_nobody_its_head_approves(mash, keeper, accomplices):
    head, theirs = make.actor("head_of_service"), make.actor("mash_manager", of=accomplices)
    named(keeper, accomplices)
    assert waits_for(head, theirs) == [True, False]


def test_it_is_asked_once_and_another_answer_takes_its_place(mash, manager, keeper, accomplices):
    others = make.team("Others")
    for team, waiting in ((accomplices, accomplices), (accomplices, accomplices), (others, others)):
        assert named(keeper, team) == teams.Named.WAITS
        assert ReceiverChange.objects.waiting().get().team == waiting
    assert ReceiverChange.objects.count() == 2
    assert named(keeper, mash) == teams.Named.BEFORE
    assert not ReceiverChange.objects.waiting().exists()
    assert waits_for(manager) == [False]
