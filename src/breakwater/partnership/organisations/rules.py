"""Who may keep an area's configuration, and a team's rota. The thing asked about is an area, or a team."""

from .access import Permission, register_rules
from .models import TeamService

EMERGENCY_DUTY = "emergency_duty"


def is_their_own(actor, area) -> bool:
    """The area is the one the acting post works for."""
    return actor.area_id_acting == area.pk


def is_their_team(actor, team) -> bool:
    """The team is the one the acting post works in."""
    return actor.membership.team_id == team.pk


def is_emergency_duty_they_oversee(actor, team) -> bool:
    """The team does emergency duty in an area that the acting post oversees: it has no manager of its own."""
    if not actor.membership.role.has_oversight or team.area_id != actor.area_id_acting:
        return False
    return TeamService.objects.filter(team=team, service=EMERGENCY_DUTY).exists()


RULES = {
    Permission.ORGANISATIONS_EDIT: [[is_their_own]],
    Permission.ROTA_KEEP: [[is_their_team], [is_emergency_duty_they_oversee]],
}

register_rules(RULES)
