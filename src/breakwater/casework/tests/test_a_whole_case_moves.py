"""A whole case goes to another team, with what is open in it, once that team accepts."""

import re
from datetime import timedelta

import pytest
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, CaseWorker
from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers import case_moves, jobs
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.models import Handover
from breakwater.casework.tasks.models import Task
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make


@pytest.fixture
def sister(assessment):
    return make.team("Assessment team north", of=assessment.organisation)


@pytest.fixture
def taker(sister):
    return make.actor("social_worker", of=sister)


def words_of(answer) -> str:
    return answer.content.decode()


def form_of(browser, page) -> dict:
    return {"idempotency": re.search(r'name="idempotency" value="([^"]+)"', words_of(browser.get(page)))[1]}


@pytest.fixture
def offered(signed_in, worker, referral, sister, taker):
    """A referral that its worker offered whole to the sister team."""
    case = referral()
    with acting_as(worker):
        for capacity, membership in (("WORKER", worker.membership), ("LEAD", make.membership("dsl"))):
            cases.assign(case=case, membership=membership, capacity=capacity, by=worker, at=timezone.now())
    browser, page = signed_in(worker), reverse("casework:move", args=[case.reference])
    sent = {**form_of(browser, page), "to": sister.public_id, "reason": "They moved north", "passes": "Friday's visit"}
    for _ in range(2):
        assert browser.post(page, sent).status_code == 302
    with acting_as(worker):
        return case, Handover.objects.get(carried__case=case)


def test_the_page_of_a_case_leads_there_and_says_what_stays(signed_in, worker, referral, taker):
    case, browser = referral(), signed_in(worker)
    page = reverse("casework:move", args=[case.reference])
    assert page in words_of(browser.get(reverse("casework:case", args=[case.reference])))
    assert page in words_of(browser.get(reverse("casework:offer", args=[case.reference])))
    said = words_of(browser.get(page))
    assert "until the other team accepts" in said
    assert "Assessment team north" in said
    assert "Choose a team" in words_of(browser.post(page, form_of(browser, page)))


def test_until_they_accept_nothing_has_moved(offered, worker, assessment):
    case, offer = offered
    with acting_as(worker):
        assert Case.objects.get(pk=case.pk).responsible_team == assessment
    assert (offer.service, offer.moves_cases, offer.passes) == (case_moves.WHOLE_CASE, True, "Friday's visit")


def test_once_accepted_the_case_its_clocks_and_tasks_are_theirs_and_the_lead_stays(
    offered, signed_in, worker, taker, sister
):
    case, offer = offered
    browser = signed_in(taker)
    page = words_of(browser.get(reverse("casework:handover", args=[offer.reference])))
    assert "The whole case, with its open tasks and running clocks" in page
    assert browser.post(reverse("casework:accept", args=[offer.reference]), {"words": ""}).status_code == 302
    with acting_as(taker):
        assert Case.objects.get(pk=case.pk).responsible_team == sister
        assert {clock.team for clock in Clock.objects.running().filter(case=case)} == {sister}
        assert {(task.team, task.owner) for task in Task.objects.open().filter(case=case)} == {(sister, None)}
        assert [post.capacity for post in CaseWorker.objects.filter(case=case, ends_at=None)] == ["LEAD"]
        assert Case.objects.count() == 1
    with acting_as(worker):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_a_list_of_offers_stands_although_one_is_accepted_while_it_is_read(offered, worker, taker):
    case, offer = offered
    with acting_as(worker):
        read = list(Handover.objects.prefetch_related("carried"))
    with acting_as(taker) as by:
        handovers.accept(handover=offer, words="", goes={}, by=by, at=timezone.now())
    with acting_as(worker):
        prefetch_related_objects(read, "carried__case")
        assert read[0].cases_in_sight() == []
        with pytest.raises(Case.DoesNotExist):
            assert not read[0].carried.all()[0].case  # which a list must not ask for


def test_the_giver_looks_as_long_as_it_asked_to(signed_in, worker, referral, taker, sister):
    case, browser = referral(), signed_in(worker)
    page, day = reverse("casework:move", args=[case.reference]), timezone.localdate() + timedelta(days=30)
    sent = {
        **form_of(browser, page),
        "to": sister.public_id,
        "reason": "Moved",
        "look-day": day.day,
        "look-month": day.month,
        "look-year": day.year,
    }
    assert browser.post(page, sent).status_code == 302
    with acting_as(worker):
        offer = Handover.objects.get(carried__case=case)
    signed_in(taker).post(reverse("casework:accept", args=[offer.reference]), {})
    with acting_as(worker):
        assert Case.objects.filter(pk=case.pk).exists()
    assert browser.get(page).status_code == 403


def test_a_second_offer_of_the_whole_case_waits_for_the_first(offered, signed_in, worker, sister):
    case, offer = offered
    browser, page = signed_in(worker), reverse("casework:move", args=[case.reference])
    again = browser.post(page, {**form_of(browser, page), "to": sister.public_id, "reason": "Again"})
    assert f"is offered already ({offer.reference})" in words_of(again)


def test_only_teams_with_someone_who_may_accept_are_offered_and_none_that_tells_a_suspicion(
    worker, referral, assessment
):
    case = referral()
    make.team("Empty team", of=assessment.organisation)
    make.actor("system_administrator", of=make.team("Office", of=assessment.organisation))
    make.actor("mash_manager", of=make.team("Prevent team", service="prevent"))
    make.actor("social_worker", of=make.team("Elsewhere", in_area=make.area("850", "Hampshire")))
    helping = make.team("Tier 2", service="early_help")
    make.actor("tier2_coordinator", of=helping)
    with acting_as(worker):
        assert list(case_moves.teams_that_could_take(case, on=timezone.localdate())) == [helping]


def test_where_nobody_could_take_it_the_page_says_whom_to_ask(signed_in, worker, referral):
    case = referral()
    assert "No other team of the area can take this case" in words_of(
        signed_in(worker).get(reverse("casework:move", args=[case.reference]))
    )


def test_the_nightly_alarm_leads_a_manager_to_the_page_that_moves_the_case(
    signed_in, worker, referral, assessment, taker, sister
):
    case, manager, now = referral(), make.actor("mash_manager"), timezone.now()
    browser, page = signed_in(manager), reverse("casework:move", args=[case.reference])
    assert browser.get(page).status_code == 403
    Membership.objects.filter(team=assessment).update(ends_on=now.date() - timedelta(days=1))
    jobs.raise_alarm(make.area(), at=now)
    assert Notification.objects.get(user=manager.membership.user).path == page
    assert signed_in(make.actor("mash_screener")).get(page).status_code == 403
    sent = {**form_of(browser, page), "to": sister.public_id, "reason": "Nobody is left there"}
    assert browser.post(page, sent).status_code == 302
    with acting_as(taker):
        offer = Handover.objects.get(carried__case=case)
    signed_in(taker).post(reverse("casework:accept", args=[offer.reference]), {})
    with acting_as(taker):
        assert Case.objects.get(pk=case.pk).responsible_team == sister
