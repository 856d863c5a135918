"""The public pages of training, for texts that point to them by name, and where courses hear of what they teach from."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.registry import DESTINATIONS, Destination

DESTINATIONS.register("training", Destination("Courses and dates", "training:catalogue"))


@dataclass(frozen=True)
class ChapterSource:
    """Where chapters are kept: what is in force in an area on a day, and what moved of some between two moments."""

    in_force: Callable[[Area, date], list[tuple[str, str]]]
    moved: Callable[[Collection[str], Area, datetime, datetime], list[tuple[str, str]]]


# The rooms of reference do not meet: whoever stands above both registers the chapters under "policies".
CHAPTERS: Registry[ChapterSource] = Registry(
    "chapters that courses are based on", "Rooms that keep what courses teach from"
)
