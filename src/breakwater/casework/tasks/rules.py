"""Who may do a task: its team, its owner, and whoever has a post in its case."""

from collections.abc import Mapping, Sequence

from breakwater.casework.cases import rules as case_rules
from breakwater.partnership.organisations.access import Permission


def for_the_team(actor, task) -> bool:
    return actor.membership.team_id == task.team_id


def is_ones_own(actor, task) -> bool:
    return task.owner_id is not None and task.owner.user_id == actor.membership.user_id


def has_a_post_in_its_case(actor, task) -> bool:
    return task.case_id is not None and case_rules.has_a_post_in_it(actor, task.case)


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.TASK_DO: [[for_the_team], [is_ones_own], [has_a_post_in_its_case]],
}
