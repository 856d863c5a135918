"""The page of an area's configuration."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..showing import page_of
from .own import own_area


@require_safe
def area(request):
    area, now = own_area(request), timezone.now()
    today = timezone.localdate(now)
    return render(
        request, "organisations/area.html", {"area": area, "kept": page_of(area, today), "today": today, "now": now}
    )
