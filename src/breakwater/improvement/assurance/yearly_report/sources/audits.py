"""From audits: how many organisations returned, what comes up again, what changed since the last round; and what case audits recommended.

Numbers come as the findings of a round say them, with what is small hidden. Of a case audit its recommendations are told and not its
findings: those speak of a few families, and whoever writes the section says what of them everyone may read.
"""

from collections.abc import Iterable

from django.urls import reverse

from breakwater.foundation.figures.suppression import SHOWN_FROM

from ...audits.findings import findings_of
from ...audits.lookup import before, rounds_of
from ...case_audits.lookup import Reported, reported_between
from ...models import RoundArea
from ..facts import Fact, Year, counted, some_or_missing

ROUNDS, CASES = "Audit rounds", "Multi-agency case audits"
MOST = 5  # themes of a round


def rounds(year: Year) -> list[Fact]:
    found = rounds_of(year.area.pk).filter(round__due_on__range=(year.first, year.last))
    rows = [fact for part in found for fact in _of_round(part)]
    return some_or_missing(rows, "Audits of agencies and schools", ROUNDS, reverse("assurance:rounds"))


def _of_round(part: RoundArea) -> Iterable[Fact]:
    path = reverse("assurance:findings", args=[part.public_id])
    found = findings_of(part, before(part))
    title, whole = part.round.title, found.whole
    due = f"{whole.returned} of {counted(whole.asked, 'organisation', 'organisations')} returned, due in {part.round.due_on:%B %Y}"
    yield Fact(title, due if whole.asked else "not launched", ROUNDS, path, is_missing=not whole.asked)
    for theme in found.themes[:MOST]:
        yield Fact(f"{title}, to work on: {theme.text}", theme.said, ROUNDS, path)
    if found.changed:
        yield Fact(f"{title}, moderation", found.changed, ROUNDS, path)
    for what, then, now in found.trend:
        if "–" not in (then, now):
            yield Fact(f"{title}, {what[0].lower()}{what[1:]}", f"{now}; in the round before {then}", ROUNDS, path)


def case_audits(year: Year) -> list[Fact]:
    """What was recommended by the audits reported in the year, also where whoever draws the report is not named on one."""
    path, found = reverse("assurance:case_audits"), reported_between(year.area, year.first, year.last)
    return some_or_missing(map(_of_cases, found), "Case audits reported in the year", CASES, path)


def _of_cases(one: Reported) -> Fact:
    many = f"{one.cases} cases" if one.cases else f"fewer than {SHOWN_FROM} cases"
    words = f"{many}, reported in {one.reported_on:%B %Y}. Recommended: {one.recommendations}"
    return Fact(one.theme, words, CASES, reverse("assurance:case_audits"))
