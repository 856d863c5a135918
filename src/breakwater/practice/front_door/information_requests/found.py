"""Finding a request by its reference: what the pages of the agency asked and of the MASH have in common."""

from django.shortcuts import get_object_or_404

from breakwater.foundation import audit

from ..models import InformationRequest
from .pages import WITH

PEOPLE = ("membership__user", "membership__role", "membership__team__area", "area")
_WITH = (*WITH, *(f"asked_by__{each}" for each in PEOPLE))


def found_request(reference: str) -> InformationRequest:
    found = get_object_or_404(InformationRequest.objects.select_related(*_WITH), reference=reference)
    audit.saw("request", found.pk)
    return found
