"""What a round found in an area: returns, grades by standard and sector, themes, training needs, what changed since the last; small numbers hidden."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from breakwater.casework.actions.models import Source
from breakwater.casework.self_assessments.banks import Bank
from breakwater.casework.self_assessments.measures import bank_of
from breakwater.foundation.figures.crossed import ALL, Crossed, crossed
from breakwater.foundation.figures.suppression import SHOWN_FROM
from breakwater.partnership.organisations.models import Area

from ..models import RoundArea

BASE = 10  # returns below which no share in per cent is shown (SUP1)
MOST = 10  # statements listed as themes
NEARLY_ALL = f"All but fewer than {SHOWN_FROM}"
SMALL = "Smaller sectors, counted together"
OF_TRAINING = ("training", "staff", "lead")


@dataclass(frozen=True)
class Returns:
    """How many of a sector were asked and returned; `of` a sector, or of all."""

    of: str
    asked: int
    returned: int
    left_out: int

    @property
    def share(self) -> str:
        return f"{round(100 * self.returned / self.asked)}%" if self.asked >= BASE else "–"


@dataclass(frozen=True)
class Theme:
    """A statement that many organisations have to work on."""

    section: str
    text: str
    low: int
    of: int

    @property
    def share(self) -> str:
        return f"{self.most}%" if self.of - self.low >= SHOWN_FROM else NEARLY_ALL

    @property
    def said(self) -> str:
        return f"{self.share} of organisations" if self.share != NEARLY_ALL else f"{NEARLY_ALL.lower()} organisations"

    @property
    def most(self) -> int:
        """In per cent, as far as it may be said: by this they stand in order."""
        return round(100 * min(self.low, self.of - SHOWN_FROM) / self.of)


@dataclass(frozen=True)
class Findings:
    """What everybody who reads the findings of a round reads alike. Grades are counted by organisation: its median of a standard.

    There are none while the round is open (`is_over`): whoever looked before and after a return came would read that one's.
    """

    is_over: bool

    returns: Sequence[Returns]
    whole: Returns
    grades: Crossed | None
    by_standard: Mapping[str, str]
    by_sector: Mapping[str, str]
    columns: Sequence[tuple[int, str]]
    themes: Sequence[Theme]
    training: Sequence[Theme]
    changed: str
    trend: Sequence[tuple[str, str, str]]


def findings_of(part: RoundArea, before: RoundArea | None) -> Findings:
    bank = bank_of(part.round.edition)
    returns = returns_of(part)
    grades, sectors = _grades(bank, part, returns)
    statements = _statements(bank, part)
    return Findings(
        is_over=part.closed_at is not None,
        returns=returns,
        whole=_whole(returns),
        grades=grades,
        by_standard={section.key: section.title for section in bank.sections},
        by_sector={sector: sector for sector in sectors},
        columns=[(grade.score, grade.label) for grade in bank.scale],
        themes=_themes(bank, statements)[:MOST],
        training=_themes(bank, [row for row in statements if _is_of_training(bank, row)]),
        changed=_changed(statements),
        trend=_trend(bank, grades, before, _whole(returns)),
    )


def graded(part: RoundArea) -> dict[str, list[int]]:
    """By standard, the median grade of each organisation that returned; none while the round is open."""
    found: dict[str, list[int]] = {}
    for _, section, score, count in _medians(part):
        found.setdefault(section, []).extend([score] * count)
    return found


def _medians(part: RoundArea) -> list[tuple]:
    sql = "select sector, section, score, organisations from access.audit_medians(%s)"
    return _rows(sql, part.pk) if part.closed_at else []


def returns_of(part: RoundArea) -> list[Returns]:
    rows = _rows("select sector, asked, returned, left_out from access.audit_returns(%s)", part.pk)
    return [Returns(*row) for row in sorted(rows)]


def _whole(returns: Sequence[Returns]) -> Returns:
    return Returns(
        "All", sum(r.asked for r in returns), sum(r.returned for r in returns), sum(r.left_out for r in returns)
    )


def _grades(bank: Bank, part: RoundArea, returns: Sequence[Returns]) -> tuple[Crossed | None, list[str]]:
    """Organisations by standard and by sector with each median; none below five returns. Small sectors are counted as one."""
    medians, returned = _medians(part), {each.of: each.returned for each in returns}
    if not medians or sum(returned.values()) < SHOWN_FROM:
        return None, []
    named = _merged(returned)
    values: Counter = Counter()
    for sector, section, score, count in medians:
        for line in (("By standard", section), ("By sector", named[sector]), ALL):
            for column in (ALL, score):
                values[line, column] += count
    sectors = sorted({named[sector] for sector, count in returned.items() if count})
    tables = {"By standard": [section.key for section in bank.sections], "By sector": sectors}
    return crossed(values, tables, [ALL, *(grade.score for grade in bank.scale)]), sectors


def _merged(returned: Mapping[str, int]) -> dict[str, str]:
    """For each sector the line it is counted on: those with few returns together, with the next smallest until they are enough."""
    in_order = sorted((count, sector) for sector, count in returned.items() if count)
    small, so_far = [], 0
    for count, sector in in_order:
        if count >= SHOWN_FROM and (not small or so_far >= SHOWN_FROM):
            break
        small.append(sector)
        so_far += count
    return {sector: SMALL if sector in small else sector for sector in returned}


def _statements(bank: Bank, part: RoundArea) -> list:
    acting = max((grade.score for grade in bank.scale if grade.acts), default=0)
    sql = "select section, statement, organisations, low, changed from access.audit_statements(%s, %s)"
    return _rows(sql, part.pk, acting) if part.closed_at else []


def _themes(bank: Bank, statements: Sequence) -> list[Theme]:
    """The statements that five or more organisations have to work on, of ten or more; the largest share first."""
    words = {each.key: (section.title, each.text) for section in bank.sections for each in section.statements}
    found = [
        Theme(*words[statement], low, of)
        for _, statement, of, low, _ in statements
        if of >= BASE and low >= SHOWN_FROM and statement in words
    ]
    return sorted(found, key=lambda each: (-each.most, each.text))


def _is_of_training(bank: Bank, row) -> bool:
    holds = {each.key: each.holds for section in bank.sections for each in section.statements}
    return row[0] in OF_TRAINING or any(name.startswith("training.") for name in holds.get(row[1], ()))


def _changed(statements: Sequence) -> str:
    """How many of the organisations' own grades were changed by moderation."""
    graded, changed = sum(row[2] for row in statements), sum(row[4] for row in statements)
    if graded < BASE:
        return ""
    if changed == 0:
        return "No grade was changed by moderation."
    if changed < SHOWN_FROM:
        return "Fewer than five grades were changed by moderation."
    return f"{changed:,} of {graded:,} grades were changed by moderation."


def _trend(bank: Bank, grades: Crossed | None, before: RoundArea | None, whole: Returns) -> list[tuple[str, str, str]]:
    """The share of organisations whose median asks for an action, by standard, in the round before and in this one."""
    if before is None:
        return []
    of_then, now = bank_of(before.round.edition), _low_shares(bank, grades)
    returns = returns_of(before)
    then = _low_shares(of_then, _grades(of_then, before, returns)[0])
    rows = [("Returned", _whole(returns).share, whole.share)]
    return rows + [
        (f"{s.title}: to work on", then.get(s.key, "–"), now.get(s.key, "–")) for s in bank.sections if s.key in now
    ]


def _low_shares(bank: Bank, grades: Crossed | None) -> dict[str, str]:
    """By standard, from what the table shows of it and nothing else: none where a part is hidden, or few are on either side."""
    acting = [grade.score for grade in bank.scale if grade.acts]
    found = {}
    for section in bank.sections if grades else ():
        line = ("By standard", section.key)
        of, low = grades.values.get((line, ALL), 0), sum(grades.values.get((line, score), 0) for score in acting)
        is_shown = not any((line, column) in grades.hidden for column in (ALL, *acting))
        if is_shown and of >= BASE and min(low, of - low) >= SHOWN_FROM:
            found[section.key] = f"{round(100 * low / of)}%"
        else:
            found[section.key] = "–"
    return found


@dataclass(frozen=True)
class Claimed:
    """An action that its owner says is complete, and since when; nobody has verified it."""

    wording: str
    organisation: str
    source: str
    due_on: datetime
    since: datetime | None


def not_verified(area: Area) -> list[Claimed]:
    sql = "select wording, organisation, source, due_on, complete_since from access.actions_not_verified(%s)"
    labels = dict(Source.choices)
    return [Claimed(row[0], row[1], labels.get(row[2], row[2]), row[3], row[4]) for row in _rows(sql, area.pk)]


def _rows(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
