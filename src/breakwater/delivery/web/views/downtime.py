"""The downtime kit to download: for everyone who holds a post, since whoever needs it cannot ask then."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from breakwater.delivery.downtime import kit
from breakwater.foundation import audit

WHOLE = "downtime-kit.zip"


@require_safe
def downtime(request):
    """What to print, which numbers stand on it, and since when."""
    now, area = timezone.now(), request.post.team.area
    context = {
        "forms": [(name, form.title) for name, form in kit.forms_of(area, at=now)],
        "numbers": kit.numbers_of(area, at=now),
        "changed_at": kit.changed_at(area, at=now),
        "now": now,
    }
    return render(request, "web/downtime.html", context)


@require_safe
def downtime_file(request, name):
    """The whole kit, or one form, made this moment."""
    now, area = timezone.now(), request.post.team.area
    if name == WHOLE:
        content, kind = kit.one_file(kit.made_of(area, at=now)), "application/zip"
    elif form := dict(kit.forms_of(area, at=now)).get(name):
        content, kind = kit.form_printed(form, area, at=now), "application/pdf"
    else:
        raise Http404
    audit.did("downloaded the downtime kit", "area", area.pk, file=name)
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": content_disposition_header(True, name)}
    )
