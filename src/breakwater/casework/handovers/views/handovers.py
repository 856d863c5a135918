"""Handovers: what waits for my team, what my team gave, and the page of one."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.compartments import for_a_file
from breakwater.casework.handovers import actions, lookup, measures
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import handovers as pages
from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.organisations.access import Permission, may, require

from .answers import carried_by, may_give

SHOWN, LAST = 25, 10


class _Listed(ListPage):
    """Handovers of the actor's team, each with whom it is about."""

    permission, paginate_by = Permission.HANDOVER_ANSWER, SHOWN

    def rows_of(self, page):
        audit.saw("handover", *(one.pk for one in page))
        return pages.rows(page, self.at)

    def rows_for_a_file(self, listed):
        return for_a_file(listed, "from_team", "to_team", case="carried__case")

    def get_context_data(self, **more):
        return super().get_context_data(team=self.request.actor.membership.team, now=self.at, **more)


class Given(_Listed):
    """What the actor's post gave, the last first."""

    route, name, template_name = "handovers/given/", "handovers_given", "casework/handovers/given.html"

    def get_queryset(self):
        return lookup.given_by(self.request.actor.membership)


class Handovers(_Listed):
    """What waits for the team's answer; beneath it what waits too long in the area, and the last that the post gave."""

    route, name, template_name = "handovers/", "handovers", "casework/handovers/handovers.html"
    page_key = "waiting"

    def get_queryset(self):
        return lookup.waiting_for(self.request.actor.membership.team)

    def get_context_data(self, **more):
        actor, sees_late = self.request.actor, may(self.request.actor, Permission.HANDOVER_LATE)
        late = measures.waiting_too_long(area=actor.membership.team.area, at=self.at) if sees_late else None
        late = list(late.select_related("from_team", "to_team")[:SHOWN]) if sees_late else []
        given = lookup.given_by(actor.membership)
        last = list(given[:LAST])
        audit.saw("handover", *{one.pk for one in (*last, *late)})
        return super().get_context_data(
            late=pages.rows(late, self.at),
            given=pages.rows(last, self.at),
            given_count=given.count(),
            sees_late=sees_late,
            **more,
        )


@require_safe
def handover(request, reference):
    found = get_object_or_404(lookup.HANDOVERS, reference=reference)
    require(request.actor, Permission.HANDOVER_ANSWER)
    page = pages.handover_page(found, timezone.now(), post=request.actor.membership)
    audit.saw("handover", found.pk)
    audit.saw("case", *(carried.case.pk for carried in page.carried))
    audit.saw("person", *page.person_ids)
    is_waiting = found.status == Handover.Status.OFFERED
    gives = is_waiting and may_give(request.actor, found)
    accepted = found.status == Handover.Status.ACCEPTED and actions.asked_of(found)
    return render(
        request,
        "casework/handovers/handover.html",
        {
            "page": page,
            "status_kind": pages.STATUS_KIND[found.status],
            "may_answer": is_waiting and may(request.actor, Permission.HANDOVER_ANSWER, found),
            "may_decline": not (page.receiver.never_declined or page.receiver.is_receipt),
            "may_withdraw": gives,
            "may_plan": gives and bool(page.actions),
            "may_tell_family": accepted
            and any(may(request.actor, Permission.CASE_WORK, case) for case in carried_by(found)),
            "may_settle": may(request.actor, Permission.HANDOVER_SETTLE, found),
        },
    )
