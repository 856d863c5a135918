"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import contact_arrives, settled, signed_in
from breakwater_dev.testing.mash import mash, screener

__all__ = ["contact_arrives", "mash", "screener", "settled", "signed_in"]
