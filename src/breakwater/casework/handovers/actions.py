"""What the giver has open in a case that changes hands: each action goes on, stays, or goes to the team, one by one (FD 4.9)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from breakwater.casework.cases.models import CaseWorker
from breakwater.casework.tasks.models import Task
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Membership, Team

from .models import Handover, HandoverAction
from .registry import OPEN_ACTIONS, RECEIVERS, ActionSource, Holder, OpenAction

Goes = HandoverAction.Goes
LOOKS_ON = timedelta(days=28)  # how long a lead who handed over may look, and be rung (FD 4.9)


class NotOneOfThem(Refusal):
    """What was said is of no open action of this handover, or says what may not be: nothing stays past the giver's sight."""

    words = "What is open has changed meanwhile. Read it again below, then answer."


def _tasks(holder: Holder) -> list[OpenAction]:
    found = Task.objects.open().filter(case__in=holder.cases)
    found = found.filter(team=holder.team) if holder.team else found.filter(owner__user__in=holder.users)
    return [
        OpenAction(
            kind="task",
            row=task.pk,
            case=task.case_id,
            words=task.title,
            due_on=london_date(task.due_at),
            who=task.owner.user.name if task.owner_id else task.team.name,
        )
        for task in found.select_related("owner__user", "team").order_by("due_at", "pk")
    ]


def _give_task(row: int, owner: Membership | None, team: Team) -> None:
    Task.objects.filter(pk=row, done_at=None).update(team=team, owner=owner)


OPEN_ACTIONS.register("task", ActionSource(held=_tasks, give=_give_task))


def asked_of(handover: Handover) -> bool:
    """Whether its acceptance takes open actions out of someone's hands."""
    return handover.moves_cases or bool(RECEIVERS[handover.service].takes_over)


def open_in(handover: Handover) -> list[OpenAction]:
    """The open actions that whoever hands over holds: of the giving team where a case moves, of the lead where the lead changes."""
    if not asked_of(handover):
        return []
    cases = [row.case_id for row in handover.carried.all()]
    if handover.moves_cases:
        holder = Holder(cases=cases, team=handover.from_team)
    else:
        posts = CaseWorker.objects.filter(
            case__in=cases, capacity=RECEIVERS[handover.service].takes_over, ends_at=None
        ).exclude(membership=handover.proposed_lead_id)
        holder = Holder(cases=cases, users=frozenset(posts.values_list("user_id", flat=True)))
    return holder.actions() if holder.team or holder.users else []


def said_of(handover: Handover) -> dict[str, str]:
    """What the giver said of each action, by the action's name."""
    return {f"{row.kind}-{row.row}": row.goes for row in handover.actions.all()}


def looks_until(handover: Handover, on: date) -> date | None:
    """The last day on which the giver may look, were it accepted on a day."""
    return handover.keeps_sight_until if handover.moves_cases else on + LOOKS_ON


def choices_for(handover: Handover, action: OpenAction, on: date) -> list[str]:
    """Where an action may go. Nothing stays with a giver who would not see the case on the day it is due."""
    looks = looks_until(handover, on)
    stays = looks is not None and (action.due_on is None or action.due_on <= looks)
    return [Goes.ON, *([Goes.STAYS] if stays else []), *([] if handover.moves_cases else [Goes.TEAM])]


def plan(*, handover: Handover, goes: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Keep where each action goes, by the action's name, in place of what was said before. Raises NotOneOfThem."""
    found = {action.name: action for action in open_in(handover)}
    for name, where in goes.items():
        if name not in found or where not in choices_for(handover, found[name], london_date(at)):
            raise NotOneOfThem(handover.reference)
        HandoverAction.objects.update_or_create(
            handover=handover,
            kind=found[name].kind,
            row=found[name].row,
            defaults={"goes": where, "said_at": at, "said_by": by},
        )
    if goes:
        audit.did("said where actions go", "handover", handover.pk, actions=len(goes))


def hand_on(*, handover: Handover, held: Iterable[OpenAction], by: Actor, at: datetime) -> None:
    """Every action goes where was said of it. One of which nothing was said goes to the team that answers for the case."""
    said = said_of(handover)
    teams = {
        row.case_id: row.case.responsible_team for row in handover.carried.select_related("case__responsible_team")
    }
    moved = 0
    for action in held:
        goes = said.get(action.name, Goes.TEAM)
        if goes == Goes.STAYS and Goes.STAYS in choices_for(handover, action, london_date(at)):
            continue
        on = goes == Goes.ON and not handover.moves_cases
        OPEN_ACTIONS[action.kind].give(
            action.row, by.membership if on else None, by.membership.team if on else teams[action.case]
        )
        moved += 1
    if moved:
        audit.did("handed actions on", "handover", handover.pk, actions=moved)
