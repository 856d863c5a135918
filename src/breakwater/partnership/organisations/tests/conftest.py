"""A keeper of Portsmouth's configuration, and a browser signed in as somebody."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.models import ContactPoint
from breakwater_dev.testing import factories as make


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def browser(signed_in, keeper):
    return signed_in(keeper)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def number(db, today):
    """`number(purpose, **facts)` publishes a number of Portsmouth that has stood for long."""

    def published(purpose=ContactPoint.Purpose.FRONT_DOOR, **facts):
        said = {
            "area": make.area(),
            "label": "MASH",
            "telephone": "01632 960800",
            "source": "The council's page",
            "effective_from": date(2020, 1, 1),
            "last_checked_on": today - timedelta(days=30),
            "review_by": today + timedelta(days=60),
        }
        return ContactPoint.objects.create(purpose=purpose, **(said | facts))

    return published
