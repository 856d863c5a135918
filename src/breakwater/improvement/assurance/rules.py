"""Who keeps a partnership's roles, arrangements, groups and meetings: its own area; a meeting the team that runs it, or who keeps its record."""

from breakwater.partnership.organisations.access import Permission, register_rules

from .models import BoardMeeting


def their_area_keeps_it(actor, thing) -> bool:
    """Roles, arrangements and groups are kept in their own area; a meeting by its team, one of a restricted group by its keeper alone."""
    if not isinstance(thing, BoardMeeting):
        return thing.area_id == actor.area_id_acting
    is_keeper = thing.keeper_id == actor.membership.user_id
    return is_keeper or not thing.is_restricted and thing.team_id == actor.membership.team_id


RULES = {Permission.PARTNERSHIP_KEEP: [[their_area_keeps_it]]}

register_rules(RULES)
