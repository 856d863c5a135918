"""What waits for the training team."""

from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area

from . import lookup
from .certificates import evidence


def of_team(area: Area, at: datetime) -> list[tuple[str, int, str]]:
    """In words, how many, and the name of the page where it is done; what there is none of is left out."""
    counts = [
        ("Dates below their minimum to decide on", len(lookup.to_decide(area, at)), "keep"),
        ("Dates within four weeks without a trainer", len(lookup.without_trainer(area, at)), "keep"),
        ("Courses asked for that have no date", len(lookup.wanted(area, at)), "courses"),
        ("Bookings to approve", len(lookup.to_approve(area)), "keep"),
        ("Requests for a session", lookup.requests_of(area).filter(state="WAITING").count(), "keep"),
        ("Courses to review", len(lookup.to_review(area, london_date(at))), "keep"),
        ("Training from elsewhere to verify", evidence.waiting(area).count(), "evidence"),
    ]
    return [each for each in counts if each[1]]
