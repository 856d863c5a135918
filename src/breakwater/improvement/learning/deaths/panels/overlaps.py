"""Figures of one period taken from those of another must not show a few deaths by themselves: what was published is compared first.

Publications divide the deaths that they count into parts: those in the first alone, in the second alone, in both. Where each part has none
or enough, no sum and no difference of published numbers tells of fewer.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from breakwater.partnership.organisations.models import Team

from ...models import PublishedFigures
from . import counting, lookup

type Lines = Mapping[tuple[str, ...], set[int]]


def isolates(first: date, last: date, *, is_report: bool, team: Team, today: date, fewest: int) -> bool:
    """Whether figures of these days and those published before show together fewer deaths than may be shown."""
    before = PublishedFigures.objects.filter(team=team).order_by("pk")
    published = [_lines(each.first, each.last, is_report=each.is_report, today=today) for each in before]
    mine = _lines(first, last, is_report=is_report, today=today)
    return any(_splits(line, deaths, published, fewest) for line, deaths in mine.items())


def _splits(line: tuple[str, ...], deaths: set[int], published: Collection[Lines], fewest: int) -> bool:
    """One number of it beside the same number elsewhere; what is small is shown nowhere."""
    if len(deaths) < fewest:
        return False
    shown = [each[line] for each in published if len(each.get(line, ())) >= fewest]
    new = _parts([*shown, deaths]) - _parts(shown)
    return any(len(part) < fewest for part in new)


def _parts(sets: list[set[int]]) -> set[frozenset[int]]:
    by_where: dict[tuple[bool, ...], set[int]] = defaultdict(set)
    for each in set().union(*sets):
        by_where[tuple(each in one for one in sets)].add(each)
    return {frozenset(part) for part in by_where.values()}


def _lines(first: date, last: date, *, is_report: bool, today: date) -> Lines:
    """The deaths behind each number of a publication, as they are recorded now. A batch gives one number alone."""
    lines: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for each in lookup.concluded(first, last):
        death = each.case.death
        lines["all",].add(death.pk)
        if is_report:
            for line in (("category", each.category), ("modifiable", each.modifiable), ("area", death.area.code)):
                lines[line].add(death.pk)
    for told in counting.told_of(first, last) if is_report else ():
        for key, duty in counting.DUTIES.items():
            met = duty.met(told, today)
            for line in () if met is None else ((key, "of"), (key, str(met))):
                lines[line].add(told.death.pk)
    return lines
