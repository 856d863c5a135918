"""Bringing a family to the front door."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .. import operations
from ..forms.moves import StepUpForm
from .finding import CLOSED, episode_or_404, whose


def step_up(request, reference):
    """Bring the family to the front door. The next page is the receipt (SG-01)."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    form = StepUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.step_up(
                episode=found, reason=form.cleaned_data["reason"], danger=form.cleaned_data["danger"], by=request.actor,
                at=timezone.now(), key=form.cleaned_data["idempotency"],
            )  # fmt: skip
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, f"The front door has received it: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("case", found.case_id)
    ask_now = RECEIVERS["front_door"].ask_now(found.case.area, timezone.now())
    return render(request, "early_help/step_up.html", {"form": form, **whose(found), "ask_now": ask_now})
