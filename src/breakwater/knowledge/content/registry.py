"""Where rooms above hang in what the site does not know: how a worry becomes a contact, what the search may find."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination


@dataclass(frozen=True)
class Found:
    """One thing the search found: `nearness` from 0 to 1 sorts it among the others."""

    title: str
    href: str
    summary: str
    what: str
    nearness: float


# A room that keeps something worth finding registers: (words, area, at, limit) -> what it found, nearest first.
SEARCHED: Registry[Callable[[str, Area, datetime, int], list[Found]]] = Registry(
    "what the site's search asks", "Rooms that answer the one search of the public site"
)

# The front door registers under "contact": (words, about, told_at, by, at) -> reference of the contact made at once (SG-28).
WORRIES: Registry[Callable[..., str]] = Registry(
    "worries found in what readers send", "What makes a contact of a worry that a moderator comes upon"
)

DESTINATIONS.register("services", Destination("Help near you", "directory:services"))
DESTINATIONS.register("home", Destination("Home: what you need, by who you are", "content:home"))
DESTINATIONS.register("library", Destination("Library of resources", "content:library"))
DESTINATIONS.register("offer", Destination("Offer a resource", "content:offer"))
