"""What a post holds in cases, before it ends: families it leads, other cases, tasks. Each is handed on one by one (scenario I)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from breakwater.casework.cases.models import CaseWorker, WorkCapacity
from breakwater.casework.tasks.models import Task
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Membership, Team, User

from .models import Handover
from .registry import BESIDE_CASES

OWN, OF_THE_TEAM = "/leaving/", "/leaving/team/"
REMINDED_BEFORE = (28, 14, 7, 1)  # days before the last


@dataclass(frozen=True)
class Holdings:
    """What a post holds, as far as the actor may see it. `asked` are offers of a lead that nobody has answered, by case."""

    leads: list[CaseWorker]
    posts: list[CaseWorker]
    tasks: list[Task]
    asked: dict[int, Handover]

    @property
    def any(self) -> bool:
        return bool(self.leads or self.posts or self.tasks)


@dataclass(frozen=True)
class Count:
    """How much is held: families led, other cases, open tasks; and what is no case, as "2 actions"."""

    leads: int = 0
    posts: int = 0
    tasks: int = 0
    beside: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.leads or self.posts or self.tasks or self.beside)

    @property
    def words(self) -> str:
        """2 families to lead, 1 other case, 3 tasks; nothing."""
        said = [
            (self.leads, "family to lead", "families to lead"),
            (self.posts, "other case", "other cases"),
            (self.tasks, "task", "tasks"),
        ]
        parts = [f"{count} {one if count == 1 else many}" for count, one, many in said if count]
        return ", ".join([*parts, *self.beside]) or "nothing"


def held_by(membership: Membership) -> Holdings:
    """What one post holds in open cases. Three queries."""
    found = list(
        CaseWorker.objects.filter(membership=membership, ends_at=None, case__closed_at=None)
        .select_related("case__responsible_team")
        .order_by("case__opened_at", "pk")
    )
    leads = [post for post in found if post.capacity == WorkCapacity.LEAD_PROFESSIONAL]
    tasks = Task.objects.open().filter(owner=membership).select_related("case", "team").order_by("due_at", "pk")
    asked = Handover.objects.waiting().filter(service="lead_professional", carried__case__in=[p.case_id for p in leads])
    return Holdings(
        leads=leads,
        posts=[post for post in found if post.capacity != WorkCapacity.LEAD_PROFESSIONAL],
        tasks=list(tasks),
        asked={
            row.case_id: offer
            for offer in asked.select_related("proposed_lead__user", "to_team").prefetch_related("carried").distinct()
            for row in offer.carried.all()
        },
    )


def held_in_team(team: Team, *, on: date) -> list[tuple[Membership, Count]]:
    """Every post of a team that holds today or later, with how much it holds. Three queries; those who leave first."""
    held = list(team.memberships.in_force_or_to_come(on).select_related("user", "role"))
    posts: dict[int, Counter] = {}
    of = CaseWorker.objects.filter(membership__in=held, ends_at=None, case__closed_at=None)
    for membership, capacity in of.values_list("membership", "capacity"):
        posts.setdefault(membership, Counter())[capacity == WorkCapacity.LEAD_PROFESSIONAL] += 1
    tasks = Counter(Task.objects.open().filter(owner__in=held).values_list("owner", flat=True))
    rows = [
        (one, Count(posts.get(one.pk, Counter())[True], posts.get(one.pk, Counter())[False], tasks[one.pk]))
        for one in held
    ]
    return sorted(rows, key=lambda row: (row[0].ends_on is None, row[0].ends_on or on, row[0].user.name, row[0].pk))


def counted(membership: Membership) -> Count:
    """How much a post holds, for who keeps the posts of the area: numbers alone, and of restricted records none."""
    held = (sum(row[at] for row in _asked(membership) if row[0]) for at in (2, 3, 4))
    return Count(*held, beside=_beside(membership))


def _beside(membership: Membership) -> tuple[str, ...]:
    held = [(each.count(membership), each) for each in BESIDE_CASES.values()]
    return tuple(f"{count} {each.one if count == 1 else each.many}" for count, each in held if count)


def _asked(membership: Membership) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("select team, human, leads, posts, tasks from access.held_in_cases(%s)", [membership.pk])
        return cursor.fetchall()


@transaction.atomic
def warn(*, membership: Membership, by: Actor, at: datetime) -> bool:
    """A post's last day is set: tell whoever holds it, and each team that answers for what it holds. False where it holds nothing.

    Of restricted records their named readers are told.
    """
    rows, beside = _asked(membership), _beside(membership)
    if beside:
        words = f"Someone leaves soon who holds {', '.join(beside)}: on that day they are your team's"
        notifications.tell(team=membership.team, words=words, path="/today/", by=by, at=at)
    if not rows:
        return bool(beside)
    teams = Team.objects.in_bulk([row[0] for row in rows if row[0]])
    readers = User.objects.in_bulk([row[1] for row in rows if row[1]])
    for team, human, *held in rows:
        words = f"Someone leaves soon who holds {Count(*held).words}: see that each is handed on"
        if team:
            notifications.tell(team=teams[team], words=words, path=OF_THE_TEAM, by=by, at=at)
        elif human:
            notifications.tell(
                users=[readers[human]], words=f"Restricted records: {words}", path=OF_THE_TEAM, by=by, at=at
            )
    notifications.tell(
        users=[membership.user], words="Your last day in a role is set: hand over your work", path=OWN, by=by, at=at
    )
    audit.did("told of a role that ends", "membership", membership.pk)
    return True


def ending_soon(area: Area, *, at: datetime) -> Iterable[Membership]:
    """Posts of an area whose last day is so many days away that its holder and the teams hear of it again."""
    today = london_date(at)
    days = [today + timedelta(days=number) for number in REMINDED_BEFORE]
    found = Membership.objects.filter(team__area=area, ends_on__in=days, revoked_at=None, user__is_active=True)
    return found.select_related("user", "team__area").order_by("pk")
