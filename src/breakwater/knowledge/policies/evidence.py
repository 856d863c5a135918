"""Chapters of the manual that an agency's staff confirmed they have read, offered as evidence."""

from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import LOOKS_BACK, Held, offers
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .models import Reading


@offers("policies.read", needs=Permission.POLICY_CONFIRM)
def chapters_read(by: Actor, at: datetime) -> Held | None:
    """How many confirmed, of the chapters that the organisation asked its staff to read in the last year."""
    read = Reading.objects.filter(
        round__organisation=by.membership.team.organisation_id, read_at__gte=at - timedelta(days=LOOKS_BACK)
    )
    found = read.aggregate(
        chapters=Count("round__version__chapter", distinct=True), times=Count("pk"), last=Max("read_at")
    )
    if not found["times"]:
        return None
    chapters = "1 chapter" if found["chapters"] == 1 else f"{found['chapters']} chapters"
    words = f"staff confirmed {found['times']} times that they read {chapters} of the manual"
    return Held(words, london_date(found["last"]), reverse("policies:rounds"))
