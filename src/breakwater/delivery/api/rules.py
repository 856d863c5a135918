"""Who may connect a system: the lead of its organisation, for their own team; the partnership's business manager lets it in."""

from breakwater.partnership.organisations.access import Permission, allows, register_rules


def is_of_their_team(actor, system) -> bool:
    """The system is of the team whose role they act in, or there is none yet."""
    return system is None or system.team_id == actor.membership.team_id


def is_of_their_area(actor, system) -> bool:
    return system is None or system.area_id == actor.area_id_acting


def lets_systems_in(actor, system) -> bool:
    return allows(actor.membership.role_id, Permission.SYSTEM_APPROVE)


RULES = {
    Permission.SYSTEMS_SEE: [[is_of_their_team], [is_of_their_area, lets_systems_in]],
    Permission.SYSTEM_CONNECT: [[is_of_their_team]],
    Permission.SYSTEM_APPROVE: [[is_of_their_area]],
}

register_rules(RULES)
