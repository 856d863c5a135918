"""Starting and stopping duties. A statutory clock never pauses: it runs, is met, or is missed for a reason."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from breakwater.casework.cases.models import Case
from breakwater.foundation import audit
from breakwater.foundation.dates import Due, due
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.office_hours import OfficeHours
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Team

from .models import Clock
from .rules import CLOCK_RULES, ClockRule


class NotBreached(Refusal):
    words = "This clock was not missed, so there is nothing to explain."


def running_of(team: Team) -> QuerySet[Clock]:
    """The clocks of a team that run, nearest first."""
    return Clock.objects.running().filter(team=team).select_related("case__responsible_team").order_by("due_at", "pk")


def running_in(case: int) -> Clock | None:
    """The clock of a case that runs."""
    return Clock.objects.running().filter(case=case).first()


def start(*, case: Case, rule: ClockRule, team: Team, at: datetime) -> Clock:
    """Start a duty of `team` on a case, counted from `at` (aware). One already running for the rule is returned."""
    return start_all(case=case, rules=[rule], team=team, at=at)[0]


def start_all(*, case: Case, rules: Sequence[ClockRule], team: Team, at: datetime) -> list[Clock]:
    """Start several duties at once, as `start` does each. Returns them in the order of `rules`."""
    running = {
        clock.rule: clock for clock in Clock.objects.running().filter(case=case, rule__in=[r.key for r in rules])
    }
    wanted = [rule for rule in rules if rule.key not in running]
    if wanted:
        hours = hours_of(team, london_date(at))
        for clock in Clock.objects.bulk_create([_counted(case, rule, team, at, hours) for rule in wanted]):
            running[clock.rule] = clock
    return [running[rule.key] for rule in rules]


def start_for_day(
    *, case: Case, rule: ClockRule, team: Team, on: date, at: datetime, began: datetime | None = None
) -> Clock:
    """Start a duty that is due on a day people agreed. One whose day was moved keeps the moment it `began`."""
    when = Due.in_the_day(on, hours=hours_of(team, on), start=at)
    return Clock.objects.create(
        case=case,
        rule=rule.key,
        team=team,
        started_at=began or at,
        due_on=when.on,
        due_at=when.shown_at,
        breach_at=when.breach_at,
    )


def met_at_once(*, case: Case, rule: ClockRule, team: Team, began: datetime, by: Actor, at: datetime) -> Clock:
    """Keep a duty that began at `began` and is done now, for a case on which it never ran."""
    clock = _counted(case, rule, team, began, hours_of(team, london_date(began)))
    clock.stopped_at, clock.stopped_by = at, by
    clock.save()
    return clock


def _counted(case: Case, rule: ClockRule, team: Team, at: datetime, hours: OfficeHours) -> Clock:
    when = due(rule.allows, at, hours)
    return Clock(
        case=case,
        rule=rule.key,
        team=team,
        started_at=at,
        due_on=when.on,
        due_at=when.shown_at,
        breach_at=when.breach_at,
    )


def stop(*, case: Case, rule: ClockRule, by: Actor, at: datetime) -> Clock | None:
    """The duty is done. Returns the clock, or None where none was running."""
    clock = Clock.objects.running().select_for_update().filter(case=case, rule=rule.key).first()
    if clock is None:
        return None
    clock.stopped_at, clock.stopped_by = at, by
    clock.save(update_fields=["stopped_at", "stopped_by"])
    return clock


def stop_all(*, case: Case, by: Actor, at: datetime) -> None:
    """Stop the duties on a case that is being closed, but those that outlive it."""
    go_on = [key for key, rule in CLOCK_RULES.items() if rule.outlives_case]
    Clock.objects.running().filter(case=case).exclude(rule__in=go_on).update(stopped_at=at, stopped_by=by)


@transaction.atomic
def explain(clock: Clock, *, reason: str, by: Actor, at: datetime) -> Clock:
    """Keep the reason for a breach. Raises NotBreached."""
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    if not clock.was_breached(at):
        raise NotBreached(clock.rule)
    clock.breach_reason, clock.breach_explained_by = reason, by
    clock.save(update_fields=["breach_reason", "breach_explained_by"])
    audit.did("explained a missed clock", "case", clock.case_id, rule=clock.rule)
    return clock
