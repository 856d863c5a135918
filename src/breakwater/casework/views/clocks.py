"""All clocks of a team, nearest first: the rest of what Today shows."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.design.absent import NOBODY_SEEN
from breakwater.partnership.organisations.access import Permission, require

SHOWN = 30


@require_safe
def clocks_list(request):
    require(request.actor, Permission.CASE_READ)
    now, team = timezone.now(), request.actor.membership.team
    running = Clock.objects.running().filter(team=team).select_related("case__responsible_team")
    page = Paginator(running.order_by("due_at", "pk"), SHOWN).get_page(request.GET.get("page"))
    about = cases_shown.about(clock.case for clock in page)
    rows = [
        {
            "about": about.get(clock.case_id, NOBODY_SEEN),
            "called": cases_shown.called(clock.case),
            "href": cases_shown.address_of(clock.case),
            "clock": clocks_shown.shown(clock, now=now),
        }
        for clock in page
    ]
    audit.saw("case", *{clock.case_id for clock in page})
    return render(request, "casework/clocks.html", {"rows": rows, "page": page, "team": team, "now": now})
