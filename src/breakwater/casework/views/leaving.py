"""What a post holds and must hand on before it ends: one's own, and that of one's team for who answers for it."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.handovers import holdings
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, allows, require
from breakwater.partnership.organisations.models import Membership

from .shown import holdings as shown


@require_safe
def own(request):
    """What the post one acts in holds."""
    require(request.actor, Permission.CASE_READ)
    return _page(request, request.actor.membership, own=True)


@require_safe
def team(request):
    """The posts of one's team with what each holds; `post` opens one of them."""
    require(request.actor, Permission.HOLDINGS_READ)
    mine, today = request.actor.membership.team, timezone.localdate()
    if chosen := request.GET.get("post"):
        of_team = Membership.objects.filter(team=mine).select_related("user", "role", "team")
        return _page(request, get_object_or_404(of_team, public_id=chosen), own=False)
    rows = [(post, held) for post, held in holdings.held_in_team(mine, on=today)]
    return render(request, "casework/leaving_team.html", {"rows": rows, "team": mine, "now": timezone.now()})


def _page(request, post: Membership, *, own: bool):
    held = holdings.held_by(post)
    page = shown.holdings_page(held)
    audit.saw("case", *page.case_ids)
    return render(
        request,
        "casework/leaving.html",
        {
            "page": page,
            "post": post,
            "own": own,
            "of_team": own and allows(post.role_id, Permission.HOLDINGS_READ),
            "now": timezone.now(),
        },
    )
