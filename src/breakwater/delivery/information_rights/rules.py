"""Who does what about a request: its officers, the second person it names, and the keepers of compartments."""

from breakwater.partnership.organisations.access import Permission, register_rules


def is_of_their_area(actor, request) -> bool:
    return request.area_id == actor.area_id_acting


def is_of_their_team(actor, request) -> bool:
    return request.team_id == actor.membership.team_id


def is_the_second(actor, request) -> bool:
    return request.second_user_id == actor.membership.user_id != request.officer.user_id


def is_asked(actor, asked) -> bool:
    return asked.keeper_team_id == actor.membership.team_id


def is_of_the_holder(actor, correction) -> bool:
    return correction.holder_id == actor.membership.team_id


RULES = {
    Permission.RIGHTS_KEEP: [[is_of_their_area, is_of_their_team]],
    Permission.RIGHTS_SECOND: [[is_of_their_area, is_the_second]],
    Permission.RIGHTS_ANSWER: [[is_asked]],
    Permission.RIGHTS_CORRECT: [[is_of_the_holder]],
}

register_rules(RULES)
