"""When a service is there, in words and in the search: iCalendar's days, London's clock."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from breakwater.foundation.dates.london_time import to_london

from .models import Opening

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
LOOKS_AHEAD = 35  # days in which the next opening of a monthly service must come


def day_codes(day: date) -> tuple[str, set[str]]:
    """How iCalendar names a day in a weekly rule, and in a monthly one: ("TU", {"1TU"}), with "-1TU" for the last."""
    code = CODES[day.weekday()]
    monthly = {f"{(day.day - 1) // 7 + 1}{code}"}
    if (day + timedelta(days=7)).month != day.month:
        monthly.add(f"-1{code}")
    return code, monthly


def is_on(opening: Opening, day: date) -> bool:
    """Whether a line of hours holds on a day."""
    if (opening.valid_from and day < opening.valid_from) or (opening.valid_to and day > opening.valid_to):
        return False
    weekly, monthly = day_codes(day)
    days = set(opening.days.split(","))
    return weekly in days if opening.often == Opening.Often.WEEKLY else bool(monthly & days)


def open_at(at: datetime) -> Exists:
    """The condition that a service is open at a moment, for its queryset."""
    here = to_london(at)
    weekly, monthly = day_codes(here.date())
    today = Q(often=Opening.Often.WEEKLY, days__regex=rf"(^|,){weekly}(,|$)") | Q(
        often=Opening.Often.MONTHLY, days__regex=rf"(^|,)({'|'.join(sorted(monthly))})(,|$)"
    )
    now, day = here.time(), here.date()
    return Exists(
        Opening.objects.filter(
            today,
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
            service=OuterRef("pk"),
            opens_at__lte=now,
            closes_at__gt=now,
        )
    )


def now_words(openings: Iterable[Opening], at: datetime) -> str:
    """ "Open now until 17:00", "Opens tomorrow at 09:00", or "" where no hours are known."""
    timed = [each for each in openings if each.opens_at]
    here = to_london(at)
    for each in timed:
        if is_on(each, here.date()) and each.opens_at <= here.time() < each.closes_at:
            return f"Open now until {_clock(each.closes_at)}"
    for ahead in range(LOOKS_AHEAD):
        day = here.date() + timedelta(days=ahead)
        later = sorted(e.opens_at for e in timed if is_on(e, day) and (ahead or e.opens_at > here.time()))
        if later:
            return f"Opens {_day_words(day, ahead)} at {_clock(later[0])}"
    return ""


def line_words(opening: Opening) -> str:
    """A line of hours as people say it: "Monday, Wednesday, 09:00 to 12:00 (term time only)"."""
    days = _days_words([each for each in opening.days.split(",") if each], opening.often)
    times = f", {_clock(opening.opens_at)} to {_clock(opening.closes_at)}" if opening.opens_at else ""
    more = f" ({opening.words})" if opening.words else ""
    return f"{days}{times}{more}".strip(", ") or "Ask about times"


def _days_words(codes: list[str], often: str) -> str:
    """ "Monday to Friday" for three days and more that follow one another each week; otherwise each by name."""
    if often == Opening.Often.WEEKLY and len(codes) > 2 and all(code in CODES for code in codes):
        places = sorted(CODES.index(code) for code in codes)
        if places == list(range(places[0], places[0] + len(codes))):
            return f"{NAMES[places[0]]} to {NAMES[places[-1]]}"
    names = [_day_name(code, often) for code in codes]
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def _day_name(code: str, often: str) -> str:
    name = NAMES[CODES.index(code[-2:])] if code[-2:] in CODES else code
    if often == Opening.Often.WEEKLY or code == code[-2:]:
        return name
    return f"{ORDINALS.get(int(code[:-2]), code[:-2])} {name} of the month"


def _day_words(day: date, ahead: int) -> str:
    if ahead == 0:
        return "today"
    return "tomorrow" if ahead == 1 else (NAMES[day.weekday()] if ahead < 7 else f"on {day:%A} {day.day} {day:%B}")


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
