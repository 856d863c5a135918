"""What an offer may carry, where it may go from the page of any case, and that taking it back leaves no gap."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers import refusals
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Case, Clock, Handover, Meeting, Task
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater_dev.testing import factories as make


@pytest.fixture
def contact(db):
    """A contact that nobody has screened, and the manager of its team."""
    mash = make.team("MASH", service="front_door")
    receipt = arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="PUBLIC", key="one", worry="Shouting"),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(make.intake()):
        return receipt.submission.contacts.get(), make.actor("mash_manager", of=mash)


def test_an_undecided_contact_is_not_offered_from_the_page_of_any_case(signed_in, contact, tier2):
    made, manager = contact
    where = reverse("casework:offer", args=[made.reference])
    answer = signed_in(manager).post(where, {"to": "early_help", "reason": "Ready"})
    assert answer.status_code == 403
    with acting_as(manager):
        assert not Handover.objects.exists()


def test_a_contact_is_not_closed_from_the_page_of_any_case(signed_in, contact):
    made, manager = contact
    browser = signed_in(manager)
    assert browser.post(reverse("casework:close", args=[made.reference]), {"reason": "Done"}).status_code == 403
    page = browser.get(reverse("casework:case", args=[made.reference])).content.decode()
    assert reverse("casework:close", args=[made.reference]) not in page
    assert reverse("casework:offer", args=[made.reference]) not in page


def test_early_help_goes_past_the_front_door_to_nobody(signed_in, tier2, assessment):
    make.team("Strategy", service="strategy")
    make.team("MASH", service="front_door")
    coordinator = make.actor("tier2_coordinator", of=tier2)
    with acting_as(make.intake()) as intake:
        episode = cases.open_case(kind="early_help", area=make.area(), team=tier2, by=intake, at=timezone.now())
    where = reverse("casework:offer", args=[episode.reference])
    page = signed_in(coordinator).get(where).content.decode()
    assert 'value="front_door"' in page
    for past in ("strategy", "assessment"):
        assert f'value="{past}"' not in page
        signed_in(coordinator).post(where, {"to": past, "reason": "Quickly", "idempotency": uuid4()})
    with acting_as(coordinator):
        assert not Handover.objects.exists()


def test_sg_02_taking_an_offer_back_starts_the_same_day_clock(worker, referral, tier2):
    case = referral()
    with acting_as(worker):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())
        handovers.withdraw(handover=offer, reason="Too early", by=worker, at=timezone.now())
        clock = Clock.objects.running().get(case=case, rule="handovers.declined")
        assert clock.team_id == worker.membership.team_id


def test_a_case_is_offered_to_a_service_once_at_a_time(worker, referral, tier2):
    case = referral()
    with acting_as(worker):
        offer = handovers.offer([case], handovers.Offer(to="early_help", reason="Ready"), by=worker, at=timezone.now())
        with pytest.raises(refusals.AlreadyOffered, match=offer.reference):
            handovers.offer([case], handovers.Offer(to="early_help", reason="Again"), by=worker, at=timezone.now())


def test_a_closed_case_is_not_offered(worker, referral, tier2):
    case = referral()
    with acting_as(worker):
        stale = Case.objects.get(pk=case.pk)
        handovers.close_case(case=case, reason="Done", by=worker, at=timezone.now())
        with pytest.raises(cases.CaseIsClosed):
            handovers.offer([stale], handovers.Offer(to="early_help", reason="Late"), by=worker, at=timezone.now())


def test_the_same_form_of_a_case_sent_twice_makes_one(signed_in, worker, referral, tier2):
    case, browser, day = referral(), signed_in(worker), timezone.localdate()
    on = {"day": day.day, "month": day.month, "year": day.year}
    forms = {
        "offer": {"to": "early_help", "reason": "Ready"},
        "task_new": {"title": "Write once"} | {f"due_on-{part}": number for part, number in on.items()},
        "meeting_new": {"kind": "Family", "begins": "14:30"} | {f"on-{part}": number for part, number in on.items()},
    }
    for name, typed in forms.items():
        sent = typed | {"idempotency": uuid4()}
        where = reverse(f"casework:{name}", args=[case.reference])
        first, second = browser.post(where, sent), browser.post(where, sent)
        assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    with acting_as(worker):
        assert Handover.objects.count() == 1
        assert Task.objects.filter(title="Write once").count() == 1
        assert Meeting.objects.count() == 1


def test_the_same_step_up_sent_twice_brings_one_contact(tier2):
    make.team("MASH", service="front_door")
    coordinator, key = make.actor("tier2_coordinator", of=tier2), uuid4()
    with acting_as(make.intake()) as intake:
        episode = cases.open_case(kind="early_help", area=make.area(), team=tier2, by=intake, at=timezone.now())
    with acting_as(coordinator):
        first, second = (
            handovers.offer(
                [episode],
                handovers.Offer(to="front_door", reason="A bruise", danger=Danger.NO),
                by=coordinator,
                at=timezone.now(),
                key=key,
            )
            for _ in range(2)
        )
    assert first.pk == second.pk
