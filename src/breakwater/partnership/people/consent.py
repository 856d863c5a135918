"""Who is asked for their own agreement: a parent answers for a child, and not for a young person of 16 or 17."""

from datetime import date

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import age_on

ASKED_FROM, GROWN_UP = 16, 18


def is_asked_themselves(born: PartDate | None, *, on: date) -> bool:
    """Whether someone is 16 or 17, or may be by a date of birth that is known in part."""
    return born is not None and age_on(born.latest, on) < GROWN_UP and age_on(born.earliest, on) >= ASKED_FROM
