"""Whoever leads states why we are involved; what was stated before stays beside it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.cases import involvement
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.forms.cases import InvolvementForm
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .cases import case_or_404
from .shown.involvement import source_of


def involved(request, reference):
    """State in a sentence why we are involved now."""
    found = case_or_404(reference)
    require(request.actor, Permission.CASE_WORK, found)
    before = involvement.history(found)
    stated = next((reason for reason in before[:1] if not reason.from_decision), None)
    form = InvolvementForm(
        request.POST if request.method == "POST" else None, initial={"words": stated.words if stated else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            involvement.state(case=found, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
        except cases.CaseIsClosed:
            form.add_error(None, "The case is closed. What was stated stays on its record.")
        else:
            messages.success(request, "Why we are involved: saved")
            return redirect(cases_shown.address_of(found))
    audit.saw("case", found.pk)
    return render(
        request,
        "casework/involvement.html",
        {
            "form": form,
            "back": cases_shown.address_of(found),
            "called": cases_shown.called(found),
            "before": [{"title": reason.words, "when": source_of(reason)} for reason in before],
        },
    )
