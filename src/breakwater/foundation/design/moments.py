"""Dates on a page: in words people say, with the exact moment on focus, on hover and for machines."""

from datetime import date, datetime

from django.utils import timezone
from markupsafe import Markup, escape

from breakwater.foundation.dates import Due, PartDate, london_date, to_london
from breakwater.foundation.dates.in_words import ago as spoken_ago
from breakwater.foundation.dates.in_words import (
    date_in_words,
    day_in_words,
    due_in_words,
    exact_moment,
    moment_in_words,
    time_left,
)


def day(value: date | datetime | PartDate | None) -> str:
    """Return "24 November 2026"; of a part date what is known of it; "" for None."""
    if value is None:
        return ""
    if isinstance(value, PartDate):
        return value.in_words()
    return date_in_words(_date(value))


def spoken(value: date | datetime | Due | PartDate | None) -> str:
    """Return "tomorrow 17:00" of a moment, "tomorrow" of a day, "tomorrow 17:00, 3 working hours left" of a Due."""
    if value is None:
        return ""
    if isinstance(value, Due):
        return due_in_words(value, now=timezone.now())
    if isinstance(value, PartDate):
        return value.in_words()
    if isinstance(value, datetime):
        return moment_in_words(value, now=timezone.now())
    return day_in_words(value, today=timezone.localdate())


def ago(value: datetime) -> str:
    """Return "20 minutes ago", "yesterday", "2 working days ago"."""
    return spoken_ago(value, now=timezone.now())


def left(value: datetime) -> str:
    """Return "3 working hours left" at the partnership's usual hours, "" once it has passed."""
    return time_left(value, now=timezone.now())


def exact(value: date | datetime) -> str:
    """Return "Tuesday 24 November 2026 at 14:05", or without the hour for a day."""
    return exact_moment(value) if isinstance(value, datetime) else f"{value:%A} {date_in_words(value)}"


def moment(value: date | datetime | Due | None, words: str = "") -> Markup:
    """Return a <time> element that shows `words`, or the spoken words; the exact moment is its title."""
    if value is None:
        return Markup("")
    shown = words or spoken(value)
    at = value.shown_at if isinstance(value, Due) else value
    machine = to_london(at).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
    # Written out, not Markup.format: a work list has hundreds of moments, and format costs as much as all else here.
    return Markup(
        f'<time class="bw-moment" datetime="{machine}" title="{exact(at)}" tabindex="0">{escape(shown)}</time>'
    )


def _date(value: date | datetime) -> date:
    return london_date(value) if isinstance(value, datetime) else value
