"""Lists say whom they are about, to posts that may read the case, and to no others."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.tasks import operations as tasks
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


def offered(worker, case):
    with acting_as(worker):
        return handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())


def test_handovers_given_and_waiting_name_the_child_and_say_the_team_once(signed_in, worker, referral, tier2):
    offer, coordinator = offered(worker, referral()), make.actor("tier2_coordinator", of=tier2)
    for post in (worker, coordinator):
        page = words_of(signed_in(post).get(reverse("casework:handovers")))
        assert "Ada Example" in page
        assert offer.reference in page
        assert 'data-label="For"' not in page


def test_a_team_that_declined_reads_no_name_any_more(signed_in, worker, referral, tier2):
    offer, coordinator = offered(worker, referral()), make.actor("tier2_coordinator", of=tier2)
    with acting_as(coordinator):
        handovers.decline(handover=offer, reason="They moved", by=coordinator, at=timezone.now())
    assert "Ada Example" not in words_of(signed_in(coordinator).get(reverse("casework:handovers")))
    page = words_of(signed_in(worker).get(reverse("casework:handovers")))
    assert "Ada Example" in page


def test_the_clocks_of_a_team_stand_on_a_page_of_their_own(signed_in, worker, referral):
    case = referral()
    page = words_of(signed_in(worker).get(reverse("casework:clocks")))
    assert "Ada Example" in page
    assert case.reference in page
    assert "Ada Example" not in words_of(signed_in(make.actor("social_worker")).get(reverse("casework:clocks")))


def test_tasks_say_whom_they_are_about(signed_in, worker, referral):
    case = referral()
    with acting_as(worker):
        made = tasks.make(
            tasks.ToDo(title="Call school", owner=worker.membership, due_at=timezone.now()),
            team=worker.membership.team,
            case=case,
            by=worker,
            at=timezone.now(),
        )
    browser = signed_in(worker)
    for where in (reverse("casework:tasks"), reverse("casework:task", args=[made.public_id]), reverse("web:today")):
        assert "Ada Example" in words_of(browser.get(where)), where


def test_clocks_ask_the_database_as_often_for_three_as_for_one(signed_in, worker, referral):
    browser, where = signed_in(worker), reverse("casework:clocks")

    def counted() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            browser.get(where)
        return len(asked)

    referral()
    once = counted()
    referral()
    referral()
    assert counted() == once
