"""The page of an area's configuration."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..registry import DESTINATIONS
from ..showing import page_of
from .own import own_area


@require_safe
def area(request):
    area, now = own_area(request), timezone.now()
    today = timezone.localdate(now)
    # What the public reads belongs to a room above; it is linked by name where the installation has it.
    context = {
        "area": area,
        "kept": page_of(area, today),
        "public": DESTINATIONS.get("concern"),
        "today": today,
        "now": now,
    }
    return render(request, "organisations/area.html", context)
