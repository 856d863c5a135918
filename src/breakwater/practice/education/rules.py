"""Who may do what with lists. The thing asked about is a list, what hangs from one, or an area."""

from breakwater.partnership.organisations.access import Permission, register_rules

from .models import SchoolList


def supports_the_school(actor, thing) -> bool:
    """The actor is of the team that supports the school of a list, a call or a letter."""
    return actor.membership.team_id == thing.link_team_id


def is_their_schools(actor, thing) -> bool:
    """The actor is of the school: of its list while that is out, of its letters and of what they and its files ask of it."""
    if isinstance(thing, SchoolList):
        return actor.membership.team_id == thing.team_id and thing.is_out and not thing.is_past
    return actor.membership.team_id == thing.school_team_id


def owns_the_source(actor, correction) -> bool:
    return actor.membership.team_id in (correction.owner_team_id, correction.link_team_id)


def of_their_area(actor, area) -> bool:
    return actor.area_id_acting == area.pk


RULES = {
    Permission.LIST_CHECK: [[supports_the_school]],
    Permission.LIST_READ: [[is_their_schools]],
    Permission.LIST_ANSWER: [[is_their_schools]],
    Permission.LIST_CORRECT: [[owns_the_source]],
    Permission.CALL_WORK: [[supports_the_school]],
    Permission.COHORTS_EDIT: [[of_their_area]],
    Permission.COHORTS_RELEASE: [[of_their_area]],
}

register_rules(RULES)
