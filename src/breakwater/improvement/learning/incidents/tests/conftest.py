"""Fixtures of the tests of serious incidents."""

from pathlib import Path

import pytest
from django.conf import settings

from breakwater.foundation.storage import create_key_file


@pytest.fixture(autouse=True)
def key_file():
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
