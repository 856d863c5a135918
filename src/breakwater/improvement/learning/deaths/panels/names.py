"""What must not be read in a pack or in what is shared: the names, places, numbers and days of a child's death (PL 7.11, 7.13)."""

import re
from collections.abc import Iterable
from datetime import date

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal

from ...anonymity import Hit, Readable, Term, read_text, scan
from ...models import ChildDeath
from ...reviews.operations.names import terms_from
from ..lookup import NOT_NAMES
from . import lookup
from .codes import ROLE_WORDS

SMALL_NUMBER = re.compile(
    r"\b(?:one|two|three|four|[1-4])\s+(?:\w+\s+)?(?:child(?:ren)?|bab(?:y|ies)|infants?|deaths?|boys?|girls?|families|young\s+people)\b",
    re.IGNORECASE,
)
SHOWN = 6


class NamesInside(Refusal):
    """Says what was found and where, to whoever may read the case."""

    def __init__(self, hits: list[Hit], box: str | None = None):
        said = "; ".join(f"“{hit.words}” in {hit.where}" for hit in hits[:SHOWN])
        more = f", and {len(hits) - SHOWN} more" if len(hits) > SHOWN else ""
        super().__init__(words=f"Take out names, exact dates and marks of the writer first: {said}{more}.", box=box)


class SmallNumbers(Refusal):
    box = "text"

    def __init__(self, found: str):
        super().__init__(
            words=f"“{found}” is a number from 1 to 4: say “some” or “fewer than 5”, so that nobody is known."
        )


def person_in(words: str) -> str:
    """The name in "Dr Una Harker, consultant paediatrician": without title and role; empty where only a role is named."""
    found = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", words.partition(",")[0])
    return " ".join(each for each in found if re.sub(r"['’]", "", each.lower()) not in ROLE_WORDS)


def terms_of(deaths: Iterable[ChildDeath]) -> tuple[list[Term], dict[date, str]]:
    """What to look for in words about these deaths, and their days."""
    terms: list[Term] = []
    days: dict[date, str] = {}
    for death in deaths:
        days[london_date(death.died_at)] = "the day of a death"
        if death.born_on:
            days.setdefault(death.born_on, "a date of birth")
        terms += [] if death.called in NOT_NAMES else [Term(death.called, "the child")]
        terms += [Term(death.place, "the place of death", "BODY")] if death.place else []
        numbers = (death.reference, death.nhs_number, death.local_id, death.national_id)
        terms += [Term(each, "a number of the case", "NUMBER") for each in numbers if each]
        terms += [
            Term(each, "a professional") for named in lookup.professionals_of(death) if (each := person_in(named))
        ]
        found, of_record = terms_from("access.names_of_child_death", death.pk)
        terms += found
        days = of_record | days
    return list(dict.fromkeys(terms)), days


def look_through(read: Readable, deaths: Iterable[ChildDeath], box: str | None = None) -> None:
    """Raises NamesInside."""
    if hits := scan(read, *terms_of(deaths)):
        raise NamesInside(hits, box)


def look_through_words(words: dict[str, str], deaths: Iterable[ChildDeath], others: Iterable[ChildDeath] = ()) -> None:
    """Words by the box they stand in; of `others` only the children's names and numbers. Raises NamesInside, at the first box."""
    terms, days = terms_of(deaths)
    terms += [Term(each.called, "a child") for each in others if each.called not in NOT_NAMES]
    terms += [Term(each.reference, "a number of a case", "NUMBER") for each in others]
    for box, said in words.items():
        if hits := scan(read_text(said), terms, days):
            raise NamesInside(hits, box)


def look_for_small_numbers(text: str) -> None:
    """Raises SmallNumbers."""
    if found := SMALL_NUMBER.search(text):
        raise SmallNumbers(found[0])
