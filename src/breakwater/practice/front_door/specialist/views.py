"""The specialist route of the Prevent compartment. Nobody else finds a page."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require

from ..child_as_told import children_in_words
from ..models import SpecialistConcern
from . import operations
from .forms import PoliceReceiptForm, ReferralForm, SpecialistOutcomeForm

A_PAGE = 25


@require_safe
def specialist_route(request):
    """What came by the specialist route, what still holds words first."""
    require(request.actor, Permission.SPECIALIST_WORK)
    found = SpecialistConcern.objects.order_by("-purged_at", "-received_at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    audit.saw("specialist_route", *(each.pk for each in page))
    return render(request, "front_door/compartments/specialist_route.html", {"page": page})


@require_safe
def concern(request, public_id):
    """One: its words while they are held, and what stays of it."""
    found = _concern(request, public_id)
    children = children_in_words(found.about.get("children", []))
    return render(request, "front_door/compartments/concern.html", {"concern": found, "children": children})


def _concern(request, public_id: str) -> SpecialistConcern:
    require(request.actor, Permission.SPECIALIST_WORK)
    found = SpecialistConcern.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    audit.saw("specialist_route", found.pk)
    return found


class ConcernStep(OperationView):
    """One step of the route recorded, in its order."""

    permission = Permission.SPECIALIST_WORK
    template_name = "front_door/compartments/record.html"
    success_message = "Recorded"
    heading = said = kind = ""

    def find_subject(self):
        return _concern(self.request, self.kwargs["public_id"])

    def permission_subject(self):
        return None

    def operate(self, form):
        return self.operation(concern=self.subject, **form.cleaned_data, by=self.request.actor, at=self.at)

    def get_success_url(self):
        return reverse("front_door:concern", args=[self.subject.public_id])

    def get_context_data(self, **more):
        return super().get_context_data(
            **more, concern=self.subject, heading=self.heading, said=self.said, kind=self.kind
        )


class RecordReferral(ConcernStep):
    """It was referred to the police: when, to which desk, under which reference."""

    route, name = "specialist-route/<str:public_id>/referred/", "concern_referred"
    form_class, heading = ReferralForm, "Record the referral to the police"
    operation = staticmethod(operations.record_referral)


class RecordReceipt(ConcernStep):
    """The police have it: the words are gone from now on."""

    route, name = "specialist-route/<str:public_id>/receipt/", "concern_receipt"
    form_class, heading, kind = PoliceReceiptForm, "Record the police receipt", "warning"
    said = "Once you record this, what was written is gone: nobody can read it, and it cannot be brought back."
    operation = staticmethod(operations.record_receipt)


class RecordOutcome(ConcernStep):
    """What came of it, as a code."""

    route, name = "specialist-route/<str:public_id>/outcome/", "concern_outcome"
    form_class, heading = SpecialistOutcomeForm, "Record the outcome"
    operation = staticmethod(operations.record_outcome)
