"""Seen from above: the area's fortnights for co-ordinators and their manager, and a trust's own schools for its lead."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.figures_page import rows_of
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.fortnights import grid

from . import figures
from . import pages as counting

P = Permission


@require_safe
def above(request):
    """The figures of the schools' lists, fortnight by fortnight."""
    require(request.actor, P.FORTNIGHT_READ)
    area, is_file = request.actor.membership.team.area, request.GET.get("file") == "csv"
    seen = figures.seen(area, wanted=request.GET.get("period", ""), at=timezone.now(), opens=not is_file)
    if is_file and seen.page:
        audit.did("downloaded the figures of", "area", area.pk, period=seen.period.code)
        return csv_answer(f"lists-{seen.period.code}.csv", rows_of(seen.page))
    audit.did("read figures of", "area", area.pk)
    return render(request, "education/above.html", {"heading": "Trends", "seen": seen, **vars(seen)})


@require_safe
def cohort_now(request, code):
    """The pupils behind one number: those of the newest fortnight that one may see."""
    require(request.actor, P.LIST_CHECK)
    rule = counting.newest_edition(request.actor.area_id_acting, code)
    if rule is None:
        raise Http404
    newest = grid.newest(request.actor.area_id_acting)
    rows = counting.pupils_of(newest, code)
    audit.saw("person", *(one.row.person_id for one in rows))
    return render(
        request,
        "education/cohort_now.html",
        {"rows": rows, "rule": rule, "newest": newest, "now": timezone.now()},
    )


@require_safe
def trust(request):
    """The lists of a trust's own schools, in counts (SG-16)."""
    require(request.actor, P.TRUST_READ)
    team = request.actor.membership.team
    seen = counting.trust(team.organisation, team.area)
    audit.did("read the counts of", "team", team.pk)
    return render(request, "education/trust.html", {"seen": seen, "trust": team.organisation, "now": timezone.now()})
