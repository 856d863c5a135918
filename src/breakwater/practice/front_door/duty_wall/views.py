"""The duty manager's wall: a page for a screen on the wall, drawn again each minute."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .page import wall_for

EVERY_SECONDS = 60


@require_safe
def wall(request):
    """What is due in the next two hours and what waits. It names nobody, so the look at it is kept as one at the wall."""
    require(request.actor, Permission.WALL_READ)
    shown = wall_for(request.actor, now=timezone.now())
    audit.saw("wall", request.actor.area_id_acting)
    template = "wall_now" if request.htmx and request.htmx.target == "wall" else "wall"
    return render(request, f"front_door/figures/{template}.html", {"wall": shown, "every": EVERY_SECONDS})
