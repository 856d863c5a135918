"""What plans put on Today: for the safeguarding team assessments and reviews, for who works with a child its checks, for staff instructions."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup

SHOWN, TITLE = 12, "Instructions for you"


@TODAY_PANELS.register("child_on_child.plans")
def plans_due(actor: Actor, now: datetime) -> Panel | None:
    """What plans wait for, the nearest first. A line says in what capacity the child is, and no name. No panel where nothing waits."""
    if not may(actor, Permission.INCIDENT_WORK):
        return None
    plans = lookup.plans_of_team(actor.membership.team, london_date(now))
    if may(actor, Permission.INCIDENT_APPROVE):  # who is asked above to approve is not asked to ask
        for plan in plans:
            plan.due[:] = [each for each in plan.due if each.words != lookup.ASK_HEAD]
    return _panel(plans, "Plans after harm between children", 2)


@TODAY_PANELS.register("child_on_child.head")
def approvals_waiting(actor: Actor, now: datetime) -> Panel | None:
    """For the head: the assessments in force that they have not approved, due on the day on which they came into force."""
    if not may(actor, Permission.INCIDENT_APPROVE):
        return None
    waiting = lookup.waiting_for_head(actor.membership.team)
    audit.saw("incident_child", *{each.child_id for each in waiting})
    rows = [
        Waiting(
            text="Read and approve an assessment",
            href=lookup.href("assessment", each),
            hint=f"{each.header['reference']}. {each.child.get_capacity_display()}",
            due_at=end_of(london_date(each.in_force_from)),
        )
        for each in waiting
    ]
    return Panel("For your approval as the head", rows[:SHOWN], order=1, total=len(rows)) if rows else None


@TODAY_PANELS.register("child_on_child.checks")
def checks_due(actor: Actor, now: datetime) -> Panel | None:
    """The measures to check of a child with whom somebody works who is not of the safeguarding team."""
    if not may(actor, Permission.INCIDENT_CHILD_READ):
        return None
    return _panel(lookup.plans_of_worker(actor, london_date(now)), "A child you work with", 3)


def _panel(plans: list[lookup.Plan], title: str, order: int) -> Panel | None:
    waiting = [(each, plan) for plan in plans for each in plan.due]
    waiting.sort(key=lambda pair: (pair[0].by, pair[1].child.pk))
    audit.saw("incident_child", *{plan.child.pk for _, plan in waiting})
    rows = [
        Waiting(
            text=due.words,
            href=lookup.href("plan", plan.child),
            hint=". ".join(
                part for part in (_incident(plan), plan.child.get_capacity_display(), due.why, due.also) if part
            ),
            due_at=end_of(due.by),
        )
        for due, plan in waiting
    ]
    return Panel(title, rows[:SHOWN], order=order, total=len(rows)) if rows else None


def _incident(plan: lookup.Plan) -> str:
    """Which incident it is of, for the safeguarding team."""
    return f"Incident {plan.reference}" if plan.reference else ""


@TODAY_PANELS.register("child_on_child.instructions")
def instructions_to_read(actor: Actor, now: datetime) -> Panel | None:
    """Instructions that somebody has not acknowledged, and folded those that they act on. No panel where there is none."""
    if not may(actor, Permission.INCIDENT_REPORT):
        return None
    every = list(lookup.readings_of(actor))
    audit.saw("instruction", *(each.instruction_id for each in every))
    rows = [
        Waiting(
            text="Read what the safeguarding team asks you to do",
            href=lookup.href("instruction", each.instruction),
            due_at=end_of(london_date(each.instruction.given_at)),
        )
        for each in every
        if each.read_at is None
    ]
    acted_on = [
        Waiting(
            text="An instruction that you act on",
            href=lookup.href("instruction", each.instruction),
            hint=f"Acknowledged {moment_in_words(each.read_at, now=now)}",
        )
        for each in every
        if each.read_at is not None
    ]
    if not every:
        return None
    return Panel(
        TITLE,
        rows[:SHOWN],
        order=2,
        total=len(rows),
        href=reverse("child_on_child:my_instructions"),
        link="See all",
        later=acted_on,
        later_title=f"Acknowledged, and still to act on: {len(acted_on)}",
    )
