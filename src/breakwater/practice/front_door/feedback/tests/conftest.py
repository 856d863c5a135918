"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import contacts_of, decides, dsl, school, signed_in, tells
from breakwater_dev.testing.mash import manager, mash, screener

__all__ = ["contacts_of", "decides", "dsl", "manager", "mash", "school", "screener", "signed_in", "tells"]
