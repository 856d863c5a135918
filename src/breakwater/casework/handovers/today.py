"""What waits for a post on its Today page: offers to answer, missed clocks to explain, tasks to do."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import Case
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.clocks.rules import rules_in_danger
from breakwater.casework.tasks.models import Task
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.design.absent import NOBODY_SEEN
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .models import Handover
from .registry import RECEIVERS

SHOWN = 20
NOT_YET = timedelta(days=28)  # a task that is due later than this is not the work of today
NEAREST = 8  # clocks: those of today and tomorrow; the rest has a page of its own


@TODAY_PANELS.register("casework.clocks")
def clocks_of_my_team(actor: Actor, now: datetime) -> Panel | None:
    """The nearest clock of each case of the post's team: children who may be in danger now, then the longest missed."""
    if not may(actor, Permission.CASE_READ):
        return None
    running = Clock.objects.running().filter(team_id=actor.membership.team_id).select_related("case")
    # A case may have several; its nearest stands here. Asked for apart, so that each question reads few rows of an index.
    urgent = list(running.filter(rule__in=rules_in_danger()).order_by("due_at", "pk")[: 2 * NEAREST])
    looked = list(running.order_by("due_at", "pk")[: 4 * NEAREST])
    nearest = list({clock.case_id: clock for clock in reversed([*urgent, *looked])}.values())
    first = {clock.pk for clock in urgent}
    nearest = sorted(nearest, key=lambda clock: (clock.pk not in first, clock.due_at, clock.pk))[:NEAREST]
    about = case_display.about(clock.case for clock in nearest)
    rows = [
        Waiting(
            text=about.get(clock.case_id, case_display.called(clock.case)),
            hint=case_display.called(clock.case) if clock.case_id in about else NOBODY_SEEN,
            href=case_display.address_of(clock.case),
            due_at=clock.due_at,
            clock=time_left.shown(clock, now=now),
        )
        for clock in nearest
    ]
    return Panel(
        "Your team’s clocks",
        rows,
        "No clock is running for your team.",
        order=10,
        total=running.values("case").distinct().count() if len(looked) > NEAREST else len(rows),
        href=reverse("casework:clocks"),
        link="All of them",
        leaves_out=True,
    )


@TODAY_PANELS.register("casework.handovers")
def offers_to_answer(actor: Actor, now: datetime) -> Panel | None:
    """Offers that wait for the answer of the post's team."""
    if not may(actor, Permission.HANDOVER_ANSWER):
        return None
    waiting = Handover.objects.waiting().filter(to_team_id=actor.membership.team_id).select_related("from_team")
    nearest = list(waiting.order_by("answer_due_at", "pk").prefetch_related("carried__case")[:SHOWN])
    carried = {handover.pk: handover.cases_in_sight() for handover in nearest}
    about = case_display.about(case for cases in carried.values() for case in cases)
    rows = [
        Waiting(
            text=_about(about, carried[handover.pk]) + f"Answer {handover.reference} from {handover.from_team.name}",
            href=reverse("casework:handover", args=[handover.reference]),
            hint=f"{_what_is_offered(handover)}. {_answer_by(handover.answer_due_at, now)}",
            tag="Overdue" if now > handover.answer_due_at else "Waiting",
            tag_kind="red" if now > handover.answer_due_at else "info",
            due_at=handover.answer_due_at,
        )
        for handover in nearest
    ]
    return Panel(
        "Handovers waiting for your answer",
        rows,
        "You have no handover to answer.",
        order=20,
        href=reverse("casework:handovers"),
        total=_total(waiting, rows),
    )


def _answer_by(due: datetime, now: datetime) -> str:
    words = moment_in_words(due, now=now)
    return f"Answer by {words}" if now <= due else f"Your answer was due {words}"


def _due(at: datetime, now: datetime) -> str:
    return f"{'Due' if now <= at else 'Was due'} {moment_in_words(at, now=now)}"


def _what_is_offered(handover: Handover) -> str:
    return "The whole case" if handover.moves_cases else f"Offered to {RECEIVERS[handover.service].label}"


def _about(about: dict[int, str], cases: list[Case]) -> str:
    """Whom some cases are about, as the beginning of a line."""
    names = ", ".join(about[case.pk] for case in cases if case.pk in about)
    return f"{names}: " if names else ""


@TODAY_PANELS.register("casework.tasks")
def tasks_to_do(actor: Actor, now: datetime) -> Panel | None:
    """Tasks of one's own."""
    if not may(actor, Permission.TASK_DO):
        return None
    mine = Task.objects.open().filter(owner__user_id=actor.membership.user_id).select_related("case")
    rows = _as_waiting(mine.order_by("due_at", "pk")[:SHOWN], now)
    return Panel(
        "Your tasks", rows, "You have no open task.", order=30, href=reverse("casework:tasks"), total=_total(mine, rows)
    )


@TODAY_PANELS.register("casework.tasks_nobody_has")
def tasks_nobody_has(actor: Actor, now: datetime) -> Panel | None:
    """Tasks of the post's team that nobody does, as when whoever had them left. No panel where there are none."""
    if not may(actor, Permission.TASK_DO):
        return None
    lying = Task.objects.open().filter(team_id=actor.membership.team_id, owner=None).select_related("case")
    found, soon = _as_waiting(lying.order_by("due_at", "pk")[:SHOWN], now), now + NOT_YET
    rows, later = [one for one in found if one.due_at <= soon], [one for one in found if one.due_at > soon]
    return (
        Panel(
            "Tasks of your team that nobody has taken",
            rows,
            order=31,
            href=reverse("casework:team_tasks"),
            total=_total(lying, rows) if not later else len(rows),
            later=later,
            later_title="Due in more than four weeks",
        )
        if found
        else None
    )


def _as_waiting(tasks: Iterable[Task], now: datetime) -> list[Waiting]:
    found = list(tasks)
    about = case_display.about(task.case for task in found if task.case_id)
    return [
        Waiting(
            text=task.title,
            href=reverse("casework:task", args=[task.public_id]),
            hint=". ".join(filter(None, [about.get(task.case_id), _due(task.due_at, now)])),
            tag="Overdue" if now > task.due_at else "",
            tag_kind="red",
            due_at=task.due_at,
        )
        for task in found
    ]


def _total(every, rows: list[Waiting]) -> int:
    """How many there are, counted only where some are not shown."""
    return len(rows) if len(rows) < SHOWN else every.count()
