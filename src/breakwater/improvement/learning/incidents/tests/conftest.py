"""Fixtures of the tests of serious incidents: the partners, and an incident that was raised with them named on it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from breakwater.foundation.storage import create_key_file
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import serious
from breakwater_dev.testing.mash import mash

__all__ = ["key_file", "mash"]

AT = datetime(2026, 12, 22, 10, tzinfo=UTC)  # the Tuesday before Christmas


@pytest.fixture(autouse=True)
def key_file():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def partners(db):
    def agency(name, kind):
        return make.actor("agency_professional", of=make.team(of=make.organisation(name, kind)))

    return serious.Partners(
        manager=make.actor("business_manager"),
        speakers={
            "AUTHORITY": make.actor("head_of_service"),
            "HEALTH": agency("Integrated care board", "HEALTH"),
            "POLICE": agency("Police", "POLICE"),
        },
        scrutineer=agency("Independent scrutiny", "OTHER"),
        group=make.actor("social_care_manager"),
    )


@pytest.fixture
def raiser(db):
    return make.actor("dsl")


@pytest.fixture
def incident(partners, raiser):
    return serious.named(serious.raised(raiser, AT), partners, AT)
