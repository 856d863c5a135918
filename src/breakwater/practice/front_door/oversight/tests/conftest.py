"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.mash import manager, mash

__all__ = ["manager", "mash"]
