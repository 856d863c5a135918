"""Signs of life and of looks: health, the favicon, the gallery of components."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from breakwater.foundation.design import gallery as components
from breakwater.foundation.design.pages import public_page


@public_page
@require_safe
def healthz(request):
    """Answer "ok" while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


@public_page
@require_safe
def favicon(request):
    return redirect(static("design/favicon.ico"), permanent=True)


@require_safe
def gallery(request):
    return render(request, "design/gallery.html", components.gallery_context())


@require_safe
def gallery_public(request):
    return render(request, "design/gallery_public.html", components.public_context())
