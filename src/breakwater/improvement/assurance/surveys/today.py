"""A survey to answer, on Today."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup


@TODAY_PANELS.register("assurance.surveys")
def surveys_to_answer(actor: Actor, now: datetime) -> Panel | None:
    """No panel where there is none, or all are answered."""
    if not may(actor, Permission.SURVEY_ANSWER):
        return None
    waiting = [pk for pk, is_answered in lookup.answered().items() if not is_answered]
    rows = [
        Waiting(
            text="Practitioner survey: is it so where you work?",
            href=reverse("assurance:survey_answer", args=[each.public_id]),
            hint=f"{each.part.round.title}. Anonymous, about five minutes",
            due_at=end_of(each.closes_on),
        )
        for each in (lookup.SURVEYS.filter(pk__in=waiting).order_by("closes_on", "pk") if waiting else ())
    ]
    return Panel("Surveys", rows, order=90) if rows else None
