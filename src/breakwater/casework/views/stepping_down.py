"""Where a family stepped down has no lead yet, a manager says what holds instead, and the giver's case may close."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.forms.handovers import InsteadForm
from breakwater.casework.handovers import leads
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .handovers import handover_or_404
from .shown import leads as shown


def instead(request, reference):
    """Say what holds while nobody leads."""
    found = handover_or_404(reference)
    require(request.actor, Permission.HANDOVER_SETTLE, found)
    form = InsteadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leads.settle(handover=found, instead=form.cleaned_data["instead"], by=request.actor, at=timezone.now())
        except leads.NothingToSettle:
            form.add_error(None, "Nothing waits for a lead here: open the handover to see who leads, or what was said.")
        else:
            messages.success(request, "It is kept. The case that was stepped down may close now.")
            return redirect("casework:handover", found.reference)
    carried = [row.case for row in found.carried.select_related("case").order_by("pk")]
    audit.saw("handover", found.pk)
    audit.saw("case", *(case.pk for case in carried))
    waited = [shown.said(one) for case in carried for one in leads.waited_for(case) if one.handover.pk == found.pk]
    return render(request, "casework/instead.html", {"form": form, "handover": found, "waited": waited})
