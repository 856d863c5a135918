"""What waits for a post on its Today page: offers to answer, missed clocks to explain, tasks to do."""

from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.casework.tasks.models import Task
from breakwater.foundation.dates.spoken import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .models import Handover
from .registry import RECEIVERS

SHOWN = 20


@TODAY_PANELS.register("casework.clocks")
def clocks_of_my_team(actor: Actor, now: datetime) -> Panel | None:
    """The nearest clocks of the post's team, missed ones first."""
    if not may(actor, Permission.CASE_READ):
        return None
    running = Clock.objects.running().filter(team_id=actor.membership.team_id).select_related("case")
    nearest = list(running.order_by("due_at", "pk")[:SHOWN])
    children = cases_shown.children_of(clock.case_id for clock in nearest)
    rows = [
        Waiting(
            text=cases_shown.called(clock.case),
            hint=children.get(clock.case_id, ""),
            href=cases_shown.address_of(clock.case),
            due_at=clock.due_at,
            clock=clocks_shown.shown(clock, now=now),
        )
        for clock in nearest
    ]
    return Panel(
        "Clocks of your team", rows, "No clock of your team is running.", order=10, total=_total(running, rows)
    )


@TODAY_PANELS.register("casework.handovers")
def offers_to_answer(actor: Actor, now: datetime) -> Panel | None:
    """Offers that wait for the answer of the post's team."""
    if not may(actor, Permission.HANDOVER_ANSWER):
        return None
    waiting = Handover.objects.waiting().filter(to_team_id=actor.membership.team_id).select_related("from_team")
    nearest = list(waiting.order_by("answer_due_at", "pk").prefetch_related("carried")[:SHOWN])
    carried = {handover.pk: [row.case_id for row in handover.carried.all()] for handover in nearest}
    children = cases_shown.children_of(case for cases in carried.values() for case in cases)
    rows = [
        Waiting(
            text=f"Answer {handover.reference} from {handover.from_team.name}",
            href=reverse("casework:handover", args=[handover.reference]),
            hint=_about(children, carried[handover.pk])
            + f"Offered to {RECEIVERS[handover.service].label}. Answer by {moment_in_words(handover.answer_due_at, now=now)}",
            tag="Overdue" if now > handover.answer_due_at else "Waiting",
            tag_kind="red" if now > handover.answer_due_at else "info",
            due_at=handover.answer_due_at,
        )
        for handover in nearest
    ]
    return Panel(
        "Handovers waiting for your answer", rows, "No handover waits for you.", order=20,
        href=reverse("casework:handovers"), total=_total(waiting, rows),
    )  # fmt: skip


def _about(children: dict[int, str], cases: list[int]) -> str:
    """The children in some cases, as the beginning of a line."""
    names = ", ".join(children[case] for case in cases if case in children)
    return f"{names}. " if names else ""


@TODAY_PANELS.register("casework.tasks")
def tasks_to_do(actor: Actor, now: datetime) -> Panel | None:
    """Tasks of one's own, then of the team where nobody has taken them."""
    if not may(actor, Permission.TASK_DO):
        return None
    mine = Task.objects.open().filter(owner__user_id=actor.membership.user_id).select_related("case")
    nearest = mine.order_by("due_at", "pk")[:SHOWN]
    rows = [
        Waiting(
            text=task.title,
            href=reverse("casework:task", args=[task.public_id]),
            hint=f"Due {moment_in_words(task.due_at, now=now)}",
            tag="Overdue" if now > task.due_at else "",
            tag_kind="red",
            due_at=task.due_at,
        )
        for task in nearest
    ]
    return Panel(
        "Your tasks", rows, "You have no open task.", order=30, href=reverse("casework:tasks"), total=_total(mine, rows)
    )


def _total(every, rows: list[Waiting]) -> int:
    """How many there are, counted only where some are not shown."""
    return len(rows) if len(rows) < SHOWN else every.count()
