"""A team's caseload: who has how much, what nobody has, who is at work and who is away (FD 2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from breakwater.casework.cases.models import Case, CaseWorker
from breakwater.casework.escalations.pathway import ESCALATION
from breakwater.casework.tasks.models import Task
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, Membership, Team

from . import holdings
from .holdings import Count
from .registry import LOADS, Load

SHOWN = 25


@dataclass(frozen=True)
class Person:
    """A post of the team with what it has. `loads` in the order of the columns: how many, and where they are moved."""

    membership: Membership
    presence: rota.Presence | None
    held: Count
    loads: Sequence[tuple[int, str]]

    @property
    def has_any(self) -> bool:
        return self.held.any or any(number for number, _ in self.loads)

    @property
    def must_move(self) -> bool:
        """Away, with work that nobody does meanwhile."""
        return self.has_any and self.presence is not None and self.presence.absence is not None


@dataclass(frozen=True)
class Caseload:
    people: Sequence[Person]
    loads: Sequence[Load]
    cases: Sequence[Case]  # of the team, that nobody works on
    more_cases: int
    tasks: int  # of the team, that nobody has


def loads_of(post: Membership, actor: Actor, *, at: datetime) -> list[tuple[str, int, str]]:
    """What one person of a team has beside cases and tasks, such as contacts: its title, how many, and where they are moved."""
    loads = [load for ask in LOADS.values() if (load := ask(post.team, actor, at))]
    return [
        (load.title, load.counts[post.pk], load.moves(post.public_id)) for load in loads if load.counts.get(post.pk)
    ]


def caseload_of(team: Team, actor: Actor, *, at: datetime) -> Caseload:
    """Who has what. The same queries however many people and cases; the away who have work first, then who leaves first."""
    loads = [load for ask in LOADS.values() if (load := ask(team, actor, at))]
    present = {one.membership.pk: one for one in rota.of_team(team, at=at)}
    people = [
        Person(
            post,
            present.get(post.pk),
            held,
            [(load.counts.get(post.pk, 0), load.moves(post.public_id)) for load in loads],
        )
        for post, held in holdings.held_in_team(team, on=london_date(at))
        if held.any or allows(post.role_id, Permission.TASK_DO)  # a screen on the wall is nobody
    ]
    nobodys = Case.objects.filter(responsible_team=team, closed_at=None).exclude(
        kind__in=[ESCALATION, *(kind for load in loads for kind in load.kinds)]
    )
    nobodys = nobodys.exclude(Exists(CaseWorker.objects.filter(case=OuterRef("pk"), ends_at=None)))
    found = list(nobodys.order_by("opened_at", "pk")[: SHOWN + 1])
    return Caseload(
        people=sorted(people, key=lambda one: not one.must_move),
        loads=loads,
        cases=found[:SHOWN],
        more_cases=nobodys.count() - SHOWN if len(found) > SHOWN else 0,
        tasks=Task.objects.open().filter(team=team, owner=None).count(),
    )
