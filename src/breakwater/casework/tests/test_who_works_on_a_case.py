"""Whoever answers for a case names who works on it, on a page: after a worker has left nobody could."""

from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseWorker
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.models import Task
from breakwater.casework.tasks.registry import NAME_NEXT
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import restrictions
from breakwater_dev.testing import factories as make


def page_of(case) -> str:
    return f"/cases/{case.reference}/worker/"


def works_on(case, by) -> list[str]:
    with acting_as(by):
        held = CaseWorker.objects.filter(case=case, capacity="WORKER", ends_at=None)
        return list(held.values_list("membership__user__name", flat=True))


def test_the_task_after_a_leaver_leads_to_naming_the_next_and_is_done_with_it(signed_in, worker, referral, assessment):
    case, manager = referral(), make.actor("social_care_manager", of=assessment)
    with acting_as(worker) as by:
        now = timezone.now()
        waits = tasks.make(tasks.ToDo(title=NAME_NEXT, due_at=now), team=assessment, case=case, by=by, at=now)
    browser = signed_in(manager)
    assert page_of(case) in browser.get(f"/tasks/{waits.public_id}/").content.decode()
    assert "Nobody yet" in browser.get(f"/cases/{case.reference}/").content.decode()
    assert "Choose who works on it" in browser.post(page_of(case), {}).content.decode()
    for _ in range(2):  # sent twice it is the same
        answer = browser.post(page_of(case), {"who": str(worker.membership.public_id)}, follow=True).content.decode()
    assert f"{worker.membership.user.name} works on it now" in answer
    assert works_on(case, manager) == [worker.membership.user.name]
    with acting_as(worker):
        assert not Task.objects.open().filter(title=NAME_NEXT).exists()
        told = Notification.objects.filter(user=worker.membership.user, reference=case.reference)
        assert [one.words for one in told] == ["You are named to work on a case"]


def test_who_worked_on_it_before_is_released(signed_in, worker, referral, assessment):
    case, next_one = referral(), make.actor("social_worker", of=assessment)
    with acting_as(worker) as by:
        cases.assign(case=case, membership=worker.membership, capacity="WORKER", by=by, at=timezone.now())
    browser = signed_in(worker)
    assert "whoever works on it now is released" in browser.get(page_of(case)).content.decode()
    browser.post(page_of(case), {"who": str(next_one.membership.public_id)})
    assert works_on(case, worker) == [next_one.membership.user.name]


def test_of_a_restricted_record_only_its_readers_are_offered_and_nobody_else_is_taken(
    signed_in, worker, referral, assessment, family
):
    case, other = referral(), make.actor("social_worker", of=assessment)
    manager = make.actor("social_care_manager", of=assessment)
    with acting_as(worker) as by:
        restrictions.restrict(
            person=family.child,
            readers=[worker.membership.user, manager.membership.user],
            reason="A risk",
            by=by,
            at=timezone.now(),
        )
    browser = signed_in(manager)
    asked = browser.get(page_of(case)).content.decode()
    assert str(worker.membership.public_id) in asked
    assert str(other.membership.public_id) not in asked
    browser.post(page_of(case), {"who": str(other.membership.public_id)})
    assert works_on(case, manager) == []


def test_another_team_names_nobody(signed_in, referral):
    case = referral()
    assert signed_in(make.actor("social_worker", of=make.team("Another team"))).get(page_of(case)).status_code in (
        403,
        404,
    )
    assert signed_in(make.actor("mash_screener")).get(page_of(case)).status_code == 403
