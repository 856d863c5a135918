"""Where other rooms hang in what the site does not know: what the search may find, what bulletins tell of."""

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


@dataclass(frozen=True)
class Change:
    """One thing that is new or has changed, as a bulletin may tell of it. `key` names it for ever: "page:12"."""

    key: str
    what: str
    title: str
    summary: str
    href: str
    at: datetime


# A bulletin is composed of what changed: (area, since, until) -> what did, each with its own address.
CHANGED: Registry[Callable[[Area, datetime, datetime], list[Change]]] = Registry(
    "what bulletins are made of", "Rooms that say what of theirs is new or has changed between two moments"
)

DESTINATIONS.register("services", Destination("Help near you", "directory:services"))
DESTINATIONS.register("home", Destination("Home: what you need, by who you are", "content:home"))
DESTINATIONS.register("library", Destination("Library of resources", "content:library"))
DESTINATIONS.register("bulletins", Destination("Bulletins and alerts", "content:bulletins"))
DESTINATIONS.register("follow", Destination("Get bulletins by e-mail", "content:join"))
DESTINATIONS.register("offer", Destination("Suggest a resource", "content:offer"))
