"""How often a child came to the front door within twelve months, and from how many agencies (FD 2.9)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later

from ..models import Contact, Outcome

LONGEST_YEAR = timedelta(days=367)


# The outcomes by which a contact became a referral (FD 0.1): an assessment, a strategy discussion, protection.
REFERRALS = (Outcome.ASSESSMENT, Outcome.STRATEGY, Outcome.PROTECTION)


@dataclass(frozen=True)
class Repeat:
    """Which contact this is within twelve and three months (1 for the first), from how many agencies they came, and when the
    child was last referred within the twelve months before.
    """

    number: int
    agencies: int
    in_three_months: int = 1
    referred_on: date | None = None

    @property
    def words(self) -> str:
        """ "3rd contact in 12 months, 2 agencies"; empty for a first contact."""
        if self.number < 2:
            return ""
        of_whom = f", {self.agencies} agencies" if self.agencies > 1 else ""
        return f"{ordinal(self.number)} contact in 12 months{of_whom}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What a card says: the count, how many lately, and an earlier referral."""
        lately = f"{ordinal(self.in_three_months)} in 3 months" if self.in_three_months > 1 else ""
        return tuple(filter(None, (self.words, lately, self.referral_words)))

    @property
    def referral_words(self) -> str:
        """ "Referred within 12 months: 3 December 2025"; empty where it was not."""
        return f"Referred within 12 months: {date_in_words(self.referred_on)}" if self.referred_on else ""


def a_year_later(day: date) -> date:
    """The same day a year on; after 29 February that is 28 February (FD 2.9)."""
    return months_later(day, 12)


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
        .order_by("received_at", "pk")
        .values_list("pk", "child_id", "received_at", "sender_organisation_id", "outcome")
    )
    by_child = defaultdict(list)
    for pk, child, received_at, agency, outcome in rows:
        by_child[child].append((received_at, pk, agency, outcome))
    return {contact.pk: _repeat(contact, by_child[contact.child_id]) for contact in known}


def _repeat(contact: Contact, others: list[tuple]) -> Repeat:
    day = london_date(contact.received_at)
    entries, agencies, referred = {}, set(), []
    for received_at, pk, agency, outcome in others:
        on = london_date(received_at)
        if (received_at, pk) > (contact.received_at, contact.pk) or not within_twelve_months(on, day):
            continue
        # The same agency twice on one day is one entry (FD 2.9); who gave no agency is nobody else's double.
        entries[(on, agency) if agency else (on, f"contact {pk}")] = on
        agencies |= {agency} - {None}
        if outcome in REFERRALS and on < day:
            referred.append(on)
    lately = [on for on in entries.values() if day <= months_later(on, 3)]
    return Repeat(max(1, len(entries)), len(agencies), max(1, len(lately)), max(referred, default=None))
