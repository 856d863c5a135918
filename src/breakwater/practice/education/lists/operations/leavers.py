"""Pupils who left a school while something was open: a plan, or what a call agreed. The co-ordinators see who goes on with it (SG-09)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from breakwater.partnership.people.models import Enrolment
from breakwater.practice.education.models import CallAction, Disagreement, FileTransfer

LATELY = timedelta(days=42)  # three fortnights


def left_with_a_plan(today: date) -> QuerySet[FileTransfer]:
    """Those of the last three fortnights, as far as the actor may read them, the newest first."""
    found = FileTransfer.objects.filter(had_plan=True, left_on__gte=today - LATELY)
    return found.select_related("school_team__organisation").order_by("-left_on", "-pk")


def left_with_something_agreed(schools: Iterable, *, today: date) -> list[CallAction | Disagreement]:
    """What calls agreed, or left disputed, of pupils who are no longer a school's or whom it called not its own.

    The school reads none of it any more (SG-16), and no later call about its list comes to it: without the co-ordinators it
    would be nobody's. On the last day itself both read it.
    """
    here = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        person=OuterRef("person"),
        team=OuterRef("school_team"),
        verified_on__isnull=False,
    )
    gone = Q(pupil__said_gone_on__isnull=False) | Q(person__isnull=False) & ~Exists(here)
    those = {"school_team__in": schools, "letter__sent_at__isnull": False}
    with_it = ("school_team__organisation", "letter__call", "pupil")
    return [
        *CallAction.objects.open().filter(gone, **those).select_related(*with_it).order_by("due_on", "pk"),
        *Disagreement.objects.filter(gone, settled_at=None, **those)
        .select_related(*with_it)
        .order_by("raised_at", "pk"),
    ]
