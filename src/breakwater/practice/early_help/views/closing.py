"""Ending an episode."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.handovers.operations import OfferStillWaiting
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .. import operations
from ..forms.closing import CloseForm
from .finding import CLOSED, episode_or_404


def close(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_episode(
                episode=found, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
            )
        except OfferStillWaiting as waiting:
            form.add_error(
                None,
                f"It cannot end yet: offer {waiting} still waits for an answer. Ring them, or withdraw the offer first.",
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is closed")
            return redirect("early_help:episodes")
    audit.saw("case", found.case_id)
    return render(request, "early_help/close.html", {"form": form, "episode": found})
