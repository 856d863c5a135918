"""The area's calendar: days on which its offices are closed, and its schools' terms. Both count in what is due."""

from datetime import date, datetime, timedelta

from django.db import transaction

from breakwater.foundation.dates import ENGLAND, london_date
from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import Refusal

from ..models import Actor, Area, Closure, SchoolTerm
from .locking import lock, note

LONGEST_CLOSURE = 31
LONGEST_TERM = timedelta(days=182)


class NotADayToCome(Refusal):
    """Days gone by stay as they were: what was due then was reckoned with them."""

    words = "Days gone by stay as they were: what was due then was reckoned with them"
    box = "first"


class ClosedAnyway(Refusal):
    """Every day asked for is a bank holiday, on which offices are closed of themselves."""

    words = "That is a bank holiday: offices are closed of themselves"
    box = "first"


class WrongWayRound(Refusal):
    """The last day lies before the first, or (a term's) on it."""

    words = "The last closed day must not be before the first"
    box = "last"


class TooLong(Refusal):
    """More days than a closure or a term has."""

    words = f"Close at most {LONGEST_CLOSURE} days at a time. For longer, change the hours"
    box = "last"


class TermsOverlap(Refusal):
    """The dates meet those of another term, which is the first argument."""


class TermNamedTwice(Refusal):
    """The area has a term of that name."""

    words = "Another term has this name. Add the year or the half"
    box = "label"


@transaction.atomic
def close(*, area: Area, first: date, last: date, reason: str, by: Actor, at: datetime) -> list[date]:
    """Close the area's offices on each day from `first` to `last`. Returns the days that were not closed before.

    Raises NotADayToCome, WrongWayRound, TooLong, ClosedAnyway.
    """
    area = lock(area, by=by)
    if first < london_date(at):
        raise NotADayToCome(first)
    if last < first:
        raise WrongWayRound(last)
    if (last - first).days >= LONGEST_CLOSURE:
        raise TooLong(last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [one for one in days if not ENGLAND.is_holiday(one)]
    if not days:
        raise ClosedAnyway(first)
    closed = set(area.closures.filter(day__in=days).values_list("day", flat=True))
    made = Closure.objects.bulk_create(Closure(area=area, day=one, reason=reason) for one in days if one not in closed)
    if made:
        note(area, "closure", days=[closure.day.isoformat() for closure in made])
    return [closure.day for closure in made]


@transaction.atomic
def open_again(*, area: Area, closure: int, by: Actor, at: datetime) -> Closure | None:
    """Take back a closed day. Returns it, or None where it was taken back before. Raises NotADayToCome."""
    area = lock(area, by=by)
    found = area.closures.filter(pk=closure).first()
    if found is None:
        return None
    if found.day < london_date(at):
        raise NotADayToCome(found.day)
    note(area, "closure", found.pk, opened_again=found.day.isoformat())
    found.delete()
    return found


@transaction.atomic
def keep_term(
    *, area: Area, term: SchoolTerm | None, label: str, starts_on: date, ends_on: date, by: Actor, at: datetime
) -> SchoolTerm:
    """Add a term, or change `term`. The same term sent again is the same term.

    Raises NotADayToCome, WrongWayRound, TooLong, TermNamedTwice, TermsOverlap.
    """
    area, today = lock(area, by=by), london_date(at)
    if ends_on <= starts_on:
        raise WrongWayRound(ends_on, words="The last school day must be after the first", box="ends_on")
    if ends_on - starts_on > LONGEST_TERM:
        raise TooLong(ends_on, words="A term is shorter than half a year. Check both dates", box="ends_on")
    if ends_on < today or (term is not None and term.ends_on < today):
        raise NotADayToCome(
            ends_on,
            words="A term that is over stays as it was: what was due then was reckoned with it",
            box="ends_on",
        )
    same = area.terms.filter(label__iexact=label, starts_on=starts_on, ends_on=ends_on).first()
    if same and (term is None or (term.pk == same.pk and same.label == label)):
        return same
    others = area.terms.exclude(pk=term.pk) if term else area.terms.all()
    if others.filter(label__iexact=label).exists():
        raise TermNamedTwice(label)
    if meeting := others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).order_by("starts_on").first():
        dates = f"{day(meeting.starts_on)} to {day(meeting.ends_on)}"
        words = f"These dates overlap {meeting.label}, {dates}. Change one of them"
        raise TermsOverlap(meeting, words=words, box="starts_on")
    kept = area.terms.select_for_update().get(pk=term.pk) if term else SchoolTerm(area=area)
    kept.label, kept.starts_on, kept.ends_on = label, starts_on, ends_on
    kept.save()
    note(area, "term", kept.pk, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
    return kept


@transaction.atomic
def remove_term(*, area: Area, term: int, by: Actor, at: datetime) -> SchoolTerm | None:
    """Take back a term that has not begun. Returns it, or None where it was taken back before. Raises NotADayToCome."""
    area = lock(area, by=by)
    found = area.terms.filter(pk=term).first()
    if found is None:
        return None
    if found.starts_on <= london_date(at):
        raise NotADayToCome(found.starts_on, words="A term that has begun stays. Change its last day instead")
    note(area, "term", found.pk, removed=True)
    found.delete()
    return found
