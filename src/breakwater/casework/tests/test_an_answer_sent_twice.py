"""Accepting, declining, withdrawing and asking, each sent twice: one thing is done, and the same page answers."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.chronology.models import ChronologyEntry
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.models import Handover
from breakwater.casework.tasks.models import Task
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make


@pytest.fixture
def coordinator(tier2):
    return make.actor("tier2_coordinator", of=tier2)


@pytest.fixture
def offer(referral, worker, tier2):
    case = referral()
    with acting_as(worker):
        return handovers.offer(
            [case], handovers.Offer(to="early_help", reason="Mornings"), by=worker, at=timezone.now()
        )


def twice(browser, page, sent):
    first, second = browser.post(page, sent), browser.post(page, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]


def told(actor) -> int:
    return Notification.objects.filter(user=actor.membership.user).count()


@pytest.mark.parametrize(
    ("act", "sent", "status"),
    [("accept", {"words": "Gladly"}, "ACCEPTED"), ("decline", {"reason": "They moved away"}, "DECLINED")],
)
def test_a_receivers_answer(signed_in, coordinator, worker, offer, act, sent, status):
    twice(signed_in(coordinator), reverse(f"casework:{act}", args=[offer.reference]), sent)
    with acting_as(worker):
        assert Handover.objects.get(pk=offer.pk).status == status
        said = ChronologyEntry.objects.filter(kind="handover").values_list("what", flat=True)
        assert len([what for what in said if what.startswith(("Accepted", "Declined"))]) == 1
    assert told(worker) == 1


def test_taking_it_back(signed_in, worker, offer):
    twice(signed_in(worker), reverse("casework:withdraw", args=[offer.reference]), {"reason": "Too early"})
    with acting_as(worker):
        assert Handover.objects.get(pk=offer.pk).status == "WITHDRAWN"
        assert ChronologyEntry.objects.filter(what__startswith="Offer withdrawn").count() == 1


def test_a_question_even_when_the_answer_was_given_meanwhile(signed_in, coordinator, worker, offer):
    browser, page = signed_in(coordinator), reverse("casework:ask", args=[offer.reference])
    token = re.search(r'name="idempotency" value="([^"]+)"', browser.get(page).content.decode())[1]
    sent = {"question": "Which school?", "idempotency": token}
    twice(browser, page, sent)
    browser.post(reverse("casework:accept", args=[offer.reference]), {})
    assert browser.post(page, sent).status_code == 302
    with acting_as(worker):
        assert Task.objects.filter(title__startswith="Answer a question").count() == 1


def test_another_answer_is_refused_in_words(signed_in, coordinator, tier2, offer):
    page = reverse("casework:decline", args=[offer.reference])
    signed_in(coordinator).post(page, {"reason": "They moved away"})
    for actor, reason in (
        (coordinator, "Something else"),
        (make.actor("tier2_coordinator", of=tier2), "They moved away"),
    ):
        again = signed_in(actor).post(page, {"reason": reason})
        assert "Someone has answered this offer already" in again.content.decode()
