"""Dates on a page: in words people say, with the exact moment on focus and in the title."""

from datetime import date, datetime

from django.utils import timezone
from markupsafe import Markup

MONTHS = "January February March April May June July August September October November December".split()


def day(value: date | datetime | None) -> str:
    """Return "24 November 2026", or "" for None."""
    if value is None:
        return ""
    local = _local(value)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def spoken(value: date | datetime | None) -> str:
    """Return the date in words people say ("tomorrow 17:00")."""
    from breakwater.foundation import dates

    return "" if value is None else dates.spoken(_local(value))


def exact(value: date | datetime) -> str:
    """Return "Tuesday 24 November 2026, 14:05"."""
    local = _local(value)
    clock = f", {local:%H:%M}" if isinstance(local, datetime) else ""
    return f"{local:%A} {day(local)}{clock}"


def moment(value: date | datetime | None) -> Markup:
    """Return a <time> element: spoken words, and the exact moment on focus, on hover and for machines."""
    if value is None:
        return Markup("")
    return Markup('<time class="bw-moment" datetime="{}" title="{}" tabindex="0">{}</time>').format(
        _local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat(),
        exact(value),
        spoken(value),
    )


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
