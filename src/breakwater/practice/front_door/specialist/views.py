"""The specialist route of the Prevent compartment. Nobody else finds a page."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from ..child_as_told import children_in_words
from ..models import SpecialistConcern
from . import operations as specialist
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


def referred(request, public_id):
    """It was referred to the police: when, to which desk, under which reference."""
    return _recorded(request, public_id, ReferralForm, specialist.record_referral, "Record the referral to the police")


def acknowledged(request, public_id):
    """The police have it: the words are gone from now on."""
    return _recorded(
        request,
        public_id,
        PoliceReceiptForm,
        specialist.record_receipt,
        "Record the police receipt",
        said="Once you record this, what was written is gone: nobody can read it, and it cannot be brought back.",
        kind="warning",
    )


def ended(request, public_id):
    """What came of it, as a code."""
    return _recorded(request, public_id, SpecialistOutcomeForm, specialist.record_outcome, "Record the outcome")


def _concern(request, public_id: str) -> SpecialistConcern:
    require(request.actor, Permission.SPECIALIST_WORK)
    found = SpecialistConcern.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    audit.saw("specialist_route", found.pk)
    return found


def _recorded(request, public_id: str, form_class, record, title: str, *, said: str = "", kind: str = ""):
    found = _concern(request, public_id)
    form = form_class(request.POST or None)
    if form.is_valid():
        try:
            record(concern=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except specialist.NotReferredYet:
            form.add_error(None, "Record the referral to the police first")
        except specialist.WordsGone:
            form.add_error(
                None,
                "The police receipt is recorded and what was written is gone, so the referral stays as it was recorded. "
                "Nothing was changed. If it is wrong, ring the police desk it went to",
            )
        except specialist.WordsStillHeld:
            form.add_error(None, "Record the police receipt first")
        else:
            messages.success(request, "Recorded")
            return redirect("front_door:concern", found.public_id)
    context = {"concern": found, "form": form, "heading": title, "said": said, "kind": kind}
    return render(request, "front_door/compartments/record.html", context)
