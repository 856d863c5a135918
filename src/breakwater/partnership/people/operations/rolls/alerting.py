"""A blind alert: a row of a roll may concern a record that is hidden (SG-13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakwater.foundation import events
from breakwater.partnership.organisations.models import Area

from ...reading import Pupil
from . import matching


@dataclass(frozen=True)
class RollMetHidden:
    """A roll may concern records that are hidden; `humans` guard them (None: nobody holds a post)."""

    area_id: int
    humans: tuple[int | None, ...]


def tell_guards(pupils: Sequence[Pupil], area: Area) -> None:
    """Have those told who guard a hidden record that one of the rows may be about. Asked as the area's service of lists."""
    if pupils and (humans := matching.guards_of(pupils, area)):
        events.publish_on_commit(RollMetHidden(area.pk, tuple(humans)))
