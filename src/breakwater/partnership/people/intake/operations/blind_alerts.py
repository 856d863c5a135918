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


@dataclass(frozen=True)
class AddressesWithheld:
    """A roll put other children at the address it has for a child in a refuge; it is kept for none of them. `people` are their
    records, as far as the rows have one; `without_record` is how many rows have none.
    """

    area_id: int
    people: tuple[int, ...]
    without_record: int


def tell_guards(pupils: Sequence[Pupil], area: Area) -> None:
    """Have those told who guard a hidden record that one of the rows may be about. Asked as the area's service of lists."""
    if pupils and (humans := identifying.guards_of(pupils, area)):
        events.publish_on_commit(RowsMetHidden(area.pk, tuple(humans)))


@dataclass(frozen=True)
class Searched:
    """Someone searched; the `hidden` records it may have been for are mostly none."""

    area_id: int
    by_id: int
    hidden: tuple[guards.Hidden, ...]


def look_behind_search(*, asked: Asked, by: Actor) -> None:
    """Have those told who guard a hidden record that fits a search best, unless whoever searched guards it as well.

    Asked and published for every search alike, so that neither words nor time tell whoever searched; who guards what was found is
    asked by the job. What was typed goes no further than the question to the database: the event and the job hold ids of seals.
    """
    area = by.membership.team.area
    with acting_as(service_of(area, ServiceName.INTAKE)):
        hidden = guards.best_hidden(asked, area)
    events.publish_on_commit(Searched(area.pk, by.pk, tuple(hidden)))
