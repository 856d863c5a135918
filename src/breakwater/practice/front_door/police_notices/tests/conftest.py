"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import contacts_of, dsl, police, school, signed_in, tells
from breakwater_dev.testing.mash import manager, mash, screener

__all__ = ["contacts_of", "dsl", "manager", "mash", "police", "school", "screener", "signed_in", "tells"]
