"""Who runs an audit round: the team that asks in its area. The thing asked about is an area's part of a round, or an organisation in it."""

from breakwater.partnership.organisations.access import Permission, register_rules

from ..models import RoundArea


def their_team_asks(actor, thing) -> bool:
    """An area runs its own part of a round, whoever leads it."""
    team = thing.team_id if isinstance(thing, RoundArea) else thing.asking_team_id
    return actor.membership.team_id == team


RULES = {Permission.AUDIT_KEEP: [[their_team_asks]]}

register_rules(RULES)
