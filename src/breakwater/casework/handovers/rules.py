"""Who may answer an offer, and who may make one."""

from breakwater.casework.cases.rules import has_a_post_in_it, in_responsible_team
from breakwater.partnership.organisations.access import Permission


def offered_to_the_team(actor, handover) -> bool:
    return actor.membership.team_id == handover.to_team_id


def gave_it_or_took_it_on(actor, handover) -> bool:
    """Either side of a handover: only the database knows which of the two is still waiting."""
    return actor.membership.team_id in (handover.from_team_id, handover.to_team_id)


RULES = {
    Permission.HANDOVER_SETTLE: [[gave_it_or_took_it_on]],
    Permission.HANDOVER_ANSWER: [[offered_to_the_team]],
    Permission.HANDOVER_OFFER: [[in_responsible_team], [has_a_post_in_it]],
}
