"""Who may do what in a disagreement. The thing asked about is an escalation."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from breakwater.partnership.organisations.access import ROLES, Permission, allows
from breakwater.partnership.organisations.models import Team

from .pathway import LAST, OF_MANAGERS

# Who answers for the clocks of a team is its manager, whatever the team does.
MANAGERS = tuple(role.value for role in ROLES if allows(role.value, Permission.CLOCK_EXPLAIN))


def raised_it(actor, escalation) -> bool:
    """The actor's team raised it."""
    return actor.membership.team_id == escalation.raised_team_id


def answers_it(actor, escalation) -> bool:
    """The actor's team answers at the stage it has reached."""
    answering = escalation.scrutiny_team_id if escalation.case.stage == LAST else escalation.answering_team_id
    return actor.membership.team_id == answering


def has_a_manager(team: Team, *, on: date) -> bool:
    """Whether anyone holds a manager's post in the team that day."""
    return team.memberships.in_force(on).filter(role__in=MANAGERS).exists()


def speaks_at_its_stage(actor, escalation) -> bool:
    """Line managers and senior managers answer at their stages, and not the practitioner again, where the team has one."""
    if escalation.case.stage not in OF_MANAGERS or actor.membership.role_id in MANAGERS:
        return True
    return not has_a_manager(escalation.answering_team, on=timezone.localdate())


def is_open(actor, escalation) -> bool:
    return escalation.case.closed_at is None


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.ESCALATION_RAISE: [[is_open, raised_it]],
    Permission.ESCALATION_ANSWER: [[is_open, answers_it, speaks_at_its_stage]],
}
