"""What came into force in the manuals, for whoever composes a bulletin."""

from datetime import datetime

from breakwater.knowledge.policies.registry import chapters_begun
from breakwater.partnership.organisations.models import Area

from .registry import CHANGED, Change


@CHANGED.register("policies")
def chapters(area: Area, since: datetime, until: datetime) -> list[Change]:
    """Chapters of which a version came into force between two moments, or was put on record as in force."""
    return [
        Change(f"chapter:{each.key}", "Policies and procedures", each.title, each.summary, each.href, each.at)
        for each in chapters_begun(area, since, until)
    ]
