"""Fixtures that every test of this room may use."""

from breakwater_dev.testing.front_door import (
    arrives,
    contact_arrives,
    contacts_of,
    decides,
    dsl,
    police,
    ready,
    school,
    settled,
    signed_in,
    social_care,
    tells,
    tier2,
)
from breakwater_dev.testing.mash import is_ready, manager, mash, screener

__all__ = [
    "arrives",
    "contact_arrives",
    "contacts_of",
    "decides",
    "dsl",
    "is_ready",
    "manager",
    "mash",
    "police",
    "ready",
    "school",
    "screener",
    "settled",
    "signed_in",
    "social_care",
    "tells",
    "tier2",
]
