"""Handovers as their pages load them, those that wait for a team and those that it gave."""

from collections.abc import Iterable

from django.db.models import QuerySet

from breakwater.casework.cases.models import Case
from breakwater.partnership.organisations.models import Membership, Team, TeamService

from .models import Handover

HANDOVERS = Handover.objects.select_related(
    "from_team__organisation",
    "to_team__organisation",
    "area",
    "proposed_lead__user",
    "proposed_lead__team__organisation",
    "offered_by__membership__user",
    "offered_by__membership__role",
    "offered_by__membership__team__area",
    "offered_by__area",
    "answered_by__membership__user",
    "answered_by__membership__role",
    "answered_by__membership__team__area",
    "answered_by__area",
    "instead_by__membership__user",
    "instead_by__membership__role",
    "instead_by__membership__team__area",
    "instead_by__area",
)


def case_among(keys: Iterable[int]) -> Case | None:
    """The first of these cases that the actor may know of."""
    return Case.objects.filter(pk__in=list(keys)).first()


def waiting_for(team: Team) -> QuerySet[Handover]:
    """Offers that a team has yet to answer, the soonest due first."""
    found = Handover.objects.select_related("from_team", "to_team").waiting()
    return found.filter(to_team=team).order_by("answer_due_at", "pk")


def given_by(post: Membership) -> QuerySet[Handover]:
    """What a post gave, the last first."""
    found = Handover.objects.select_related("from_team", "to_team").given_by(post)
    return found.order_by("-offered_at", "-pk")


def received_beside(case: Case) -> list[TeamService]:
    """The services of the area that other teams than the responsible one receive."""
    found = TeamService.objects.filter(area=case.area).exclude(team=case.responsible_team).select_related("team")
    return list(found.order_by("service", "pk"))


def posts_of(team: Team) -> QuerySet[Membership]:
    return Membership.objects.filter(team=team).select_related("user", "role", "team")
