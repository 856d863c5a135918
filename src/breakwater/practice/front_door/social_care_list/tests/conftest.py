"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import contact_arrives, ready, signed_in
from breakwater_dev.testing.mash import is_ready, manager, mash, screener

__all__ = ["contact_arrives", "is_ready", "manager", "mash", "ready", "screener", "signed_in"]
