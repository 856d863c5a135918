"""What stays within its compartment: rows that their reader sees on a page, and that no file carries away (SG-11, SG-12)."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from breakwater.partnership.organisations.models import TeamService

# Services whose name beside a case would tell what is suspected.
COMPARTMENTS = ("prevent", "lado", "specialist")


def for_a_file(listed: QuerySet, *teams: str, case: str = "case") -> QuerySet:
    """The rows that may stand in a file: not those of a team of a compartment, nor about a restricted case.

    `teams` are the paths from a row to the teams that it belongs to, `case` the one to what it is about, if that is a case.
    """
    closed = list(TeamService.objects.filter(service__in=COMPARTMENTS).values_list("team", flat=True))
    rows = listed.order_by()
    about = rows.exclude(**{case: None}).values_list(case, flat=True)
    within = Q(**{f"{case}__responsible_team__in": closed}) | Q(**{f"{case}__in": restricted_among(about)})
    for team in teams:
        within |= Q(**{f"{team}__in": closed})
    return listed.exclude(pk__in=list(rows.filter(within).values_list("pk", flat=True)))


def restricted_among(cases: Iterable[int]) -> list[int]:
    """Of these cases the restricted ones that the actor may read."""
    with connection.cursor() as cursor:
        cursor.execute("select access.restricted_among(%s)", [sorted(set(cases))])
        return [pk for (pk,) in cursor.fetchall()]
