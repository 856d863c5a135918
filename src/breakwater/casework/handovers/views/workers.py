"""The responsible team says who works on a case."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.handovers import workers
from breakwater.casework.handovers.forms import WorkerForm
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require


def worker(request, reference):
    """Name who works on a case that has no page of its own; another is sent there, where its own way of naming is."""
    found = case_or_404(reference)
    require(request.actor, Permission.CASE_WORK, found)
    if (own := cases_shown.address_of(found)) != reverse("casework:case", args=[found.reference]):
        return redirect(own)
    now = timezone.now()
    present = found.workers.filter(capacity=WorkCapacity.WORKER, ends_at=None).select_related("membership").first()
    form = WorkerForm(
        request.POST if request.method == "POST" else None,
        people=workers.could_hold(found, at=now),
        initial={"who": str(present.membership.public_id) if present else ""},
    )
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["who"]
        try:
            workers.name_worker(case=found, membership=who, by=request.actor, at=now)
        except cases.CaseIsClosed:
            form.add_error(None, "The case is closed: nobody works on it any more.")
        except workers.MayNotHoldIt:
            form.add_error("who", "Someone changed the team or the record meanwhile. Open this page again.")
        else:
            messages.success(request, f"{who.user.name} works on it now")
            return redirect("casework:case", found.reference)
    audit.saw("case", found.pk)
    return render(
        request,
        "casework/handovers/worker.html",
        {"form": form, "case": found, "called": cases_shown.called(found), "now": present},
    )
