"""Signs of life and of looks: health, the favicon, the gallery of components."""

from dataclasses import asdict

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater import VERSION
from breakwater.delivery.web import state
from breakwater.foundation.design import gallery as components
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import Permission, may, require


@public_page
@require_safe
def healthz(request):
    """Answer "ok" and the version while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse(f"ok {VERSION}", content_type="text/plain; charset=utf-8")


@public_page
@require_safe
def backup_health(request):
    """Answer how old and large the last backup is, with status 503 where it is late: for whatever watches the machine."""
    known = state.backups_at(timezone.now())
    facts = {"state": "late" if known.is_late else "ok", **asdict(known)}
    return JsonResponse(facts, status=503 if known.is_late else 200)


@public_page
@require_safe
def favicon(request):
    return redirect(static("design/favicon.ico"), permanent=True)


@require_safe
def service(request):
    """The state of the service, for those who keep it running: no casework in it."""
    require(request.actor, Permission.SYSTEM_READ)
    now = timezone.now()
    found = state.service_at(now)
    context = {"now": now, "found": found, "may_invite": may(request.actor, Permission.PEOPLE_INVITE)}
    return render(request, "web/service.html", context)


@require_safe
def gallery(request):
    return render(request, "design/gallery.html", components.gallery_context())


@require_safe
def gallery_public(request):
    return render(request, "design/gallery_public.html", components.public_context())
