"""Predicates about cases that every room's rules may read aloud."""


def in_responsible_team(actor, case) -> bool:
    """The actor's team is responsible for the case."""
    return actor.membership.team_id == case.responsible_team_id


def has_a_post_in_it(actor, case) -> bool:
    """The actor's human has a post in the case."""
    return case.workers.filter(user_id=actor.membership.user_id, ends_at=None).exists()


def is_open(actor, case) -> bool:
    return case.closed_at is None
