"""Who may move an action on: the organisation that does it, or whoever set it."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.access import Permission


def does_it(actor, action) -> bool:
    return actor.membership.team_id == action.owner_team_id


def set_it(actor, action) -> bool:
    return actor.membership.team_id == action.set_by_team_id


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.ACTION_WORK: [[does_it]],
    Permission.ACTION_SET: [[set_it]],
}
