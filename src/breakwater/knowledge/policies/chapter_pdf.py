"""A version of a chapter on paper, as one area has it: its footer says which, and to look for the current one."""

import re
from datetime import date
from pathlib import Path

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.design import rich_text
from breakwater.foundation.design.paper import paper as printed
from breakwater.partnership.organisations.models import Area

from . import presenting
from .blocks import bare
from .models import Chapter, Period, Version

RUN = re.compile("|".join(mark.pattern for mark in (rich_text.LINK, rich_text.BOLD, rich_text.BREAK)))
WORTH_CONTENTS = 3  # headings
TEMPLATE = Path(__file__).parent / "papers" / "chapter.typ"


def paper(
    chapter: Chapter, version: Version, period: Period | None, area: Area, *, on: date, printed_on: date
) -> bytes:
    """The PDF, as the area had it on a day. `period` is when the version is or was in force in the area, if ever."""
    return printed(TEMPLATE, data_of(chapter, version, period, area, on=on, printed_on=printed_on))


def data_of(
    chapter: Chapter, version: Version, period: Period | None, area: Area, *, on: date, printed_on: date
) -> dict:
    """Everything that stands on the paper."""
    then = f", as on {date_in_words(on)}" if on != printed_on else ""
    local = period.local if period else None
    parts = presenting.text_for(version.body, local.changes if local else (), area.name)
    numbers = presenting.plain_numbers_on(area, on, [block for block, _, _ in parts])
    return {
        "title": _held(f"{chapter.number} {version.title}"),
        "manual": _held(chapter.manual.title),
        "area": _held(area.name),
        "standing": _standing(version, period, area),
        "notes": [[label, _held(" ".join(lines))] for label, lines in presenting.notes_of(version)],
        "partnership": _held(area.partnership_name),
        "summary": _held(version.summary),
        "contents": sum(block["kind"] == "h2" for block, _, _ in parts) >= WORTH_CONTENTS,
        "blocks": [_block(block, label, numbers) for block, label, _ in parts],
        "mark": f"Version {version.number}, {area.name}{then}. Printed {date_in_words(printed_on)}. Check online for the current version",
    }


def _block(block: dict, label: str, numbers: dict[str, str]) -> dict:
    """One paragraph as the paper draws it: its lines, or its rows, as runs of words."""
    kind, lines = block["kind"], [presenting.filled(line, numbers) for line in block["text"].split("\n")]
    begins = rich_text.begins_at(kind, lines[0])
    if begins > 1:
        lines[0] = lines[0].partition(" ")[2]
    if kind == "table":
        rows = [rich_text.cells(line) for line in lines]
        wide = max(len(row) for row in rows)
        return {
            "kind": kind,
            "label": _held(label),
            "rows": [[_runs(cell) for cell in [*row, *[""] * (wide - len(row))]] for row in rows],
        }
    if kind == "picture":
        lines = [f"{bare(lines[0])} (on the web page)"]
    said = [f"– {bare(line).strip().lstrip('- ')}" if line.startswith("  ") else line for line in lines]
    return {"kind": kind, "label": _held(label), "begins": begins, "lines": [_runs(line) for line in said]}


def _runs(line: str) -> list[dict[str, str]]:
    """A line as runs of one look: plain, bold, a link out of the paper, or a break."""
    made, at = [], 0
    for found in RUN.finditer(line):
        words, to, bold = found.groups()
        made.append({"kind": "plain", "text": _held(bare(line[at : found.start()]))})
        at = found.end()
        if to and to.startswith("http"):
            made.append({"kind": "link", "text": _held(bare(words)), "to": to})
        elif to:
            made.append({"kind": "plain", "text": _held(bare(found[0]))})
        elif bold:
            made.append({"kind": "bold", "text": _held(bare(bold))})
        else:
            made.append({"kind": "break", "text": ""})
    made.append({"kind": "plain", "text": _held(bare(line[at:]))})
    return [run for run in made if run["text"] or run["kind"] == "break"] or [{"kind": "plain", "text": ""}]


def _standing(version: Version, period: Period | None, area: Area) -> str:
    if period is None:
        return f"Version {version.number}, which has not been in force in {area.name}."
    until = f" until {date_in_words(period.ends_on)}" if period.ends_on else ""
    own = f" With {area.name}'s own variation, by decision {period.local.decision}." if period.local else ""
    return _held(
        f"Version {version.number}, in force in {area.name} from {date_in_words(period.starts_on)}{until}.{own}"
    )


def _held(text: str) -> str:
    """The text with a question mark for each sign that the typeface may not hold: a missing one would stop the paper."""
    return text.encode("cp1252", "replace").decode("cp1252")
