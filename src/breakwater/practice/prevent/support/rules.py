"""Who may act on what a school and the Prevent education officer share. The thing asked about is one of its rows, or a school's team."""

from breakwater.partnership.organisations.access import Permission, register_rules
from breakwater.partnership.organisations.models import Team

from .pathway import SERVICE


def is_the_schools(actor, thing) -> bool:
    team = thing.pk if isinstance(thing, Team) else thing.school_team_id
    return actor.membership.team_id == team


def gives_support(actor, thing) -> bool:
    """The actor's team supports the school: a school's by its area, a row's by the row."""
    team = actor.membership.team
    if isinstance(thing, Team):
        is_school = thing.organisation.kind == "SCHOOL"
        return is_school and thing.area_id == team.area_id and team.services.filter(service=SERVICE).exists()
    return team.pk == thing.officer_team_id


RULES = {
    Permission.SUPPORT_READ: [[is_the_schools], [gives_support]],
    Permission.SUPPORT_WORK: [[is_the_schools], [gives_support]],
    Permission.SUPPORT_ASK: [[is_the_schools]],
    Permission.SUPPORT_GIVE: [[gives_support]],
}

register_rules(RULES)
