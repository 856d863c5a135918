"""All clocks of a team, nearest first: the rest of what Today shows."""

from django.http import Http404

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.cases.compartments import for_a_file
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks import time_left
from breakwater.foundation import audit
from breakwater.foundation.design.absent import NOBODY_SEEN
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.organisations.access import Permission

from .forms import ExplainForm


class TeamClocks(ListPage):
    """All clocks of a team that run, nearest first."""

    route, name, template_name = "clocks/", "clocks", "casework/clocks/clocks.html"
    permission = Permission.CASE_READ

    def get_queryset(self):
        return clocks.running_of(self.request.actor.membership.team)

    def rows_for_a_file(self, listed):
        return for_a_file(listed, "team")

    def rows_of(self, page):
        running = list(page.object_list)
        about = case_display.about(clock.case for clock in running)
        audit.saw("case", *{clock.case_id for clock in running})
        return [
            {
                "about": about.get(clock.case_id, NOBODY_SEEN),
                "called": case_display.called(clock.case),
                "href": case_display.address_of(clock.case),
                "clock": time_left.shown(clock, now=self.at),
            }
            for clock in running
        ]

    def get_context_data(self, **more):
        return super().get_context_data(team=self.request.actor.membership.team, now=self.at, **more)


class ExplainClock(CaseOperation):
    """Keep the reason for a missed clock of the case."""

    route, name = "cases/<str:reference>/clocks/<str:rule>/", "explain"
    permission = Permission.CLOCK_EXPLAIN
    form_class, template_name = ExplainForm, "casework/clocks/explain.html"
    success_message = "The reason is kept with the clock"
    operation = staticmethod(clocks.explain)

    def find_subject(self):
        started = super().find_subject().clocks.filter(rule=self.kwargs["rule"]).select_related("case")
        clock = started.order_by("-started_at", "-pk").first()
        if clock is None:
            raise Http404
        return clock

    def permission_subject(self):
        return self.subject

    def get_initial(self):
        return {"reason": self.subject.breach_reason}

    def get_context_data(self, **more):
        clock = time_left.shown(self.subject, now=self.at, with_source=True)
        return super().get_context_data(clock=clock, **more)
