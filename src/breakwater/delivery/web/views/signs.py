"""Signs of life and of looks: health, the favicon, the gallery of components."""

from dataclasses import asdict

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.delivery.backups import state as backups
from breakwater.delivery.web.warnings import warnings_at
from breakwater.foundation import jobs
from breakwater.foundation.design import gallery as components
from breakwater.foundation.design.moments import moment
from breakwater.foundation.design.pages import public_page
from breakwater.partnership.organisations.access import Permission, require


@public_page
@require_safe
def healthz(request):
    """Answer "ok" while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


@public_page
@require_safe
def backup_health(request):
    """Answer how old and large the last backup is, with status 503 where it is late: for whatever watches the machine."""
    known = _backups(timezone.now())
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
    queue = jobs.state(at=now)
    rows = [
        {"key": "Worker last seen", "value": moment(queue.last_heartbeat) or "None is running"},
        {"key": "Jobs due now", "value": queue.due},
        {"key": "Oldest of them since", "value": moment(queue.oldest_due_at) or "Nothing outstanding"},
        {"key": "Jobs left half done", "value": ", ".join(job.name for job in queue.abandoned) or "None"},
        {"key": "Jobs failed in the last day", "value": ", ".join(job.name for job in queue.failed) or "None"},
        {"key": "E-mail leaves by", "value": settings.BREAKWATER_MAIL},
    ]
    known = _backups(now)
    rows += [
        {"key": "Last whole backup", "value": moment(known.based_at) or "None"},
        {"key": "Its size", "value": backups.spoken_size(known.base_bytes)},
        {"key": "Saved in a backup until", "value": moment(known.reached_at) or "Nothing"},
        {"key": "Last rehearsal of a restore", "value": moment(known.rehearsed_at) or "None"},
        {"key": "How it went", "value": known.rehearsal or "Not rehearsed yet"},
    ]
    warnings = [*warnings_at(now), *known.in_words]
    return render(request, "web/service.html", {"now": now, "warnings": warnings, "rows": rows})


def _backups(now):
    return backups.state(settings.BREAKWATER_DATA, is_set_up=bool(settings.BREAKWATER_BACKUP), at=now)


@require_safe
def gallery(request):
    return render(request, "design/gallery.html", components.gallery_context())


@require_safe
def gallery_public(request):
    return render(request, "design/gallery_public.html", components.public_context())
