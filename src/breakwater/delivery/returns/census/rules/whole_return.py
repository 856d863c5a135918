"""Rules about the file as a whole: its date, and what its counts say."""

from collections.abc import Iterator
from datetime import date

from ..editions import LAST_DAY
from ..file import CensusFile, Child, Header
from .registry import WRITTEN, Census, Where, broken, rule

MOST_UNKNOWN = 0.02
FEWEST_DISABILITIES = 8


@rule("100", Header, "reference_date")
def reference_date_is_another(header: Header, where: Where) -> bool:
    return header.reference_date != date.fromisoformat(f"{where.census.edition.year}{LAST_DAY}")


@rule("2883", CensusFile)
def more_plans_than_conferences(file: CensusFile, where: Where) -> bool:
    census, plans, conferences = where.census, 0, 0
    for episode in (episode for child in file.children for episode in child.episodes):
        days = [episode.conference_on, *(each.conference_on for each in episode.enquiries)]
        conferences += sum(day is not None and census.covers(day) for day in days)
        starts = [each.started_on for each in episode.protection_plans]
        plans += sum(day is not None and census.covers(day) for day in starts)
    return plans > conferences


@rule("2886Q", CensusFile)
def sex_is_often_unknown(file: CensusFile, where: Where) -> bool:
    unknown = sum(child.sex in ("", "U") and child.expected_on is None for child in file.children)
    return bool(file.children) and unknown / len(file.children) > MOST_UNKNOWN


@rule("2887Q", CensusFile)
def few_disabilities_occur(file: CensusFile, where: Where) -> bool:
    return len({code for child in file.children for code in _disabilities(child)}) < FEWEST_DISABILITIES


@rule("2888Q", CensusFile)
def nobody_has_two_disabilities(file: CensusFile, where: Where) -> bool:
    most = max((len(_disabilities(child)) for child in file.children), default=0)
    return most == 1


def _disabilities(child: Child) -> set[str]:
    return {code for code in child.disabilities if code and code != "NONE"}


def of_the_file(file: CensusFile, census: Census) -> Iterator[tuple[int, str]]:
    """(line, number) of the rules that the file as a whole breaks."""
    where = Where(census, None, None)
    yield from broken(file.header, where)
    for one in WRITTEN[CensusFile]:
        if one.number in census.edition.rules and one.is_broken(file, where):
            yield 1, one.number
