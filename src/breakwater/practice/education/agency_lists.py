"""Agencies' lists that came in by file, as sources of the lists shared with schools (SG-08, SG-15).

Of a row's free words nothing reaches a school: a figure passes only where it is a number. A condition is met only where the
list says so in its detail column, in one of the fixed words below; what it does not say is taken not to be so.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, Min, Q, When
from django.urls import reverse

from breakwater.casework.cases.standings import DOUBTS, SHARED_SOURCES, Doubts, Said, Standing
from breakwater.foundation.dates.london_time import LONDON
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Area, OrganisationArea
from breakwater.partnership.people.models import AgencyList, ListRow
from breakwater.partnership.people.registry import WANTED_FOR

from .lists.operations import doubts

FIGURE = re.compile(r"\d{1,4}(?:[.,]\d{1,2})? ?%?")
AGREED, KNOWN = ("agreed", "family agreed"), ("parents know", "agreed", "family agreed")


@SHARED_SOURCES.register("agency")
def agencies_lists(area: Area, on: date, at: datetime) -> Sequence[tuple[str, Said]]:
    """Every list the area takes, each a source of its own with its owner and age. Five queries however many there are."""
    taken = list(AgencyList.objects.filter(area=area, closed_on=None).select_related("owner").order_by("pk"))
    rows = ListRow.objects.in_force().filter(version__agency_list__in=taken)
    waiting = dict(
        rows.filter(state=ListRow.State.WAITING).values_list("version__agency_list").annotate(n=Count("pk")).order_by()
    )
    served = defaultdict(list)
    for organisation, name in OrganisationArea.objects.filter(
        organisation__in={one.organisation_id for one in taken}
    ).values_list("organisation", "area__name"):
        served[organisation].append(name)
    said = defaultdict(list)
    found = rows.tied().exclude(ends_on__lte=on).exclude(starts_on__gt=on).order_by("pk")
    for row in found.values("version__agency_list", "person_id", "code", "starts_on", "said").iterator(chunk_size=5000):
        said[row["version__agency_list"]].append(row)
    return [(f"agency:{one.key}", _said(one, said[one.pk], waiting, served, area, on)) for one in taken]


def _said(one: AgencyList, rows, waiting, served, area: Area, on: date) -> Said:
    state = one.freshness(on=on)
    as_at = datetime.combine(one.present_as_at, time(0), LONDON) if one.present_as_at else None
    standings = [_standing(one, row) for row in rows if row["code"] or one.code]
    is_neighbours = one.about == AgencyList.About.NEIGHBOUR
    return Said(
        label=one.label,
        as_at=as_at,
        owner=one.owner_name,
        owner_team=one.owner.team_id if one.owner else None,
        # Late by its own rhythm, or failed since: what it says still stands, and what it no longer says has not ended.
        fresh_for=timedelta(days=one.every_days + 1) if state.is_fresh else timedelta(0),
        covers=served[one.organisation_id] if is_neighbours else [area.name],
        standings=standings,
        codes=frozenset(standing.code for standing in standings),
        unsure=waiting.get(one.pk, 0),
        review=reverse("people:lists"),
    )


def _standing(one: AgencyList, row: dict) -> Standing:
    said = row["said"]
    detail = str(said.get("detail", "")).replace("_", " ").strip().casefold()
    figure = str(said.get("figure", "")).strip()
    return Standing(
        person=row["person_id"],
        code=(row["code"] or one.code).upper()[:5],
        since=row["starts_on"],
        worker=str(said.get("worker", ""))[:120],
        team=str(said.get("team", ""))[:120],
        phone=str(said.get("phone", ""))[:40],
        next_meeting_on=_day(said.get("next_on")),
        words=figure if FIGURE.fullmatch(figure) else "",
        agreed=detail in AGREED,
        parents_know=detail in KNOWN,
    )


def _day(words) -> date | None:
    try:
        return date.fromisoformat(str(words))
    except ValueError:
        return None


@DOUBTS.register("agency")
def rows_in_doubt(area: Area, codes: frozenset[str], since: datetime) -> Sequence[Doubts]:
    """Rows of each agency's list that nobody has tied, of the cohorts asked about."""
    waits, State = Q(state=ListRow.State.WAITING), ListRow.State
    found = (
        ListRow.objects.in_force()
        .filter(area=area)
        .annotate(cohort=Case(When(code="", then=F("version__agency_list__code")), default=F("code")))
    )
    counts = (
        found.filter(cohort__in=codes)
        .values(label=F("version__agency_list__label"))
        .annotate(
            waiting=Count("pk", filter=waits),
            oldest=Min("version__received_at", filter=waits),
            tied=Count("pk", filter=Q(state=State.DECIDED, decided_at__gte=since)),
            nobody=Count("pk", filter=Q(state=State.NOBODY, decided_at__gte=since)),
        )
        .order_by("label")
    )
    return [Doubts(**one, settles=Permission.LIST_SETTLE, path=reverse("people:list_rows")) for one in counts]


@WANTED_FOR.register("schools' lists")
def wanted_for_a_schools_list(area: Area, row: ListRow, today: date) -> str:
    """What waits for one row in doubt: the next lists of schools, where its cohort may stand on them."""
    code = (row.code or row.version.agency_list.code).upper()[:5]
    needed = doubts.needed(area, today) if code in doubts.codes_schools_see(area, today) else None
    return needed.words() if needed else ""
