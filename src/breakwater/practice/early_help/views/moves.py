"""Bringing a family to the front door."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .. import operations
from ..episode_view import CLOSED, episode_or_404, whose
from ..forms.moves import StepUpForm
from ..models import Assessment


def step_up(request, reference):
    """Bring the family to the front door. The next page is the receipt (SG-01)."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    if request.method == "POST" and "told_before" in request.POST:
        return _told_before(request, found)
    form = StepUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.step_up(
                episode=found,
                reason=form.cleaned_data["reason"],
                danger=form.cleaned_data["danger"],
                by=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["idempotency"],
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, f"The front door has received it: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("case", found.case_id)
    ask_now = RECEIVERS["front_door"].ask_now(found.case.area, timezone.now())
    assessed = Assessment.objects.select_related("episode").filter(episode=found).first()
    may_be_known = assessed is not None and assessed.may_be_known()
    context = {"form": form, **whose(found), "ask_now": ask_now, "may_be_known": may_be_known}
    return render(request, "early_help/step_up.html", context)


def _told_before(request, found):
    """They say that the front door heard of this harm when the family was brought there, just before it was written down."""
    try:
        operations.told_before(episode=found, by=request.actor, at=timezone.now())
    except operations.NothingToSay:
        messages.error(request, "Nothing is kept. Open this again to see what the front door has heard.")
    except operations.EpisodeIsClosed:
        messages.error(request, CLOSED)
    else:
        messages.success(request, "It is kept that the front door heard of this harm")
    return redirect("early_help:episode", found.reference)
