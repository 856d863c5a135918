"""Who works on a case: named by the team that is responsible for it, and told."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.casework.cases.notices import readers_among
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.models import Task
from breakwater.casework.tasks.registry import NAME_NEXT
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, Membership


class MayNotHoldIt(Refusal):
    """That post is not of the responsible team, or its holder may not read the case."""

    box, words = "who", "Someone changed the team or the record meanwhile. Open this page again."


def could_hold(case: Case, *, at: datetime) -> list[Membership]:
    """The posts of the responsible team whose holders may read the case and work on it; of a restricted one its readers."""
    held = case.responsible_team.memberships.in_force(london_date(at)).filter(user__is_active=True)
    posts = [
        post
        for post in held.select_related("user", "role").order_by("user__name", "pk")
        if allows(post.role_id, Permission.CASE_WORK)
    ]
    reads = readers_among(case, [post.user_id for post in posts])
    return [post for post in posts if post.user_id in reads]


@transaction.atomic
def name_worker(*, case: Case, membership: Membership, by: Actor, at: datetime) -> None:
    """Name who works on a case. Whoever did is released, and whoever does now is told. Said twice, it does nothing.

    Raises CaseIsClosed, MayNotHoldIt.
    """
    held = cases.lock(case)
    if not held.is_open:
        raise cases.CaseIsClosed(held.reference)
    if membership.pk not in {post.pk for post in could_hold(held, at=at)}:
        raise MayNotHoldIt(held.reference)
    if not held.workers.filter(capacity=WorkCapacity.WORKER, membership=membership, ends_at=None).exists():
        cases.assign(case=held, membership=membership, capacity=WorkCapacity.WORKER, by=by, at=at)
        chronology.record(
            case=held, kind="handover", what=f"Worker: {membership.user.name}", process=True, by=by, at=at
        )
        if membership.user_id != by.membership.user_id:
            notifications.tell(
                users=[membership.user],
                words="You are named to work on a case",
                path=f"/cases/{held.reference}/",
                reference=held.reference,
                by=by,
                at=at,
            )
    next_is_named(case=held, who=membership, by=by, at=at)


def next_is_named(*, case: Case, who: Membership, by: Actor, at: datetime) -> None:
    """Whoever was to name the next has done so: the task goes from everyone's list."""
    for task in Task.objects.open().filter(case=case, title=NAME_NEXT):
        tasks.do(task=task, by=by, at=at, outcome=f"{who.user.name} works on it now")
