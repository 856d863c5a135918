"""Whom one of the family may call: their worker's name and number, unless a rule withholds who helps (SG-27)."""

from dataclasses import dataclass

from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.models import CaseWorker
from breakwater.partnership.organisations.models import School
from breakwater.practice.early_help.models import Episode, FamilyNumber


@dataclass(frozen=True)
class FamilyWorker:
    """Who helps the family first, and how to call them; both empty where a rule withholds it, or nobody is named yet."""

    name: str = ""
    telephone: str = ""


def named_worker(episode: Episode) -> CaseWorker | None:
    """Whoever leads; while nobody does, whoever co-ordinates."""
    posts = CaseWorker.objects.filter(case=episode.case, ends_at=None, membership__user__is_active=True)
    by_capacity = {post.capacity: post for post in posts.select_related("membership__user", "membership__team")}
    return by_capacity.get(WorkCapacity.LEAD_PROFESSIONAL) or by_capacity.get(WorkCapacity.COORDINATOR)


def number_of(episode: Episode, worker: CaseWorker) -> str:
    """The number that this worker gave for this family; of someone in a school who gave none, the school's."""
    given = FamilyNumber.objects.filter(episode=episode, membership=worker.membership_id).order_by("-at", "-pk").first()
    if given is not None:
        return given.telephone
    school = School.objects.filter(organisation=worker.membership.team.organisation_id)
    return school.values_list("telephone", flat=True).first() or ""


def family_worker(episode: Episode, *, is_withheld: bool) -> FamilyWorker:
    """The worker as one of the family may read it. The number of whoever comes next is theirs alone, never carried on."""
    worker = None if is_withheld else named_worker(episode)
    return FamilyWorker(worker.membership.user.name, number_of(episode, worker)) if worker else FamilyWorker()
