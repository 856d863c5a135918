"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import contact_arrives
from breakwater_dev.testing.mash import manager, mash, screener

__all__ = ["contact_arrives", "manager", "mash", "screener"]
