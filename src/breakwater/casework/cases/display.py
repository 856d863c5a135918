"""A case as other pages speak of it: its address, its name, who is responsible, where it stands."""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.partnership.people.models import Person

from .models import Capacity, Case, CaseWorker, Participant
from .registry import NAMED_AS


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
    """The names of the children each case (by id) is about, and of who has died the day, in one query; kept in the audit as seen."""
    children = Participant.objects.filter(case__in=list(cases), capacity=Capacity.CHILD, ends_at=None)
    names: dict[int, list[str]] = {}
    for participant in children.select_related("person").order_by("case_id", "pk"):
        names.setdefault(participant.case_id, []).append(_named(participant.person))
        audit.saw("person", participant.person_id)
    return {case: ", ".join(said) for case, said in names.items()}


def _named(person: Person) -> str:
    """Nobody who reads a row calls a family as if their child lived."""
    return f"{person.name} (died {date_in_words(person.died_on)})" if person.died_on else person.name


def about(cases: Iterable[Case]) -> dict[int, str]:
    """Whom each case is about: its children by name, or as they were described where nobody has settled who they are."""
    cases = list({case.pk: case for case in cases}.values())
    said = children_of(case.pk for case in cases) if cases else {}
    for kind, described in NAMED_AS.items():
        unknown = [case.pk for case in cases if case.kind == kind and case.pk not in said]
        if unknown:
            said |= described(unknown)
    return said


def worker_said(post: CaseWorker) -> str:
    """Lead professional: Sam Sample, Harbour Primary."""
    member, capacity = post.membership, post.get_capacity_display()
    said = f"{capacity[:1].upper()}{capacity[1:]}: {member.user.name}, {member.team.organisation.name}"
    return f"{said} (has left: someone else must take this on)" if has_left(post) else said


def has_left(post: CaseWorker) -> bool:
    """Whether whoever stands in a case holds the post no longer: a lead waits so for the next one (SG-09)."""
    member = post.membership
    return member.revoked_at is not None or member.ends_on is not None and member.ends_on < timezone.localdate()
