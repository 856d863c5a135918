"""The demo's two reviews: the steps of one all stand, and the other goes on counting behind a trial."""

from types import SimpleNamespace

from django.utils import timezone

from breakwater.improvement.learning.models import LocalReview, Publication, PublishedReview
from breakwater.improvement.learning.reviews.tests.conftest import key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import reviews, serious_incidents
from breakwater_dev.testing import factories as make

__all__ = ["key_file"]

ROLES = {
    "business manager": "business_manager",
    "head of service": "head_of_service",
    "health visitor": "agency_professional",
    "police officer": "agency_professional",
    "link manager": "link_manager",
    "social care manager": "social_care_manager",
    "manager": "mash_manager",
    "social worker": "social_worker",
}


def test_one_review_is_published_within_its_six_months_and_one_is_delayed_by_a_trial(db, monkeypatch):
    make.team("Office", service="scrutiny")
    actors = {key: make.actor(role) for key, role in ROLES.items()}
    posts = {key: actor.membership for key, actor in actors.items()}
    life = SimpleNamespace(
        now=timezone.now(), post=posts.__getitem__, staff=SimpleNamespace(posts=posts, actor=actors.__getitem__)
    )
    two = [told for told in serious_incidents.TOLD if told.days in (460, 200)]
    monkeypatch.setattr(serious_incidents, "TOLD", two)
    serious_incidents.tell(life)
    reviews.play(life)
    with acting_as(posts["business manager"]):
        first, second = LocalReview.objects.select_related("incident").order_by("pk")
        made = Publication.objects.get()
        assert (first.incident.state, second.incident.state) == ("PUBLISHED", "DEFERRED")
        assert made.published_at.date() <= first.due_on
        assert second.delays.get().reason == "TRIAL"
    assert PublishedReview.objects.get().title == "Child A"
