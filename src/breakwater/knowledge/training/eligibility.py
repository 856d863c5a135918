"""Whether somebody may book a course: yes, yes with a warning, if the training team approves, or no, with the reason and what else there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .codes import in_words
from .completions import Completion
from .models import Course, Delegate, Employment, Event, EventState, Open


class Outcome(StrEnum):
    ALLOW = "allow"
    WARN = "warn"
    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Verdict:
    """What is answered, why, and the course to take instead or first (None: no other)."""

    outcome: Outcome
    reason: str = ""
    instead: Course | None = None


YES = Verdict(Outcome.ALLOW)


def assess(
    event: Event,
    delegate: Delegate,
    employment: Employment | None,
    done: Iterable[Completion],
    at: datetime,
    *,
    by_keeper: bool = False,
) -> Verdict:
    """The hardest of the answers: a refusal before an approval, an approval before a warning.

    `by_keeper`: the training team books, for which no date closes and whose booking is the approval.
    """
    course, own = event.course, [each for each in done if each.delegate_id == delegate.pk]
    answers = [
        None if by_keeper and event.state in (EventState.OPEN, EventState.DONE) else _date_is_open(event, at),
        _area(course, delegate),
        _sector(course, employment),
        _group(course, employment),
        _before(course, own, london_date(event.starts_at)),
        _again(course, own, london_date(event.starts_at)),
    ]
    hardness = list(Outcome)
    found = max((each for each in answers if each), key=lambda each: hardness.index(each.outcome), default=YES)
    return Verdict(Outcome.WARN, found.reason) if by_keeper and found.outcome == Outcome.APPROVE else found


def closed_because(event: Event, at: datetime) -> str:
    """Why nobody may book it any more; empty while it is open."""
    if event.state == EventState.CANCELLED:
        return f"This date is cancelled. {event.cancelled_why}"
    if event.state != EventState.OPEN:
        return "This date is not open for booking."
    if at >= event.cut_off_at:
        return "Booking for this date has closed. The training team may still have a place for you."
    return ""


def _date_is_open(event: Event, at: datetime) -> Verdict | None:
    closed = closed_because(event, at)
    return Verdict(Outcome.REFUSE, closed, event.course) if closed else None


def _area(course: Course, delegate: Delegate) -> Verdict | None:
    if course.open_to == Open.AREA and delegate.area_id != course.area_id:
        return Verdict(Outcome.REFUSE, f"This course is for people who work in {course.area.name} only.")
    return None


def _sector(course: Course, employment: Employment | None) -> Verdict | None:
    if not course.sectors or employment and employment.organisation.kind in course.sectors:
        return None
    kinds = dict(OrganisationKind.choices)
    whose = ", ".join(kinds[each].lower() for each in course.sectors)
    return _not_intended(course, f"This course is for staff of: {whose}.")


def _group(course: Course, employment: Employment | None) -> Verdict | None:
    groups = employment.staff_groups if employment else []
    if not course.staff_groups or set(groups) & set(course.staff_groups):
        return None
    return _not_intended(course, f"This course is for: {in_words(course.staff_groups).lower()}.")


def _not_intended(course: Course, words: str) -> Verdict:
    if course.strict:
        return Verdict(Outcome.REFUSE, words)
    return Verdict(Outcome.APPROVE, f"{words} The training team decides.")


def _before(course: Course, own: list[Completion], day: date) -> Verdict | None:
    """The course that comes before it, recent enough on the day."""
    first = course.before
    if first is None:
        return None
    since = months_later(day, -course.before_months) if course.before_months else date.min
    if any(_counts_as(each, first) and each.on >= since for each in own):
        return None
    within = f" in the {course.before_months} months before" if course.before_months else " first"
    words = f"{first.title} has to be done{within}."
    if course.strict:
        return Verdict(Outcome.REFUSE, words, first)
    return Verdict(Outcome.WARN, f"{words} You may book if it was done elsewhere.", first)


def _again(course: Course, own: list[Completion], day: date) -> Verdict | None:
    last = next((each for each in own if each.course_id == course.pk), None)
    if last is None:
        return None
    until = months_later(last.on, course.valid_months) if course.valid_months else None
    if until and until <= day:
        return None
    counts = f" and counts until {until:%-d %B %Y}" if until else ""
    return Verdict(Outcome.WARN, f"This course was attended on {last.on:%-d %B %Y}{counts}.")


def _counts_as(done: Completion, course: Course) -> bool:
    return done.course_id == course.pk or bool(course.group_id) and done.group_id == course.group_id
