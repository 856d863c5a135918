"""Pupils who left a school while a plan was open: the co-ordinators see to it that somebody goes on with it (SG-09)."""

from datetime import date, timedelta

from django.db.models import QuerySet

from breakwater.practice.education.models import FileTransfer

LATELY = timedelta(days=42)  # three fortnights


def left_with_a_plan(today: date) -> QuerySet[FileTransfer]:
    """Those of the last three fortnights, as far as the actor may read them, the newest first."""
    found = FileTransfer.objects.filter(had_plan=True, left_on__gte=today - LATELY)
    return found.select_related("school_team__organisation").order_by("-left_on", "-pk")
