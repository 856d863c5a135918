"""What a post that has ended held in cases: it goes back to their teams, and they are told how much."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from breakwater.foundation import audit, events
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Membership, Team, User
from breakwater.partnership.organisations.operations import who_hold

from .registry import BESIDE_CASES

ALL_TASKS = "/tasks/team/"


@dataclass(frozen=True)
class GivenBack:
    """What went back of unrestricted records: cases whose worker left, cases whose lead left, open tasks; and what is no case."""

    cases: int = 0
    leads: int = 0
    tasks: int = 0
    beside: int = 0


@dataclass(frozen=True)
class WorkGivenBack:
    """What an ended post held went back; ids only. A lead stands until another accepts."""

    membership: int
    at: datetime


@transaction.atomic
def give_back(*, membership: Membership, by: Actor, at: datetime) -> GivenBack:
    """Give back the cases, tasks and other work of a post that has ended, and tell each team how many. Said twice, it does nothing.

    The lead of a case stays until another accepts (SG-09); its team is told. `by` keeps the posts of the area or is one of
    its services; it learns numbers alone. Of restricted records the named readers are told, or the MASH managers where none is left.
    """
    team = membership.team
    due_at = due(WorkingDays(1), at, hours_of(team, london_date(at))).shown_at
    with connection.cursor() as cursor:
        cursor.execute(
            "select team, human, ended, leads, tasks from access.give_back_cases(%s, %s, %s)",
            [membership.pk, at, due_at],
        )
        rows = cursor.fetchall()
    teams = Team.objects.in_bulk([row[0] for row in rows if row[0]])
    readers = User.objects.in_bulk([row[1] for row in rows if row[1]])
    for team_id, human, ended, leads, tasks in rows:
        words = _said(ended=ended, leads=leads, tasks=tasks)
        if team_id:
            notifications.tell(team=teams[team_id], words=words, path=ALL_TASKS, by=by, at=at)
        elif human:
            notifications.tell(
                users=[readers[human]], words=f"Restricted records: {words}", path=ALL_TASKS, by=by, at=at
            )
        else:
            notifications.tell(
                users=who_hold(Role.MASH_MANAGER, area=membership.team.area, at=at),
                by=by,
                at=at,
                path="/today/",
                words="A restricted record needs a new worker and has no reader: ask information governance",
            )
    open_rows = [row for row in rows if row[0]]
    beside = sum(each.give_back(membership, by, at) for each in BESIDE_CASES.values())
    given = GivenBack(*(sum(row[column] for row in open_rows) for column in (2, 3, 4)), beside)
    if open_rows:
        audit.did("gave back", "membership", membership.pk, cases=given.cases, leads=given.leads, tasks=given.tasks)
    events.publish_on_commit(WorkGivenBack(membership.pk, at))
    return given


def _said(*, ended: int, leads: int, tasks: int) -> str:
    """3 cases need a new worker; 1 case needs a new lead."""
    parts = [
        (ended, "case needs a new worker", "cases need a new worker"),
        (leads, "case needs a new lead", "cases need a new lead"),
        (tasks, "task has nobody who does it", "tasks have nobody who does them"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return "Someone has left: " + "; ".join(said)
