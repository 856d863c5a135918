"""Where other rooms hang in what the site does not know: what the search may find, what bulletins tell of."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination


@dataclass(frozen=True)
class Entry:
    """One thing that may be found: what it is called, where it stands, and the words that lead to it."""

    title: str
    href: str
    summary: str
    what: str  # in words, beside the title
    kind: str  # one of KINDS
    keywords: str = ""
    body: str = ""
    worth: float = 1.0
    is_for_families: bool = False  # a page for children, young people, parents or everyone, in the language of the site

    @property
    def code(self) -> str:
        """What it is called in an address that says nothing of it."""
        return sha256(self.href.encode()).hexdigest()[:8]


OTHER_LANGUAGES = "languages"
KINDS = {
    "pages": "Advice",
    "services": "Help near you",
    "resources": "Library",
    "procedures": "Procedures",
    "bulletins": "News and bulletins",
    OTHER_LANGUAGES: "In other languages",
}


@dataclass(frozen=True)
class Searched:
    """How a room is searched. `stamp` changes when anything that may be found does.

    A room of few things gives all of them (`entries`). One of many finds by itself those that say each of some things in one of several
    ways (`matching`), and says which words stand in any (`words`), for the spelling.
    """

    stamp: Callable[[Area, date], Hashable]
    entries: Callable[[Area, date], Iterable[Entry]] | None = None
    matching: Callable[[list[list[str]], Area, date, int], list[Entry]] | None = None
    words: Callable[[Area, date], Iterable[str]] | None = None


SEARCHED: Registry[Searched] = Registry(
    "what the site's search asks", "Rooms that answer the one search of the public site"
)


@dataclass(frozen=True)
class CallNow:
    """Who answers this minute: the number, whose it is, and until when or from when."""

    telephone: str
    label: str
    words: str


# Home says it before anything else; whoever knows the numbers registers: moment -> who answers, or None.
CALLED: Registry[Callable[[datetime], CallNow | None]] = Registry(
    "who answers now", "Rooms that know who to call about a child"
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
DESTINATIONS.register("search", Destination("Search this site", "content:search"))
DESTINATIONS.register("library", Destination("Library of resources", "content:library"))
DESTINATIONS.register("bulletins", Destination("Bulletins and alerts", "content:bulletins"))
DESTINATIONS.register("follow", Destination("Get bulletins by e-mail", "content:join"))
DESTINATIONS.register("offer", Destination("Suggest a resource", "content:offer"))
