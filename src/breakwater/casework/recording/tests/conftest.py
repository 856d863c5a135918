"""A business manager at work on a small form, parts of which a room relies on."""

from datetime import timedelta

import pytest

from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.parser import parse
from breakwater.casework.recording.registry import RELIED_ON, Reliance
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.area_versions import AT, DATA, KEY
from breakwater_dev.testing.served import axe, chromium

__all__ = ["axe", "chromium"]


@pytest.fixture(scope="module")
def relied_on():
    """Two of its questions are read by name."""
    if RELIED_ON.get(KEY) is None:
        kept = (Reliance("worry", "The board shows it"), Reliance("colour", "The clock follows it"))
        RELIED_ON.register(KEY, lambda: kept)


@pytest.fixture
def keeper(db, relied_on):
    """The acting business manager, with the form as the product brought it ten days ago."""
    recording.release(parse(DATA, key=KEY), DATA, at=AT - timedelta(days=10))
    with acting_as(make.actor("business_manager", of=make.team("Partnership office"))) as by:
        yield by
