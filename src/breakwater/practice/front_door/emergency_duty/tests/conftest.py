"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import decides
from breakwater_dev.testing.mash import manager, mash, screener

__all__ = ["decides", "manager", "mash", "screener"]
