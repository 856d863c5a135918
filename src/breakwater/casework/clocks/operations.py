"""Starting and stopping duties. A statutory clock never pauses: it runs, is met, or is missed for a reason."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases.models import Case
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor, Team

from .models import Clock
from .rules import ClockRule


class NotBreached(Exception):
    """The clock was met, so there is nothing to explain."""


def start(*, case: Case, rule: ClockRule, team: Team, at: datetime) -> Clock:
    """Start a duty of `team` on a case, counted from `at` (aware). One already running for the rule is returned."""
    running = Clock.objects.running().filter(case=case, rule=rule.key).first()
    if running:
        return running
    when = due(rule.allows, at, hours_of(team, london_date(at)), working_calendar(team.area))
    return Clock.objects.create(
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
    """Stop every duty on a case that is being closed."""
    Clock.objects.running().filter(case=case).update(stopped_at=at, stopped_by=by)


@transaction.atomic
def explain(*, clock: Clock, reason: str, by: Actor, at: datetime) -> Clock:
    """Keep the reason for a breach. Raises NotBreached."""
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    if not clock.was_breached(at):
        raise NotBreached(clock.rule)
    clock.breach_reason, clock.breach_explained_by = reason, by
    clock.save(update_fields=["breach_reason", "breach_explained_by"])
    audit.did("explained a missed clock", "case", clock.case_id, rule=clock.rule)
    return clock
