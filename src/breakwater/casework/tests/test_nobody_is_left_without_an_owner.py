"""The nightly alarm over work that nobody answers for, the hourly word of missed clocks, and what waits on Today."""

from datetime import timedelta

from django.utils import timezone

from breakwater.casework.clocks import jobs as clock_jobs
from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers import jobs, measures
from breakwater.casework.handovers import operations as handovers
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing import factories as make


def test_a_case_whose_team_has_nobody_in_it_raises_the_alarm(worker, referral, assessment):
    case, manager, now = referral(), make.actor("mash_manager"), timezone.now()
    assert not jobs.raise_alarm(make.area(), at=now).any
    Membership.objects.filter(team=assessment).update(ends_on=now.date() - timedelta(days=1))
    found = jobs.raise_alarm(make.area(), at=now)
    assert [one.reference for one in found.cases] == [case.reference]
    told = Notification.objects.get(user=manager.membership.user)
    assert (told.reference, "today" in told.words) == (case.reference, True)


def test_an_offer_to_an_empty_team_is_ownerless_too(worker, referral, tier2):
    case, now = referral(), timezone.now()
    with acting_as(worker):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=now)
    with acting_as(make.intake()):
        assert [one.pk for one in measures.ownerless(area=make.area(), at=now).offers] == [offer.pk]
    make.membership("tier2_coordinator", of=tier2)
    with acting_as(make.intake()):
        assert not measures.ownerless(area=make.area(), at=now).any


def test_a_team_is_told_once_of_a_clock_it_missed(worker, referral):
    case = referral()
    with acting_as(worker):
        breach = Clock.objects.get(case=case).breach_at
    hour = timedelta(hours=1)
    assert clock_jobs.sweep(make.area(), since=breach - 2 * hour, until=breach - hour) == 0
    assert clock_jobs.sweep(make.area(), since=breach - hour, until=breach) == 1
    assert clock_jobs.sweep(make.area(), since=breach, until=breach + hour) == 0
    assert Notification.objects.filter(user=worker.membership.user, reference=case.reference).count() == 1


def test_today_shows_clocks_offers_and_tasks_of_the_post(worker, referral, tier2):
    case, now = referral(), timezone.now()
    coordinator = make.actor("tier2_coordinator", of=tier2)
    with acting_as(worker):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=now)
        clocks = TODAY_PANELS["casework.clocks"](worker, now)
        assert [(row.text, case.reference in row.hint) for row in clocks.rows] == [("Ada Example", True)]
    with acting_as(coordinator):
        offers = TODAY_PANELS["casework.handovers"](coordinator, now)
        assert [offer.reference in row.text for row in offers.rows] == [True]
    nobody = make.actor("system_administrator")
    with acting_as(nobody):
        assert [
            TODAY_PANELS[key](nobody, now) for key in ("casework.clocks", "casework.handovers", "casework.tasks")
        ] == [None] * 3
