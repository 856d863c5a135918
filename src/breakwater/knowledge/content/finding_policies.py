"""The manuals' answer to the one search of the site."""

from collections.abc import Iterator
from datetime import date

from breakwater.knowledge.policies.registry import chapters_in_force, force_changed
from breakwater.partnership.organisations.models import Area

from .registry import SEARCHED, Entry, Searched


def chapters(area: Area, day: date) -> Iterator[Entry]:
    """Chapters in force in the area."""
    for each in chapters_in_force(area, day):
        yield Entry(
            each.title,
            each.href,
            each.summary,
            f"Procedures: {each.manual}",
            "procedures",
            each.manual,
            each.words,
            0.95,
        )


SEARCHED.register("policies", Searched(force_changed, chapters))
