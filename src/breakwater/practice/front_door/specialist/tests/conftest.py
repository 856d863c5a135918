"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import dsl, school
from breakwater_dev.testing.mash import mash

__all__ = ["dsl", "mash", "school"]
