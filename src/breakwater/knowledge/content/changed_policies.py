"""What came into force in the manuals, for whoever composes a bulletin."""

from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.policies.registry import chapters_begun
from breakwater.partnership.organisations.models import Area

from .registry import CHANGED, Change


@CHANGED.register("policies")
def chapters(area: Area, since: datetime, until: datetime) -> list[Change]:
    """Chapters of which a version was put on record as in force between two moments, and begins by then."""
    return [
        Change(f"chapter:{each.key}", "Policies and procedures", each.title, each.summary, each.href, each.at)
        for each in chapters_begun(area, since, until, london_date(until))
    ]
