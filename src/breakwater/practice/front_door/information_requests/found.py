"""Finding a request by its reference: what the pages of the agency asked and of the MASH have in common."""

from django.http import Http404

from breakwater.foundation import audit

from ..models import InformationRequest
from .pages import WITH

PEOPLE = ("membership__user", "membership__role", "membership__team__area", "area")
_WITH = (*WITH, *(f"asked_by__{each}" for each in PEOPLE))


def found_request(reference: str) -> InformationRequest:
    found = InformationRequest.objects.filter(reference=reference).select_related(*_WITH).first()
    if found is None:
        raise Http404
    audit.saw("request", found.pk)
    return found
