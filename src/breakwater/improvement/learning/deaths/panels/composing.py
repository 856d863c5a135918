"""Words to begin a batch or the yearly report with: numbers with what is small hidden, no area whose number is small, no name."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.crossed import ALL, crossed

from ...models import LearningNotice, PanelOutcome
from . import counting, lookup
from .codes import CATEGORIES, MODIFIABLE, THEMES

BY_AREA = "By area"


def of_batch(first: date, last: date, notices: Sequence[LearningNotice]) -> str:
    """A batch of notices: what each says to whom."""
    found = counting.found_by(lookup.concluded(first, last))
    parts = [
        "## What this is",
        "The child death overview panel looks at every death of a child of its areas, whatever the cause, to learn what could keep other "
        f"children safe. In this period it concluded {found.amount(ALL, counting.OF).words} reviews. No child is described here.",
    ]
    for each in notices:
        title = THEMES.get(each.theme, each.theme)
        about = f" ({CATEGORIES[each.category].lower()})" if each.category else ""
        parts += [f"## {title}{about}", each.message, f"What to do: {each.action}", f"For: {each.audience}"]
    return "\n\n".join(parts)


def of_report(first: date, last: date, today: date) -> str:
    """The periodic report: what was found and done, in numbers that make nobody known."""
    outcomes = lookup.concluded(first, last)
    found, rows = counting.found_by(outcomes), counting.told_of(first, last)
    parts = [
        "## What this report covers",
        f"The panel concluded {found.amount(ALL, counting.OF).words} reviews. Numbers from 1 to 4 are not given, nor one from which "
        "another could be calculated; no share is given of fewer than 10.",
        "## What the panel found",
        *_found(found),
        "## Areas",
        _areas(outcomes),
        "## How the work kept its times",
        *(
            f"{duty.measure.title}: {counting.rate_of(key, rows, today)[0].words}"
            for key, duty in counting.DUTIES.items()
        ),
        "## What changed",
        "What was recommended, what organisations answered and what changed stands beneath each recommendation on the pages of learning "
        "from reviews.",
    ]
    return "\n\n".join(parts)


def _found(found) -> list[str]:
    lines = [
        f"{words}: {found.amount((counting.BY_CATEGORY, code), counting.OF).words}"
        for code, words in CATEGORIES.items()
        if found.amount((counting.BY_CATEGORY, code), counting.OF).most != 0
    ]
    return [*lines, *(f"{words}: {found.amount(ALL, code).words}" for code, words in MODIFIABLE.items())]


def _areas(outcomes: Sequence[PanelOutcome]) -> str:
    """Each area with its number, where every number may be shown."""
    names = {each.case.death.area.code: each.case.death.area.name for each in outcomes}
    values: Counter = Counter({(ALL, counting.OF): len(outcomes)})
    for each in outcomes:
        values[(BY_AREA, each.case.death.area.code), counting.OF] += 1
    shown = crossed(values, {BY_AREA: names}, (counting.OF,))
    amounts = {name: shown.amount((BY_AREA, code), counting.OF) for code, name in sorted(names.items())}
    if not amounts or not all(each.is_exact for each in amounts.values()):
        return "Numbers are not given by area: some are too small."
    return ", ".join(f"{name}: {each.words}" for name, each in amounts.items())


def quarter_before(today: date) -> tuple[date, date]:
    """The last three whole months."""
    first = months_later(today.replace(day=1), -3)
    return first, date.fromordinal(today.replace(day=1).toordinal() - 1)


def year_before(today: date) -> tuple[date, date]:
    """The last whole year to March."""
    ends = today.year if today.month > 3 else today.year - 1
    return date(ends - 1, 4, 1), date(ends, 3, 31)
