"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import (
    contact_arrives,
    decides,
    ready,
    school,
    settled,
    signed_in,
    social_care,
    tier2,
)
from breakwater_dev.testing.mash import is_ready, manager, mash, screener

__all__ = [
    "contact_arrives",
    "decides",
    "is_ready",
    "manager",
    "mash",
    "ready",
    "school",
    "screener",
    "settled",
    "signed_in",
    "social_care",
    "tier2",
]
