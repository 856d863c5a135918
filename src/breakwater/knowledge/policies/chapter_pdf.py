"""A version of a chapter on paper, as one area has it: its footer says which, and to look for the current one."""

from datetime import date
from pathlib import Path

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.design.paper import paper as printed
from breakwater.partnership.organisations.models import Area

from . import presenting
from .blocks import bare
from .models import Chapter, Period, Version

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
        "blocks": [
            {
                "kind": block["kind"],
                "label": _held(label),
                "lines": [_held(bare(presenting.filled(line, numbers))) for line in block["text"].split("\n")],
            }
            for block, label, _ in parts
        ],
        "mark": f"Version {version.number}, {area.name}{then}. Printed {date_in_words(printed_on)}. Check online for the current version",
    }


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
