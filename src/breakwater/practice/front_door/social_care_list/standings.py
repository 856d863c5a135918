"""What social care's list says of children, for the lists shared with schools. A row counts only where it is tied surely (SG-15)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from breakwater.casework.cases.standings import DOUBTS, SHARED_SOURCES, Doubts, Said, Standing
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Area, TeamService

from ..models import SocialCareChild
from .listed_children import list_state

CODES = {"CP": "CPP", "CIN": "CIN", "CLA": "CLA"}
FRESH_FOR = timedelta(days=3)


@SHARED_SOURCES.register("social_care")
def social_care_list(area: Area, on: date, at: datetime) -> Sequence[tuple[str, Said]]:
    """Children with an open case on the newest list that was taken in."""
    state = list_state(area.pk, at=at)
    owner = TeamService.objects.filter(area=area, service="assessment").select_related("team").first()
    rows = SocialCareChild.objects.filter(area=area, left_at=None, status__in=CODES)
    if state.as_at is None:  # nothing had come in by then
        rows = rows.none()
    standings = [
        Standing(
            person=row.person_id,
            code=CODES[row.status],
            since=row.since,
            worker=row.worker,
            team=row.team,
            phone=row.phone,
            parents_know=True,
        )
        for row in rows.filter(person__isnull=False).order_by("pk")
    ]
    said = Said(
        label="Children’s social care",
        as_at=state.as_at,
        fresh_for=FRESH_FOR,
        covers=[area.name],
        standings=standings,
        codes=frozenset(CODES.values()),
        unsure=rows.filter(settled="").count(),
        review=reverse("front_door:social_care_lists"),
        owner=owner.team.name if owner else "",
        owner_team=owner.team_id if owner else None,
    )
    return [("social_care", said)]


@DOUBTS.register("social_care")
def social_care_rows_in_doubt(area: Area, codes: frozenset[str], since: datetime) -> Sequence[Doubts]:
    """Rows of social care's list that nobody has settled, of the cohorts asked about."""
    wanted = [status for status, code in CODES.items() if code in codes]
    counts = SocialCareChild.objects.filter(area=area, left_at=None, status__in=wanted).aggregate(
        waiting=Count("pk", filter=Q(settled="")),
        tied=Count("pk", filter=Q(settled="BY_PERSON", settled_at__gte=since)),
        nobody=Count("pk", filter=Q(settled="NOBODY", settled_at__gte=since)),
    )
    path = reverse("front_door:social_care_lists")
    # Its list keeps when a row was last seen, and not when it first came.
    return [Doubts("Children’s social care", **counts, oldest=None, settles=Permission.SOCIAL_CARE_SETTLE, path=path)]
