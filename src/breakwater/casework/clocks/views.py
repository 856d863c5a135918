"""All clocks of a team, nearest first: the rest of what Today shows."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.clocks import display as clock_display
from breakwater.casework.clocks import operations as clocks
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
    about = case_display.about(clock.case for clock in page)
    rows = [
        {
            "about": about.get(clock.case_id, NOBODY_SEEN),
            "called": case_display.called(clock.case),
            "href": case_display.address_of(clock.case),
            "clock": clock_display.shown(clock, now=now),
        }
        for clock in page
    ]
    audit.saw("case", *{clock.case_id for clock in page})
    return render(request, "casework/clocks/clocks.html", {"rows": rows, "page": page, "team": team, "now": now})


class ExplainClock(CaseOperation):
    """Keep the reason for a missed clock of the case."""

    route, name = "cases/<str:reference>/clocks/<str:rule>/", "explain"
    permission = Permission.CLOCK_EXPLAIN
    form_class, template_name = ExplainForm, "casework/clocks/explain.html"
    success_message = "The reason is kept with the clock"

    def find_subject(self):
        started = super().find_subject().clocks.filter(rule=self.kwargs["rule"]).select_related("case")
        clock = started.order_by("-started_at", "-pk").first()
        if clock is None:
            raise Http404
        return clock

    def permission_subject(self):
        return self.subject

    def operate(self, form):
        return clocks.explain(clock=self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)

    def get_initial(self):
        return {"reason": self.subject.breach_reason}

    def get_context_data(self, **more):
        clock = clock_display.shown(self.subject, now=self.at, with_source=True)
        return super().get_context_data(clock=clock, **more)
