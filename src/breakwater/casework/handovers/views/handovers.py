"""Handovers: what waits for my team, what my team gave, and the page of one."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.handovers import actions, lookup, measures
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import handovers as pages
from breakwater.foundation import audit
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.organisations.access import Permission, may, require

from .answers import carried_by, may_give

SHOWN = 25


@require_safe
def handovers_list(request):
    require(request.actor, Permission.HANDOVER_ANSWER)
    now, team = timezone.now(), request.actor.membership.team
    late = []
    if may(request.actor, Permission.HANDOVER_LATE):
        late = measures.waiting_too_long(area=team.area, at=now).select_related("from_team", "to_team")[:SHOWN]
    given_page = finished_page(lookup.given_by(request.actor.membership), SHOWN, request.GET.get("given"))
    waiting_page = finished_page(lookup.waiting_for(team), SHOWN, request.GET.get("waiting"))
    rows = {
        "waiting": pages.rows(waiting_page, now),
        "given": pages.rows(given_page, now),
        "late": pages.rows(late, now),
    }
    audit.saw("handover", *{one.pk for one in (*waiting_page, *given_page, *late)})
    return render(
        request,
        "casework/handovers/handovers.html",
        {
            **rows,
            "given_page": given_page,
            "waiting_page": waiting_page,
            "sees_late": may(request.actor, Permission.HANDOVER_LATE),
            "team": team,
            "now": now,
        },
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
