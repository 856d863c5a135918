"""Where the room hangs in what others name, and what it shows to the one search of the site above it."""

from dataclasses import dataclass
from datetime import date, datetime

from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination

from . import finding, presenting

DESTINATIONS.register("procedures", Destination("Policies and procedures", "policies:manuals"))


@dataclass(frozen=True)
class Shown:
    """A chapter that fits what is asked: `nearness` from 0 to 1."""

    title: str
    href: str
    summary: str
    nearness: float


@dataclass(frozen=True)
class Begun:
    """A version of a chapter that came into force: what it changes, for everyone, and when that was recorded."""

    key: int
    title: str
    summary: str
    href: str
    at: datetime


def chapters_begun(area: Area, since: datetime, until: datetime) -> list[Begun]:
    """Versions in force in an area at a moment that were not, or were not on record, at another before: each once."""
    return [
        Begun(each.version_id, f"{each.chapter.number} {each.version.title}", each.version.notes.get("everyone", "").replace("\n", " "),
              presenting.address_of(each.chapter, area), each.believed_from)
        for each in finding.begun(area, since, until)
    ]  # fmt: skip


def chapters_like(words: str, area: Area, day: date, limit: int) -> list[Shown]:
    """Chapters in force in an area on a day that say something like these words, nearest first."""
    return [
        Shown(f"{each.chapter.number} {each.version.title}", presenting.address_of(each.chapter, area), each.version.summary, each.nearness)
        for each in finding.like(words, area, day, limit)
    ]  # fmt: skip
