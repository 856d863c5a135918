"""What the co-ordinator is asked to read and talk over the same day."""

from datetime import datetime
from uuid import UUID

from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.casework.models import Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import SameDay
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor


def ask_today(
    *, case: Case, title: str, detail: str, by: Actor, at: datetime, key: UUID | None = None, another: bool = False
) -> Task:
    """A task of today for whoever co-ordinates, or for the team where nobody of it does; with `another`, for the team too where that is `by`."""
    team = case.responsible_team
    coordinates = case.workers.filter(capacity=WorkCapacity.COORDINATOR, ends_at=None).first()
    owner = coordinates.membership if coordinates and coordinates.membership.team_id == team.pk else None
    if another and owner is not None and owner.pk == by.membership_id:
        owner = None
    return tasks.make(
        tasks.ToDo(
            title=title, owner=owner, detail=detail, due_at=due(SameDay(), at, hours_of(team, london_date(at))).shown_at
        ),
        team=team,
        case=case,
        by=by,
        at=at,
        key=key,
    )
