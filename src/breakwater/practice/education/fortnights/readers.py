"""Who at a school may read its list: at least two (SG-16)."""

from collections.abc import Iterable

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater.partnership.organisations.models import Membership, Team

READERS = 2


def readers_of(team: Team, on) -> list[Membership]:
    """The posts of a school that may read its list on a day."""
    may_read = [role.value for role, said in ROLES.items() if Permission.LIST_READ in said.permissions]
    found = Membership.objects.in_force(on).filter(team=team, role__in=may_read, user__is_active=True)
    return list(found.select_related("user").order_by("starts_on", "pk"))


def few_readers(teams: Iterable[int], on) -> set[int]:
    """Which of these teams have fewer than two people who may read a list."""
    may_read = [role.value for role, said in ROLES.items() if Permission.LIST_READ in said.permissions]
    held = Membership.objects.in_force(on).filter(team__in=teams, role__in=may_read, user__is_active=True)
    humans: dict[int, set[int]] = {team: set() for team in teams}
    for team, human in held.values_list("team_id", "user_id"):
        humans[team].add(human)
    return {team for team, those in humans.items() if len(those) < READERS}
