"""The nightly look for actions that are overdue, that nobody accepted, or whose owner has left (PL 4.10)."""

from datetime import datetime

from django.utils import timezone

from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from .models import ActionStep, ActionWatch, State, StepKind, TrackedAction

# Working days overdue, and who hears of it then: the organisation's lead, whoever set the action, the executive.
LEVELS = (1, 10, 20)
LEAD, SETTER, EXECUTIVE = 1, 2, 3
EXECUTIVES = ("executive", "scrutiny")  # the service of an area's executive, or of the partnership where it has none


@jobs.every("20 4 * * *", name="actions.escalate")
def escalate_everywhere() -> None:
    """Every night: escalate what is overdue in each area."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: escalate(area, at=timezone.now()))


def escalate(area: Area, *, at: datetime) -> int:
    """Escalate the overdue actions of an area, and those not accepted in time; return how many were moved up."""
    today, calendar = london_date(at), working_calendar(area)
    moved = 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        owned = TrackedAction.objects.for_pages().to_do().filter(area=area, owner_team__isnull=False).order_by("pk")
        for action in owned.filter(owner__ends_on__lt=today):
            _owner_left(action, by=by, at=at)
        for action in owned.filter(state=State.PROPOSED, accept_by__lt=today):
            moved += _not_accepted(action, by=by, at=at)
        for action in owned.filter(due_on__lt=today, escalated__lt=EXECUTIVE):
            late = calendar.working_days_between(action.due_on, today)
            level = sum(late >= days for days in LEVELS)
            if level > action.escalated:
                _overdue(action, level, late, by=by, at=at)
                moved += 1
    return moved


def _overdue(action: TrackedAction, level: int, late: int, *, by: Actor, at: datetime) -> None:
    action.escalated = level
    action.save(update_fields=["escalated"])
    _record(action, StepKind.ESCALATED, f"{late} working days overdue", by=by, at=at)
    owners = [post.user for post in (action.owner, action.lead) if post]
    _tell(action, "An action is overdue", users=owners, team=None if owners else action.owner_team, by=by, at=at)
    if level >= SETTER:
        _tell(action, "An action is two weeks overdue", team=action.set_by_team, by=by, at=at)
    if level >= EXECUTIVE and (team := _executive(action.area)):
        ActionWatch.objects.get_or_create(action=action, team=team, defaults={"since": at})
        _tell(action, "An action is four weeks overdue", team=team, by=by, at=at)


def _not_accepted(action: TrackedAction, *, by: Actor, at: datetime) -> bool:
    """Whoever set it hears once that nobody accepted it, and may give it to another."""
    if action.steps.filter(kind__in=[StepKind.UNANSWERED, StepKind.DECLINED], at__date__gte=action.starts_on).exists():
        return False
    _record(action, StepKind.UNANSWERED, "", by=by, at=at)
    _tell(action, "An action was not accepted in time", team=action.set_by_team, by=by, at=at)
    return True


def _owner_left(action: TrackedAction, *, by: Actor, at: datetime) -> None:
    """Its owner's post has ended: the organisation says who does it now."""
    name = action.owner.user.name
    action.owner, action.state = None, State.PROPOSED
    action.accept_by = working_calendar(action.area).add_working_days(london_date(at), 1)
    action.save(update_fields=["owner", "state", "accept_by"])
    _record(action, StepKind.REASSIGNED, f"{name} has left: say who does it now", by=by, at=at)
    _tell(action, "An action needs a new owner", team=action.owner_team, by=by, at=at)


def _executive(area: Area) -> Team | None:
    for service in EXECUTIVES:
        try:
            return receiving_team(area, service)
        except NobodyReceives:
            continue
    return None


def _record(action: TrackedAction, kind: StepKind, words: str, *, by: Actor, at: datetime) -> None:
    ActionStep.objects.create(action=action, kind=kind, words=words, at=at, by=by)
    audit.did(kind.label.lower(), "action", action.pk)


def _tell(action: TrackedAction, words: str, *, by: Actor, at: datetime, users=(), team: Team | None = None) -> None:
    notifications.tell(words=words, path=f"/actions/{action.public_id}/", users=users, team=team, by=by, at=at)
