"""Who may do what in a disagreement. The thing asked about is an escalation."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.access import Permission

from .pathway import LAST


def raised_it(actor, escalation) -> bool:
    """The actor's team raised it."""
    return actor.membership.team_id == escalation.raised_team_id


def answers_it(actor, escalation) -> bool:
    """The actor's team answers at the stage it has reached."""
    answering = escalation.scrutiny_team_id if escalation.case.stage == LAST else escalation.answering_team_id
    return actor.membership.team_id == answering


def is_open(actor, escalation) -> bool:
    return escalation.case.closed_at is None


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.ESCALATION_RAISE: [[is_open, raised_it]],
    Permission.ESCALATION_ANSWER: [[is_open, answers_it]],
}
