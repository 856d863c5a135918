"""What a post holds and must hand on before it ends: one's own, and that of one's team for who answers for it."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers import caseload, holdings
from breakwater.casework.handovers.lookup import posts_of
from breakwater.casework.handovers.pages import holdings as pages
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, allows, may, require
from breakwater.partnership.organisations.models import Membership


@require_safe
def own(request):
    """What the post one acts in holds."""
    require(request.actor, Permission.CASE_READ)
    return _page(request, request.actor.membership, own=True)


@require_safe
def team(request):
    """The caseload of one's team: who has how much, what is unallocated, who is away; `post` opens one person's work."""
    require(request.actor, Permission.HOLDINGS_READ)
    mine = request.actor.membership.team
    if chosen := request.GET.get("post"):
        return _page(request, get_object_or_404(posts_of(mine), public_id=chosen), own=False)
    now = timezone.now()
    load = caseload.caseload_of(mine, request.actor, at=now)
    audit.saw("case", *(case.pk for case in load.cases))
    unallocated = [(case_display.called(case), case_display.address_of(case), case.opened_at) for case in load.cases]
    context = {
        "load": load,
        "unallocated": unallocated,
        "team": mine,
        "keeps_rota": may(request.actor, Permission.ROTA_KEEP),
        "now": now,
    }
    return render(request, "casework/handovers/leaving_team.html", context)


def _page(request, post: Membership, *, own: bool):
    held = holdings.held_by(post)
    page = pages.holdings_page(held)
    audit.saw("case", *page.case_ids)
    return render(
        request,
        "casework/handovers/leaving.html",
        {
            "page": page,
            "post": post,
            "own": own,
            "loads": [] if own else caseload.loads_of(post, request.actor, at=timezone.now()),
            "of_team": own and allows(post.role_id, Permission.HOLDINGS_READ),
            "now": timezone.now(),
        },
    )
