"""A school with its safeguarding lead, a manager of the authority, and a key for the files that come in."""

import pytest

from breakwater.foundation.storage import create_key_file
from breakwater.partnership.organisations.models import School
from breakwater_dev.testing import factories as make


@pytest.fixture
def keys(settings, tmp_path):
    settings.BREAKWATER_DATA = tmp_path / "data"
    settings.BREAKWATER_KEY_FILE = str(tmp_path / "keys")
    create_key_file(tmp_path / "keys")


@pytest.fixture
def school(db):
    owner = make.organisation("The Invented School", "SCHOOL")
    School.objects.create(organisation=owner, urn="900123", la_code="851", establishment_number="9901")
    return make.team("Safeguarding", of=owner)


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def manager(db):
    return make.actor("mash_manager")
