"""What somebody has completed: attended nine tenths of, or proved otherwise. It counts from its day, certificate or not (PL 8.8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import Among

from .models import Booking, ExternalEvidence, Session

ENOUGH = 90  # per cent of the minutes


@dataclass(frozen=True)
class Completion:
    """A delegate completed a course, or a group of courses elsewhere, on a day."""

    delegate_id: int
    course_id: int | None
    group_id: str | None
    on: date
    booking_id: int | None = None
    evidence_id: int | None = None


def completions(delegates: Collection[int]) -> list[Completion]:
    """Everything these delegates completed, the newest first, in three queries. As far as whoever acts may see."""
    attended = list(
        Booking.objects.filter(Among("delegate", delegates), attendances__isnull=False)
        .values_list("pk", "delegate_id", "event_id", "event__course_id", "event__course__group_id")
        .annotate(minutes=Sum("attendances__minutes"), last=Max("attendances__session__ends_at"))
        .order_by("pk")
    )
    whole = _minutes_of({event for _, _, event, *_ in attended})
    found = [
        Completion(delegate, course, group, london_date(last), booking_id=booking)
        for booking, delegate, event, course, group, minutes, last in attended
        if minutes * 100 >= whole.get(event, 0) * ENOUGH
    ]
    proved = ExternalEvidence.objects.filter(Among("delegate", delegates), verified_at__isnull=False, refused_why="")
    found += [
        Completion(delegate, course, group or of_course, on, evidence_id=evidence)
        for evidence, delegate, course, group, of_course, on in proved.values_list(
            "pk", "delegate_id", "course_id", "group_id", "course__group_id", "completed_on"
        )
    ]
    return sorted(found, key=lambda each: (each.on, each.booking_id or 0, each.evidence_id or 0), reverse=True)


def _minutes_of(events: Collection[int]) -> dict[int, int]:
    """How long each event is, all its sessions together."""
    whole: dict[int, int] = {}
    for session in Session.objects.filter(Among("event", events)).only("event", "starts_at", "ends_at"):
        whole[session.event_id] = whole.get(session.event_id, 0) + session.minutes
    return whole
