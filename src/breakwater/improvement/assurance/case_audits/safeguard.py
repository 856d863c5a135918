"""A child's immediate safety is done in words, and never because the help ends.

Whoever raised the immediate safety of a child, or leads the audit, does not say that the task is done: the case holder does, another of their team, or a manager.
"""

from django.db import connection

from breakwater.casework.tasks.in_words import DONE_IN_WORDS
from breakwater.casework.tasks.models import Task
from breakwater.casework.tasks.registry import NOT_BY
from breakwater.partnership.organisations.models import Actor

from .operations.safety import TITLE

WORDS = "You raised this, or lead the audit that it came from. Somebody else of the team that has it, or a manager, says when it is done"


@NOT_BY.register("assurance.case_audits")
def not_by_the_auditor(task: Task, actor: Actor) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select access.is_auditor_of_task(%s)", [task.pk])
        (is_auditor,) = cursor.fetchone()
    return WORDS if is_auditor else ""


@DONE_IN_WORDS.register("assurance.case_audits")
def is_immediate_safety(task: Task) -> bool:
    return task.title == TITLE
