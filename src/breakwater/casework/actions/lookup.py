"""Actions as pages list them, and who may be asked to do one."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater.partnership.organisations.models import Area, Membership, Team

from .models import State, TrackedAction

WORKS = tuple(role.value for role in ROLES if allows(role.value, Permission.ACTION_WORK))
ACTIONS = TrackedAction.objects.for_pages()


def to_do_by(team: Team) -> QuerySet[TrackedAction]:
    """The actions that a team does."""
    return ACTIONS.filter(owner_team=team)


def set_by(team: Team) -> QuerySet[TrackedAction]:
    """What a team set or watches, recommendations to several with how far their parts have come."""
    return (
        ACTIONS.filter(Q(set_by_team=team) | Q(watches__team=team))
        .filter(parent=None)
        .distinct()
        .annotate(
            parts_count=Count("parts", distinct=True),
            parts_done=Count("parts", distinct=True, filter=Q(parts__state__in=[State.VERIFIED, State.EMBEDDED])),
        )
    )


def waits_elsewhere(team: Team) -> bool:
    """Whether a team has nothing open to do and something open that it set."""
    is_open = {"closed_on": None}
    return not to_do_by(team).filter(**is_open).exists() and set_by(team).filter(**is_open).exists()


def came_from(path: str) -> QuerySet[TrackedAction]:
    """The actions that something left which has this page, as far as the reader may know of them."""
    return ACTIONS.filter(came_from_path=path).order_by("due_on", "pk")


def parts_of(action: TrackedAction) -> list[TrackedAction]:
    """Each organisation's own part of a recommendation."""
    return list(ACTIONS.filter(parent=action).order_by("owner_team__organisation__name", "pk"))


def teams_to_ask(area: Area, on: date) -> dict[str, Team]:
    """The area's teams in which somebody may take an action on, by public id, in the order of their organisations."""
    held = Membership.objects.in_force(on).filter(role__in=WORKS, team__area=area)
    found = Team.objects.filter(pk__in=held.values("team"), closed_on=None, organisation__closed_on=None)
    found = found.select_related("organisation", "area").order_by("organisation__name", "name", "pk")
    return {str(team.public_id): team for team in found}


def people_of(team: Team, on: date) -> list[Membership]:
    """Who of a team may do an action or answer for it."""
    held = Membership.objects.in_force(on).filter(team=team, role__in=WORKS, user__is_active=True)
    return list(held.select_related("user", "role").order_by("user__name", "pk"))
