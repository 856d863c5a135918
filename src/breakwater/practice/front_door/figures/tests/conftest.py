"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import arrives, early_help_manager, restrict
from breakwater_dev.testing.mash import manager, mash

__all__ = ["arrives", "early_help_manager", "manager", "mash", "restrict"]
