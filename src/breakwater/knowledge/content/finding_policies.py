"""The manuals' answer to the one search of the site."""

from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.policies.registry import chapters_like
from breakwater.partnership.organisations.models import Area

from .registry import SEARCHED, Found


@SEARCHED.register("policies")
def chapters(said: str, area: Area, at: datetime, limit: int) -> list[Found]:
    """Chapters in force in the area."""
    return [
        Found(each.title, each.href, each.summary, "Policies and procedures", each.nearness)
        for each in chapters_like(said, area, london_date(at), limit)
    ]
