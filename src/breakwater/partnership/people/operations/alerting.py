"""A blind alert: a row of a roll or a list may concern a record that is hidden (SG-13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakwater.foundation import events
from breakwater.partnership.organisations.models import Area

from ..reading import Pupil
from . import identifying


@dataclass(frozen=True)
class RowsMetHidden:
    """A roll or a list may concern records that are hidden; `humans` guard them (None: nobody holds a post)."""

    area_id: int
    humans: tuple[int | None, ...]


def tell_guards(pupils: Sequence[Pupil], area: Area) -> None:
    """Have those told who guard a hidden record that one of the rows may be about. Asked as the area's service of lists."""
    if pupils and (humans := identifying.guards_of(pupils, area)):
        events.publish_on_commit(RowsMetHidden(area.pk, tuple(humans)))
