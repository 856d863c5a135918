"""Who may report and who handles what was reported. The thing asked about is the school's safeguarding team, or a row that it keeps."""

from breakwater.partnership.organisations.access import Permission, register_rules
from breakwater.partnership.organisations.models import Team


def works_at_the_school(actor, thing) -> bool:
    """Any member of staff, whatever their team."""
    team = thing if isinstance(thing, Team) else thing.team
    return actor.membership.team.organisation_id == team.organisation_id


def is_the_schools(actor, thing) -> bool:
    """The actor is of the safeguarding team that keeps it."""
    return actor.membership.team_id == (thing.pk if isinstance(thing, Team) else thing.team_id)


def works_with_the_child(actor, child) -> bool:
    return actor.membership.user_id == child.worker_user_id and works_at_the_school(actor, child)


def is_released_to_them(actor, report) -> bool:
    """The actor is of the school's governors and leaders, or of the authority's team that the school shares it with."""
    return actor.membership.team_id in (report.governors_id, report.shared_with_id)


RULES = {
    Permission.INCIDENT_REPORT: [[works_at_the_school]],
    Permission.INCIDENT_CHILD_READ: [[is_the_schools], [works_with_the_child]],
    Permission.INCIDENT_WORK: [[is_the_schools]],
    Permission.INCIDENT_APPROVE: [[is_the_schools]],
    Permission.TERM_REPORT_READ: [[is_the_schools], [is_released_to_them]],
}

register_rules(RULES)
