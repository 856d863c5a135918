"""The page of a case."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.handovers import ledger
from breakwater.casework.restricting import hints as restriction_hints
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require

from . import pages


@require_safe
def case(request, reference):
    try:
        found = case_or_404(reference)
    except Http404:
        return restriction_hints.hinted(request, "case", reference)
    require(request.actor, Permission.CASE_READ, found)
    page = pages.case_page(found, request.actor, timezone.now())
    audit.saw("case", found.pk)
    opened = not page.own_address and found.opened_by_handover.exists()
    lines = ledger.of_case(found, reader=request.actor.membership.team.organisation) if opened else []
    audit.saw("person", *page.person_ids, *(fact.person.pk for one in lines for fact in one.facts if fact.person))
    return render(
        request,
        "casework/case_page/case.html",
        {
            "page": page,
            "ledger_lines": lines,
            "may_work": may(request.actor, Permission.CASE_WORK, found),
            "may_offer": found.is_open
            and found.pathway.offered_to != ()
            and may(request.actor, Permission.HANDOVER_OFFER, found),
            "may_move": found.is_open and may(request.actor, Permission.HANDOVER_OFFER, found),
            "may_close": not found.pathway.ends_on_its_own_page and may(request.actor, Permission.CASE_WORK, found),
            "may_add": may(request.actor, Permission.DOCUMENT_ADD, found),
            "may_explain": may(request.actor, Permission.CLOCK_EXPLAIN),
            "may_see_looks": may(request.actor, Permission.LOOKS_READ),
            "may_restrict": may(request.actor, Permission.PERSON_RESTRICT, found),
            "may_seal": may(request.actor, Permission.ITEM_SEAL, found),
            "sealed": sealed.standing_in(case=found),
        },
    )
