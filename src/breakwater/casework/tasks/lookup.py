"""Meetings as their pages load them, and the tasks that are open."""

from django.db.models import QuerySet

from .models import Meeting, Task

MEETINGS = Meeting.objects.select_related(
    "case__responsible_team",
    "called_by__membership__user",
    "called_by__membership__role",
    "called_by__membership__team__area",
    "called_by__area",
)


def open_tasks(**whose) -> QuerySet[Task]:
    """Open tasks of a `team`, or of an `owner__user`, the soonest due first."""
    found = Task.objects.open().select_related("case", "team", "owner__user")
    return found.filter(**whose).order_by("due_at", "pk")
