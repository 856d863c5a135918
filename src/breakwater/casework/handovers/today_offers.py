"""What a team gave and nobody has answered yet, on its Today: until someone does, the team is responsible."""

from datetime import datetime

from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import leads
from .models import Handover, HandoverCase
from .registry import RECEIVERS

SHOWN = 8
LOOKED_THROUGH = 100


@TODAY_PANELS.register("casework.offers_given")
def offers_not_answered(actor: Actor, now: datetime) -> Panel | None:
    """Offers of the post's team that wait for an answer, the longest overdue first. Managers read it when empty, too."""
    if not may(actor, Permission.HANDOVER_OFFER):
        return None
    given = Handover.objects.waiting().given_by(actor.membership).select_related("to_team")
    nearest = list(given.order_by("answer_due_at", "pk").prefetch_related("carried__case")[:SHOWN])
    about = case_display.about(case for handover in nearest for case in handover.cases_in_sight())
    rows = [_row(handover, about, now) for handover in nearest]
    if not rows and not may(actor, Permission.CLOCK_EXPLAIN):
        return None
    return Panel(
        "Handed over by us, not answered yet",
        rows,
        "Everything your team gave is answered.",
        order=25,
        total=given.count() if len(rows) == SHOWN else len(rows),
        href=reverse("casework:handovers"),
        link="All handovers",
    )


@TODAY_PANELS.register("casework.stepped_down")
def stepped_down_without_a_lead(actor: Actor, now: datetime) -> Panel | None:
    """What the team stepped down and may not close, because nobody leads yet. No panel where there is none (FD 4.9)."""
    if not may(actor, Permission.HANDOVER_OFFER):
        return None
    stepped = (
        HandoverCase.objects.filter(
            handover__from_team_id=actor.membership.team_id,
            handover__needs_lead=True,
            handover__status="ACCEPTED",
            handover__instead_at=None,
            case__closed_at=None,
        )
        .select_related("handover__to_team", "case")
        .order_by("handover__answered_at", "pk")
    )
    rows = {(row.case_id, row.handover_id): row for row in stepped[:LOOKED_THROUGH]}
    waiting = [
        rows[case, handover]
        for case, handover, _ in leads.waited_among({case for case, _ in rows})
        if (case, handover) in rows
    ]
    about = case_display.about(row.case for row in waiting)
    shown = [
        Waiting(
            text=f"{about.get(row.case_id, row.case.reference)}: no lead professional yet",
            href=reverse("casework:handover", args=[row.handover.reference]),
            hint=f"{row.handover.to_team.name} accepted {row.handover.reference} {moment_in_words(row.handover.answered_at, now=now)}. "
            "Your own case stays open until someone leads",
            tag="Stays open",
            tag_kind="info",
        )
        for row in waiting[:SHOWN]
    ]
    return Panel("Stepped down by your team", shown, order=26, total=len(waiting)) if shown else None


def _row(handover: Handover, about: dict[int, str], now: datetime) -> Waiting:
    names = ", ".join(about[row.case_id] for row in handover.carried.all() if row.case_id in about)
    late = now > handover.answer_due_at
    return Waiting(
        text=f"{names}: {handover.reference}" if names else handover.reference,
        href=reverse("casework:handover", args=[handover.reference]),
        hint=f"Offered to {RECEIVERS[handover.service].team_said(handover.to_team.name)}. "
        + (
            f"Their answer was due {moment_in_words(handover.answer_due_at, now=now)}: call them"
            if late
            else f"They answer by {moment_in_words(handover.answer_due_at, now=now)}"
        ),
        tag="Overdue" if late else "Waiting",
        tag_kind="red" if late else "info",
        due_at=handover.answer_due_at,
    )
