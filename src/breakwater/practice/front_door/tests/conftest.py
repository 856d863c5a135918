"""Fixtures that every test of the front door may use."""

from breakwater_dev.testing.mash import is_ready, manager, mash, screener

__all__ = ["is_ready", "manager", "mash", "screener"]
