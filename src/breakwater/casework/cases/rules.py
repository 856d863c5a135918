"""Who may do what with a case; the predicates are there for every room's rules to read aloud."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.access import Permission


def in_responsible_team(actor, case) -> bool:
    """The actor's team is responsible for the case."""
    return actor.membership.team_id == case.responsible_team_id


def has_a_post_in_it(actor, case) -> bool:
    """The actor's human has a post in the case."""
    return case.workers.filter(user_id=actor.membership.user_id, ends_at=None).exists()


def is_open(actor, case) -> bool:
    return case.closed_at is None


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.CASE_WORK: [[is_open, in_responsible_team], [is_open, has_a_post_in_it]],
    Permission.DOCUMENT_ADD: [[is_open, in_responsible_team], [is_open, has_a_post_in_it]],
}
