"""Actions that wait for a post, on its Today page."""

from datetime import datetime, timedelta
from textwrap import shorten

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup
from .models import OPEN, ActionExtension, ActionStep, State, StepKind, TrackedAction

SHOWN, SOON = 10, timedelta(days=14)


def _waiting(action: TrackedAction, text: str, due=None) -> Waiting:
    hint = f"{action.owner_team.organisation.name}: {action.wording}" if action.owner_team_id else action.wording
    href = reverse("casework:action", args=[action.public_id])
    return Waiting(text=text, href=href, hint=shorten(hint, 140, placeholder=" …"), due_at=end_of(due) if due else None)


@TODAY_PANELS.register("casework.actions")
def actions_to_do(actor: Actor, now: datetime) -> Panel | None:
    """What one's organisation accepts, or does soon. No panel where there is none."""
    if not may(actor, Permission.ACTION_WORK):
        return None
    listed = lookup.to_do_by(actor.membership.team).to_do()
    listed = listed.filter(Q(state=State.PROPOSED) | Q(due_on__lte=london_date(now) + SOON)).order_by("due_on", "pk")
    first, total = nearest(listed, SHOWN)
    rows = [
        _waiting(action, "Accept an action, or say why not", action.accept_by)
        if action.state == State.PROPOSED
        else _waiting(action, "An action is due", action.due_on)
        for action in first
    ]
    where = reverse("casework:actions")
    return Panel("Actions of your organisation", rows, order=45, total=total, href=where) if rows else None


@TODAY_PANELS.register("casework.actions_set")
def actions_set(actor: Actor, now: datetime) -> Panel | None:
    """What whoever set actions verifies, answers or gives to another."""
    if not may(actor, Permission.ACTION_SET):
        return None
    today = london_date(now)
    asked = ActionExtension.objects.filter(action=OuterRef("pk"), granted=None)
    declined = ActionStep.objects.filter(action=OuterRef("pk"), kind__in=[StepKind.DECLINED, StepKind.UNANSWERED])
    listed = (
        lookup.ACTIONS.filter(set_by_team=actor.membership.team)
        .exclude(owner_team=None)
        .annotate(asks_later=Exists(asked), is_declined=Exists(declined))
    )
    listed = listed.filter(
        Q(state=State.COMPLETE)
        | Q(asks_later=True, state__in=OPEN)
        | Q(is_declined=True, state=State.PROPOSED)
        | Q(escalated__gte=2, state__in=OPEN)
        | Q(state=State.VERIFIED, test_on__lte=today)
    ).order_by(F("due_on").asc(), "pk")
    first, total = nearest(listed, SHOWN)
    rows = [_waiting(action, _what_to_do(action)) for action in first]
    return Panel("Actions you set", rows, order=44, total=total, href=reverse("casework:actions_set")) if rows else None


def _what_to_do(action: TrackedAction) -> str:
    match action.state:
        case State.COMPLETE:
            return "Verify an action"
        case State.VERIFIED:
            return "Test again whether an action has lasted"
        case State.PROPOSED:
            return "An action was not accepted: give it to another, or close it"
    return (
        "Answer: a later date is asked for" if action.asks_later else f"An action is overdue since {day(action.due_on)}"
    )
