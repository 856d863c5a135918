"""Who may do what in an episode: any row, every column. The thing asked about is an episode."""

from breakwater.casework.cases import rules as case_rules
from breakwater.partnership.organisations.access import Permission, register_rules


def in_its_team(actor, episode) -> bool:
    """The actor's team is responsible for the episode."""
    return case_rules.in_responsible_team(actor, episode.case)


def has_a_post_in_it(actor, episode) -> bool:
    """The actor leads or co-ordinates it, wherever their team is (SG-09)."""
    return case_rules.has_a_post_in_it(actor, episode.case)


def is_open(actor, episode) -> bool:
    return case_rules.is_open(actor, episode.case)


RULES = {
    Permission.EPISODE_WORK: [[in_its_team, is_open], [has_a_post_in_it, is_open]],
    Permission.EPISODE_SETTLE: [[in_its_team]],
}

register_rules(RULES)
