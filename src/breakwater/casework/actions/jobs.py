"""The nightly look for actions that are overdue, that nobody accepted, or whose owner has left (PL 4.10)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, Membership, ServiceName, Team, User
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from . import operations
from .models import ActionStep, ActionWatch, State, StepKind, TrackedAction

# Working days overdue, and who hears of it then: the organisation's lead, whoever set the action, the executive.
LEVELS = (1, 10, 20)
LEAD, SETTER, EXECUTIVE = 1, 2, 3
EXECUTIVES = ("executive", "scrutiny")  # the service of an area's executive, or of the partnership where it has none


OVERDUE = "An action is overdue", "{} actions are overdue", "casework:actions"
TWO_WEEKS = "An action is two weeks overdue", "{} actions are two weeks overdue", "casework:actions_set"
FOUR_WEEKS = "An action is four weeks overdue", "{} actions are four weeks overdue", "casework:actions_set"
NOT_ACCEPTED = "An action was not accepted in time", "{} actions were not accepted in time", "casework:actions_set"


@dataclass
class Morning:
    """What there is to tell, so that each hears of all that is alike in one message."""

    found: dict[tuple, list[str]] = field(default_factory=dict)

    def add(self, words: tuple[str, str, str], action: TrackedAction, *to: User | Team) -> None:
        for each in dict.fromkeys(to):
            self.found.setdefault((words, each), []).append(_page(action))

    def tell(self, *, by: Actor, at: datetime) -> None:
        for ((*words, all_on), to), pages in self.found.items():
            whom = {"team": to} if isinstance(to, Team) else {"users": [to]}
            notifications.tell_once(words, pages=pages, all_on=reverse(all_on), by=by, at=at, **whom)


@jobs.every("20 4 * * *", name="actions.escalate")
def escalate_everywhere() -> None:
    """Every night: escalate what is overdue in each area."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: escalate(area, at=timezone.now()))


def escalate(area: Area, *, at: datetime) -> int:
    """Escalate the overdue actions of an area, and those not accepted in time; return how many were moved up."""
    today, calendar = london_date(at), working_calendar(area)
    moved, morning = 0, Morning()
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        owned = TrackedAction.objects.for_pages().to_do().filter(area=area, owner_team__isnull=False).order_by("pk")
        left = Membership.objects.filter(ends_on__lt=today).filter(
            Q(pk__in=owned.values("owner")) | Q(pk__in=owned.values("lead"))
        )
        for post in left.select_related("user"):
            operations.give_back(post, by=by, at=at)
        for action in owned.filter(state=State.PROPOSED, accept_by__lt=today):
            moved += _not_accepted(action, morning, by=by, at=at)
        for action in owned.filter(due_on__lt=today, escalated__lt=EXECUTIVE):
            late = calendar.working_days_between(action.due_on, today)
            level = sum(late >= days for days in LEVELS)
            if level > action.escalated:
                _overdue(action, level, late, morning, by=by, at=at)
                moved += 1
        morning.tell(by=by, at=at)
    return moved


def _overdue(action: TrackedAction, level: int, late: int, morning: Morning, *, by: Actor, at: datetime) -> None:
    action.escalated = level
    action.save(update_fields=["escalated"])
    _record(action, StepKind.ESCALATED, f"{late} working days overdue", by=by, at=at)
    is_accepted = action.state != State.PROPOSED  # until then it is the team's, whoever was named for it
    owners = [post.user for post in (action.owner, action.lead) if post and is_accepted]
    morning.add(OVERDUE, action, *(owners or [action.owner_team]))
    if level >= SETTER:
        morning.add(TWO_WEEKS, action, action.set_by_team)
    if level >= EXECUTIVE and (team := _executive(action.area)):
        ActionWatch.objects.get_or_create(action=action, team=team, defaults={"since": at})
        morning.add(FOUR_WEEKS, action, team)


def _not_accepted(action: TrackedAction, morning: Morning, *, by: Actor, at: datetime) -> bool:
    """Whoever set it hears once that nobody accepted it, and may give it to another."""
    if action.steps.filter(kind__in=[StepKind.UNANSWERED, StepKind.DECLINED], at__date__gte=action.starts_on).exists():
        return False
    _record(action, StepKind.UNANSWERED, "", by=by, at=at)
    morning.add(NOT_ACCEPTED, action, action.set_by_team)
    return True


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


def _page(action: TrackedAction) -> str:
    return reverse("casework:action", args=[action.public_id])
