"""What waits for a post on its Today page: offers to answer, missed clocks to explain, tasks to do."""

from datetime import datetime

from django.urls import reverse

from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.casework.pathways.registry import pathway_of
from breakwater.casework.tasks.models import Task
from breakwater.foundation.dates.spoken import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .models import Handover
from .registry import RECEIVERS

SHOWN = 8


@TODAY_PANELS.register("casework.clocks")
def clocks_of_my_team(actor: Actor, now: datetime) -> Panel | None:
    """Clocks of the post's team that are due by the end of tomorrow or were missed, nearest first."""
    if not may(actor, Permission.CASE_READ):
        return None
    running = Clock.objects.running().filter(team_id=actor.membership.team_id).select_related("case")
    nearest = list(running.order_by("due_at", "pk")[: SHOWN + 1])
    rows = [
        Waiting(
            text=f"{pathway_of(clock.case.kind).noun.capitalize()} {clock.case.reference}",
            href=reverse(pathway_of(clock.case.kind).url_name or "casework:case", args=[clock.case.reference]),
            due_at=clock.due_at,
            clock=clocks_shown.shown(clock, now=now),
        )
        for clock in nearest[:SHOWN]
    ]
    more = "The nearest first; open the work list for the rest." if len(nearest) > SHOWN else ""
    return Panel("Clocks of your team", rows, "No clock of your team is running.", order=10, link=more)


@TODAY_PANELS.register("casework.handovers")
def offers_to_answer(actor: Actor, now: datetime) -> Panel | None:
    """Offers that wait for the answer of the post's team."""
    if not may(actor, Permission.HANDOVER_ANSWER):
        return None
    waiting = Handover.objects.waiting().filter(to_team_id=actor.membership.team_id).select_related("from_team")
    nearest = list(waiting.order_by("answer_due_at", "pk")[: SHOWN + 1])
    rows = [
        Waiting(
            text=f"Answer {handover.reference} from {handover.from_team.name}",
            href=reverse("casework:handover", args=[handover.reference]),
            hint=f"Offered to {RECEIVERS[handover.service].label}. Answer by {moment_in_words(handover.answer_due_at, now=now)}",
            tag="Overdue" if now > handover.answer_due_at else "Waiting",
            tag_kind="red" if now > handover.answer_due_at else "info",
            due_at=handover.answer_due_at,
        )
        for handover in nearest[:SHOWN]
    ]
    return Panel(
        "Handovers waiting for your answer", rows, "No handover waits for you.", order=20,
        href=reverse("casework:handovers"),
    )  # fmt: skip


@TODAY_PANELS.register("casework.tasks")
def tasks_to_do(actor: Actor, now: datetime) -> Panel | None:
    """Tasks of one's own, then of the team where nobody has taken them."""
    if not may(actor, Permission.TASK_DO):
        return None
    mine = Task.objects.open().filter(owner__user_id=actor.membership.user_id).select_related("case")
    nearest = list(mine.order_by("due_at", "pk")[: SHOWN + 1])
    rows = [
        Waiting(
            text=task.title,
            href=reverse("casework:task", args=[task.public_id]),
            hint=f"Due {moment_in_words(task.due_at, now=now)}",
            tag="Overdue" if now > task.due_at else "",
            tag_kind="red",
            due_at=task.due_at,
        )
        for task in nearest[:SHOWN]
    ]
    return Panel("Your tasks", rows, "You have no open task.", order=30, href=reverse("casework:tasks"))
