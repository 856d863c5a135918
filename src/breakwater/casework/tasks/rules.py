"""Who may do a task: its team, its owner, whoever has a post in its case; what is done in words alone, also a manager of the area."""

from collections.abc import Mapping, Sequence

from breakwater.casework.cases import rules as case_rules
from breakwater.partnership.organisations.access import Permission, allows

from .in_words import asks_for_words


def for_the_team(actor, task) -> bool:
    return actor.membership.team_id == task.team_id


def is_ones_own(actor, task) -> bool:
    return task.owner_id is not None and task.owner.user_id == actor.membership.user_id


def has_a_post_in_its_case(actor, task) -> bool:
    return task.case_id is not None and case_rules.has_a_post_in_it(actor, task.case)


def answers_for_what_is_done_in_words(actor, task) -> bool:
    """A manager of the area does what must be done whoever has it: where whoever has it raised it, nobody else of the team may be there."""
    return (
        asks_for_words(task)
        and allows(actor.membership.role_id, Permission.HANDOVER_LATE)
        and actor.area_id_acting == task.team.area_id
    )


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.TASK_DO: [[for_the_team], [is_ones_own], [has_a_post_in_its_case], [answers_for_what_is_done_in_words]],
}
