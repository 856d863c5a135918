"""All clocks of a team, nearest first: the rest of what Today shows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.foundation import audit
from breakwater.foundation.design.absent import NOBODY_SEEN
from breakwater.partnership.organisations.access import Permission, require

from .forms import ExplainForm

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
    return render(request, "casework/clocks/clocks.html", {"rows": rows, "page": page, "team": team, "now": now})


def explain(request, reference, rule):
    """Keep the reason for a missed clock of the case."""
    found = case_or_404(reference)
    clock = found.clocks.filter(rule=rule).order_by("-started_at", "-pk").first()
    if clock is None:
        raise Http404
    require(request.actor, Permission.CLOCK_EXPLAIN, clock)
    form = ExplainForm(request.POST if request.method == "POST" else None, initial={"reason": clock.breach_reason})
    if request.method == "POST" and form.is_valid():
        try:
            clocks.explain(clock=clock, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
        except clocks.NotBreached:
            form.add_error(None, "This clock was not missed, so there is nothing to explain.")
        else:
            messages.success(request, "The reason is kept with the clock")
            return redirect("casework:case", found.reference)
    audit.saw("case", found.pk)
    return render(
        request,
        "casework/clocks/explain.html",
        {"form": form, "case": found, "clock": clocks_shown.shown(clock, now=timezone.now(), with_source=True)},
    )
