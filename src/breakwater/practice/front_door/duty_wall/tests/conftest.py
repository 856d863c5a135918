"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import arrives, restrict
from breakwater_dev.testing.mash import manager, mash

__all__ = ["arrives", "manager", "mash", "restrict"]
