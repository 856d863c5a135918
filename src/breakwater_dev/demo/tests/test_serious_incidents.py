"""Three years of serious incidents, as the demonstration tells them."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.storage import create_key_file
from breakwater.improvement.learning.models import RapidReview, SeriousIncident
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.demo import serious_incidents
from breakwater_dev.testing import factories as make

ROLES = {
    "business manager": "business_manager",
    "head of service": "head_of_service",
    "health visitor": "agency_professional",
    "police officer": "agency_professional",
    "link manager": "link_manager",
    "social care manager": "social_care_manager",
    "manager": "mash_manager",
    "social worker": "social_worker",
    "lead": "lead_professional",
    "dsl": "dsl",
}


@pytest.fixture
def life(db):
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    actors = {key: make.actor(role) for key, role in ROLES.items()}
    return SimpleNamespace(now=timezone.now(), staff=SimpleNamespace(actor=actors.get))


def test_nine_incidents_of_three_years_of_which_two_became_reviews(life):
    serious_incidents.tell(life)
    with acting_as(life.staff.actor("business manager")):
        found = list(SeriousIncident.objects.all())
        states = Counter(one.state for one in found)
        assert states == {
            "CLOSED": 3,
            "NO_REVIEW": 1,
            "OTHER_REVIEW": 1,
            "REVIEW": 2,
            "RAPID_OPEN": 1,
            "RAISED": 1,
        }
        assert all(one.notified_on is None or one.notified_on > one.aware_on for one in found)
        assert all(review.sent_on is None or review.sent_on <= review.due_on for review in RapidReview.objects.all())
        assert max(one.aware_on for one in found) <= london_date(life.now)
