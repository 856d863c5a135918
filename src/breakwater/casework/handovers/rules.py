"""Who may answer an offer, and who may make one."""

from breakwater.casework.cases.rules import has_a_post_in_it, in_responsible_team
from breakwater.partnership.organisations.access import Permission


def offered_to_the_team(actor, handover) -> bool:
    return actor.membership.team_id == handover.to_team_id


RULES = {
    Permission.HANDOVER_ANSWER: [[offered_to_the_team]],
    Permission.HANDOVER_OFFER: [[in_responsible_team], [has_a_post_in_it]],
}
