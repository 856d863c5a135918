"""Fixtures that every test of the front door may use."""

from breakwater.testing.mash import manager, mash, screener

__all__ = ["manager", "mash", "screener"]
