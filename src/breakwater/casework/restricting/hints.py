"""What someone meets who asks for a record they may not read."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from .operations import hints_at


def hinted(request, kind: str, key: str) -> HttpResponse:
    """The page that tells to ring the duty manager, where a restriction says so; otherwise Http404: the record is not there."""
    if hints_at(kind, key):
        return render(request, "casework/restricting/hint.html", status=404)
    raise Http404
