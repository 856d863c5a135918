"""For whoever sets an area up: what is still missing before people rely on it."""

from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.delivery.going_live import steps
from breakwater.partnership.organisations.access import Permission, require


@require_safe
def going_live(request):
    """What the acting post's area still lacks, with where to do it; and what is done."""
    area, now = request.actor.membership.team.area, timezone.now()
    require(request.actor, Permission.ORGANISATIONS_EDIT, area)
    found = steps(area, timezone.localdate(now))
    lacking = [step for step in found if not step.is_done]
    context = {
        "area": area,
        "now": now,
        "groups": [(name, list(of)) for name, of in groupby(lacking, key=lambda step: step.group)],
        "done": [step for step in found if step.is_done],
        "missing": len(lacking),
        "all": len(found),
    }
    return render(request, "web/going_live.html", context)
