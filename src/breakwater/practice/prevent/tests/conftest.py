"""Fixtures that every test of this room may use."""

from pathlib import Path

import pytest
from django.conf import settings

from breakwater.foundation.storage import create_key_file
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import school
from breakwater_dev.testing.mash import mash

__all__ = ["dsl", "key_file", "lead", "mash", "school"]


@pytest.fixture(autouse=True)
def key_file():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@pytest.fixture
def lead(db):
    return make.membership("prevent_lead", of=make.team("Prevent", service="prevent"))


@pytest.fixture
def dsl(db):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Mizzen School", "SCHOOL")))
