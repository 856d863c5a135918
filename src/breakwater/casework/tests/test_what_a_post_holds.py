"""Scenario I: before a post ends, what it holds is listed, and whoever answers for it hears of it in time."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import jobs
from breakwater.casework.tasks import operations as tasks
from breakwater.delivery.web import joining
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


def holds(worker, referral, owner):
    case, now = referral(), timezone.now()
    with acting_as(worker) as by:
        cases.assign(case=case, membership=owner.membership, capacity="LEAD", by=by, at=now)
        tasks.make(
            tasks.ToDo(title="Visit on Friday", owner=owner.membership, due_at=now),
            team=owner.membership.team,
            case=case,
            by=by,
            at=now,
        )
    return case


def test_a_post_reads_what_it_holds_and_its_manager_reads_it_of_each(signed_in, worker, referral, assessment):
    case = holds(worker, referral, worker)
    own = words_of(signed_in(worker).get(reverse("casework:leaving")))
    assert case.reference in own
    assert "Nobody is asked yet" in own
    assert "Visit on Friday" in own
    manager, team = make.actor("social_care_manager", of=assessment), reverse("casework:leaving_team")
    assert worker.membership.user.name in words_of(signed_in(manager).get(team))
    assert case.reference in words_of(signed_in(manager).get(team, {"post": worker.membership.public_id}))
    assert signed_in(manager).get(team, {"post": make.membership("dsl").public_id}).status_code == 404
    assert signed_in(worker).get(team).status_code == 403


def test_the_caseload_names_what_nobody_works_on_and_nothing_that_somebody_does(
    signed_in, worker, referral, assessment
):
    manager, team = make.actor("social_care_manager", of=assessment), reverse("casework:leaving_team")
    case = holds(worker, referral, worker)
    page = words_of(signed_in(manager).get(team))
    assert case.reference not in page[: page.index("People of the team")]
    with acting_as(worker):
        case.workers.update(ends_at=timezone.now())
    page = words_of(signed_in(manager).get(team))
    assert case.reference in page[: page.index("People of the team")]


def test_a_last_day_to_come_is_told_at_once_and_again_without_a_word_of_whom(worker, referral, assessment):
    holds(worker, referral, worker)
    cover, keeper, now = make.actor("social_worker", of=assessment), make.actor("business_manager"), timezone.now()
    with acting_as(keeper):
        assert joining.held_in(worker.membership).words == "1 family to lead, 1 task"
        joining.end_post(
            membership=worker.membership, last_day=timezone.localdate() + timedelta(days=14), by=keeper, at=now
        )
    told = Notification.objects.filter(user=cover.membership.user)
    assert [one.words for one in told] == [
        "Someone leaves soon who holds 1 family to lead, 1 task: see that each is handed on"
    ]
    assert Notification.objects.filter(user=worker.membership.user, path="/leaving/").count() == 1
    assert jobs.warn_again(make.area(), at=now) == 1
    assert jobs.warn_again(make.area(), at=now + timedelta(days=2)) == 0
    Membership.objects.filter(pk=worker.membership_id).update(ends_on=None)
    assert jobs.warn_again(make.area(), at=now) == 0


def test_the_list_of_a_team_asks_the_database_as_often_for_three_posts_as_for_one(
    signed_in, worker, referral, assessment
):
    manager = make.actor("social_care_manager", of=assessment)
    browser, where = signed_in(manager), reverse("casework:leaving_team")

    def counted() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            browser.get(where)
        return len(asked)

    holds(worker, referral, worker)
    once = counted()
    for _ in range(2):
        holds(worker, referral, make.actor("social_worker", of=assessment))
    assert counted() == once
