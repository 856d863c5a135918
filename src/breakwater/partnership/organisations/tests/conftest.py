"""A keeper of Portsmouth's configuration, and a browser signed in as somebody."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from breakwater.partnership.organisations.models import ContactPoint
from breakwater.testing import factories as make


@pytest.fixture
def browser_of(db):
    """`browser_of(actor)` returns a browser signed in as the human behind a post, second factor and all."""

    def signed_in(actor) -> Client:
        browser = Client()
        browser.force_login(actor.membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = browser.session
        session["factor_added"] = True
        session.save()
        return browser

    return signed_in


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def browser(browser_of, keeper):
    return browser_of(keeper)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def number(db, today):
    """`number(purpose, **facts)` publishes a number of Portsmouth that has stood for long."""

    def published(purpose=ContactPoint.Purpose.FRONT_DOOR, **facts):
        said = {
            "area": make.area(), "label": "MASH", "telephone": "01632 960800", "source": "The council's page",
            "effective_from": date(2020, 1, 1), "last_checked_on": today - timedelta(days=30),
            "review_by": today + timedelta(days=60),
        }  # fmt: skip
        return ContactPoint.objects.create(purpose=purpose, **(said | facts))

    return published
