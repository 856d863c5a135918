"""Who may do what about a child's death: the team that holds the record, and whoever leads the response. The thing asked about is the death."""

from breakwater.partnership.organisations.access import Permission, register_rules

from ..models import DeathState


def holds_it(actor, death) -> bool:
    return actor.membership.team_id == death.team_id


def leads_it(actor, death) -> bool:
    return death.leads(actor.membership.user_id)


def opened_it(actor, death) -> bool:
    """Until the team has taken it on."""
    return death.state == DeathState.NOTIFIED and death.opened_user_id == actor.membership.user_id


RULES = {
    Permission.DEATH_READ: [[holds_it], [leads_it], [opened_it]],
    Permission.DEATH_RESPOND: [[holds_it], [leads_it]],
    Permission.DEATH_WORK: [[holds_it]],
}

register_rules(RULES)
