"""A blind alert: a row of a roll or a list, or a search, may concern a record that is hidden (SG-13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakwater.foundation import events
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.people.records.operations import guards
from breakwater.partnership.people.search.asked import Asked

from ..reading.rows import Pupil
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


@dataclass(frozen=True)
class Searched:
    """Someone searched; `humans` guard a hidden record that it may have been for (mostly nobody does; None: nobody holds a post)."""

    area_id: int
    by_id: int
    humans: tuple[int | None, ...]


def look_behind_search(*, asked: Asked, by: Actor) -> None:
    """Have those told who guard a hidden record that fits a search best, unless whoever searched guards it as well.

    Asked and published for every search alike, so that neither words nor time tell whoever searched. What was typed goes no
    further than the question to the database: the event, the job and the alert hold ids of those who are told.
    """
    area, searcher = by.membership.team.area, by.membership.user_id
    with acting_as(service_of(area, ServiceName.INTAKE)):
        humans = guards.guards_of_asked(asked, area)
    told = () if searcher in humans else tuple(humans)
    events.publish_on_commit(Searched(area.pk, by.pk, told))
