"""Who may do what with lists. The thing asked about is a list, a row's list, a correction, or an area."""

from breakwater.partnership.organisations.access import Permission, register_rules


def supports_the_school(actor, school_list) -> bool:
    """The actor is of the team that supports the list's school."""
    return actor.membership.team_id == school_list.link_team_id


def is_their_schools(actor, school_list) -> bool:
    return actor.membership.team_id == school_list.team_id and school_list.is_out and not school_list.is_past


def owns_the_source(actor, correction) -> bool:
    return actor.membership.team_id in (correction.owner_team_id, correction.link_team_id)


def of_their_area(actor, area) -> bool:
    return actor.area_id_acting == area.pk


RULES = {
    Permission.LIST_CHECK: [[supports_the_school]],
    Permission.LIST_READ: [[is_their_schools]],
    Permission.LIST_ANSWER: [[is_their_schools]],
    Permission.LIST_CORRECT: [[owns_the_source]],
    Permission.COHORTS_EDIT: [[of_their_area]],
}

register_rules(RULES)
