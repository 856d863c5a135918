"""A case as other pages speak of it: its address, its name, who is responsible, where it stands."""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse

from breakwater.foundation import audit

from .models import Capacity, Case, CaseWorker, Participant


def address_of(case: Case) -> str:
    """The case's own page in its room, or the kernel's page of a case where its room has none."""
    try:
        return reverse(case.pathway.url_name or "casework:case", args=[case.reference])
    except NoReverseMatch:
        return reverse("casework:case", args=[case.reference])


def called(case: Case) -> str:
    """Contact C-26-4F7K2-X."""
    return f"{case.pathway.noun[:1].upper()}{case.pathway.noun[1:]} {case.reference}"


def workers_of(cases: Iterable[Case]) -> dict[int, list[CaseWorker]]:
    """The practitioners with a post in each case now, in one query."""
    found: dict[int, list[CaseWorker]] = {case.pk: [] for case in cases}
    posts = CaseWorker.objects.filter(case__in=found, ends_at=None).select_related(
        "membership__user", "membership__team__organisation"
    )
    for post in posts.order_by("case_id", "capacity", "pk"):
        found[post.case_id].append(post)
    return found


def children_of(cases: Iterable[int]) -> dict[int, str]:
    """The names of the children each case (by id) is about, in one query; kept in the audit as seen."""
    children = Participant.objects.filter(case__in=list(cases), capacity=Capacity.CHILD, ends_at=None)
    names: dict[int, list[str]] = {}
    for participant in children.select_related("person").order_by("case_id", "pk"):
        names.setdefault(participant.case_id, []).append(participant.person.name)
        audit.saw("person", participant.person_id)
    return {case: ", ".join(said) for case, said in names.items()}


def worker_said(post: CaseWorker) -> str:
    """Lead professional: Sam Sample, Harbour Primary."""
    member, capacity = post.membership, post.get_capacity_display()
    return f"{capacity[:1].upper()}{capacity[1:]}: {member.user.name}, {member.team.organisation.name}"
