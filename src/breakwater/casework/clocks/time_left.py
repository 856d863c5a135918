"""A clock as a page shows it: the parameters of the component `design/components/clock.html`."""

from datetime import datetime, timedelta

from breakwater.foundation.dates import Due
from breakwater.foundation.dates.in_words import due_in_words, moment_in_words
from breakwater.foundation.dates.limits import Hours, Minutes
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.office_hours import OfficeHours
from breakwater.foundation.design.moments import exact, moment
from breakwater.foundation.registries import NotRegistered
from breakwater.partnership.organisations.calendars import hours_by_key

from .models import Clock
from .rules import CLOCK_RULES

LAST_MINUTES = timedelta(minutes=10)
STATE_WORDS = {"in_time": "In time", "near": "Due soon", "last": "Minutes left", "late": "Overdue"}
NEAR = 75  # per cent of the time gone, from which a clock is drawn as near


def due_of(clock: Clock) -> Due:
    """The clock's due time as the dates room speaks of it."""
    return Due(on=clock.due_on, shown_at=clock.due_at, breach_at=clock.breach_at)


def state_of(clock: Clock, *, now: datetime) -> str:
    """in_time, near, last, late or met. Shown as due at the close of office, late when the day is over (SG-03)."""
    if not clock.is_running:
        return "late" if clock.was_breached(now) else "met"
    if now >= clock.breach_at:
        return "late"
    if clock.breach_at - now <= LAST_MINUTES:
        return "last"
    return "near" if now >= clock.due_at or used(clock, now=now) >= NEAR else "in_time"


def used(clock: Clock, *, now: datetime) -> int:
    """Per cent of the time that has gone. Of a duty of the office its hours count: a contact of Friday evening is not old on
    Monday morning. One that runs past closing is used up by every hour.
    """
    whole = None
    if not runs_past_closing(clock):
        between = hours_that_count(clock, now=now).working_time_between
        whole = between(clock.started_at, clock.due_at)
    if not whole:
        between, whole = _time_between, _time_between(clock.started_at, clock.due_at)
    gone = between(clock.started_at, min(max(now, clock.started_at), clock.due_at))
    return round(100 * gone / whole) if whole else 100 * (now >= clock.due_at)


def runs_past_closing(clock: Clock) -> bool:
    """Whether every hour counts, as for a child in danger, and not only those in which the office is open."""
    rule = CLOCK_RULES.get(clock.rule)
    return bool(rule) and isinstance(rule.allows, Hours | Minutes)


def due_words(clock: Clock, *, now: datetime) -> str:
    """today 09:37, 4 hours left: of a duty that runs, in the hours that count for it."""
    return due_in_words(
        due_of(clock), now=now, hours=None if runs_past_closing(clock) else hours_that_count(clock, now=now)
    )


def hours_that_count(clock: Clock, *, now: datetime) -> OfficeHours:
    """The hours of the team that must act, as it opens today, and the days on which its area is closed.

    The same calendar as it is due by: of twenty working days nobody is told twenty-one because the office is shut on one.
    """
    return hours_by_key(clock.team_id, london_date(now))


def _time_between(begin: datetime, end: datetime) -> timedelta:
    return end - begin


def in_brief(clock: Clock, *, now: datetime) -> dict:
    """The same of a clock that runs, for a line of a long list: plain words, and the exact moment beside them."""
    try:
        name = CLOCK_RULES[clock.rule].label
    except NotRegistered:
        name = clock.rule
    words, state = due_words(clock, now=now), state_of(clock, now=now)
    return {
        "name": name,
        "words": words[:1].upper() + words[1:],
        "exact": exact(clock.due_at),
        "state": state,
        "state_words": "Due now" if clock.due_at <= now < clock.breach_at else STATE_WORDS[state],
    }


def shown(clock: Clock, *, now: datetime, with_source: bool = False) -> dict:
    """What the clock component takes. `with_source` adds the rule and where it is written, shown on request."""
    try:
        rule = CLOCK_RULES[clock.rule]
        name, allows, source = rule.label, f"{rule.allows}, from when {rule.starts_when}.", str(rule.source)
    except NotRegistered:  # a rule taken out of use; the clock stays on record
        name, allows, source = clock.rule, "", ""
    if clock.is_running:
        words = due_words(clock, now=now)
        state_words = "Overdue" if now >= clock.breach_at else "Due now" if now >= clock.due_at else ""
    else:
        words = f"done {moment_in_words(clock.stopped_at, now=now)}"
        state_words = "Out of timescale" if clock.was_breached(now) else ""
    more = {"rule": allows, "source": source} if with_source else {}
    return {
        "name": name,
        "words": moment(clock.due_at, words[:1].upper() + words[1:]),
        "state": state_of(clock, now=now),
        "state_words": state_words,
        **more,
    }
