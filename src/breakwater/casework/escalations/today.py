"""Disagreements that wait for a post, on its Today page."""

from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .models import EscalationStep
from .pathway import LABELS, LAST, OF_MANAGERS
from .rules import MANAGERS, has_a_manager

SHOWN = 10


def _is_for(actor: Actor, now: datetime) -> bool:
    """Whether a stage of managers waits for this post. Asked only where a disagreement has climbed so far."""
    return actor.membership.role_id in MANAGERS or not has_a_manager(actor.membership.team, on=london_date(now))


@TODAY_PANELS.register("casework.escalations")
def disagreements(actor: Actor, now: datetime) -> Panel | None:
    """Disagreements this team must answer, and answers to its own. No panel where there is none."""
    if not may(actor, Permission.ESCALATION_RAISE):
        return None
    team = actor.membership.team_id
    ours_to_answer = Q(answered_at=None) & (
        Q(escalation__answering_team=team) & ~Q(stage=LAST) | Q(escalation__scrutiny_team=team, stage=LAST)
    )
    answered_us = Q(escalation__raised_team=team, answered_at__isnull=False)
    waiting = EscalationStep.objects.filter(
        ours_to_answer | answered_us, escalation__case__closed_at=None, stage=F("escalation__case__stage")
    ).select_related("escalation__case", "escalation__raised_team")
    rows = [
        Waiting(
            text=f"{'Read the answer to' if step.answered_at else 'Answer'} disagreement {step.escalation.case.reference}",
            href=reverse("casework:escalation", args=[step.escalation.case.reference]),
            hint=f"{LABELS[step.stage]}, about {step.escalation.about_reference}",
        )
        for step in waiting.order_by("began_at", "pk")[:SHOWN]
        if step.answered_at or step.stage not in OF_MANAGERS or _is_for(actor, now)
    ]
    if not rows:
        return None
    return Panel("Disagreements", rows, order=35, href=reverse("casework:escalations"))
