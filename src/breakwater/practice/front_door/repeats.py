"""How often a child came to the front door within twelve months, and from how many agencies (FD 2.9)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from breakwater.foundation.dates.london_time import london_date, start_of

from .models import Contact, Outcome

LONGEST_YEAR = timedelta(days=367)


@dataclass(frozen=True)
class Repeat:
    """Which contact this is within twelve months (1 for the first), and from how many agencies they came."""

    number: int
    agencies: int

    @property
    def words(self) -> str:
        """ "3rd contact in 12 months, 2 agencies"; empty for a first contact."""
        if self.number < 2:
            return ""
        of_whom = f", {self.agencies} agencies" if self.agencies > 1 else ""
        return f"{ordinal(self.number)} contact in 12 months{of_whom}"


def a_year_later(day: date) -> date:
    """The same day a year on; after 29 February that is 28 February (FD 2.9)."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def within_twelve_months(earlier: date, later: date) -> bool:
    """Whether `later` falls within twelve months of `earlier`; the day itself a year on is inside."""
    return earlier <= later <= a_year_later(earlier)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def repeats_of(contacts: Iterable[Contact]) -> dict[int, Repeat]:
    """The repeat mark of each contact about a known child, by its key: one query for all of them.

    Duplicates and what was recorded in error do not count. Only what the actor may see is counted.
    """
    known = [contact for contact in contacts if contact.child_id]
    first = min((contact.received_at for contact in known), default=None)
    if first is None:
        return {}
    since = start_of(london_date(first) - LONGEST_YEAR)
    rows = (
        Contact.objects.filter(child_id__in={contact.child_id for contact in known}, received_at__gte=since)
        .exclude(outcome=Outcome.DUPLICATE)
        .values_list("pk", "child_id", "received_at", "sender_organisation_id")
    )
    by_child = defaultdict(list)
    for pk, child, received_at, agency in rows:
        by_child[child].append((received_at, pk, agency))
    return {contact.pk: _repeat(contact, by_child[contact.child_id]) for contact in known}


def _repeat(contact: Contact, others: list[tuple]) -> Repeat:
    day = london_date(contact.received_at)
    till_now = [
        (pk, agency)
        for received_at, pk, agency in others
        if (received_at, pk) <= (contact.received_at, contact.pk)
        and within_twelve_months(london_date(received_at), day)
    ]
    return Repeat(max(1, len({pk for pk, _ in till_now})), len({agency for _, agency in till_now if agency}))
