"""Who may do what about a child's death: the team that holds it, and whoever leads the response. The thing asked about is the death.

Of a family, whoever is its key worker, and the team: the thing asked about is the support.
"""

from breakwater.partnership.organisations.access import Permission, register_rules

from ..models import DeathState


def holds_it(actor, death) -> bool:
    return actor.membership.team_id == death.team_id


def leads_it(actor, death) -> bool:
    return death.leads(actor.membership.user_id)


def opened_it(actor, death) -> bool:
    """Until the team has taken it on."""
    return death.state == DeathState.NOTIFIED and death.opened_user_id == actor.membership.user_id


def supports_family(actor, support) -> bool:
    return support.ended_on is None and support.user_id == actor.membership.user_id


RULES = {
    Permission.DEATH_READ: [[holds_it], [leads_it], [opened_it]],
    Permission.DEATH_RESPOND: [[holds_it], [leads_it], [opened_it]],
    Permission.DEATH_SUPPORT: [[supports_family], [holds_it]],
    Permission.DEATH_WORK: [[holds_it]],
}

register_rules(RULES)
