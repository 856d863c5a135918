"""The web process for tests that choose the moment: the clock is taken over first, then the product is imported."""

import os
from pathlib import Path

from breakwater_dev.testing import clock

clock.follow(Path(os.environ["BREAKWATER_TEST_CLOCK"]))

from breakwater.delivery.wsgi import application  # noqa: E402 -- the clock comes first

__all__ = ["application"]
