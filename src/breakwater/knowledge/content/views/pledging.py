"""Campaigns for those who may speak for their school or service: which there are, and whether it takes part."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, require

from .. import presenting
from ..forms.pledging import PledgeForm
from ..operations import pledging


def _campaigns(request):
    team = request.actor.membership.team
    require(request.actor, Permission.CAMPAIGN_PLEDGE, team)
    today = london_date(timezone.now())
    return pledging.campaigns(area=team.area, organisation=team.organisation, on=today), team.organisation


@require_safe
def campaigns(request):
    """Campaigns of the area, with what one's own organisation said of each."""
    pages, organisation = _campaigns(request)
    ours = pledging.pledges_of(organisation)
    rows = [(page, ours.get(page.pk)) for page in pages[:50]]
    return render(request, "content/campaigns.html", {"rows": rows, "organisation": organisation})


@require_http_methods(["GET", "POST"])
def campaign(request, number):
    """Say that one's organisation takes part, change it, or say that it is done."""
    pages, organisation = _campaigns(request)
    page = get_object_or_404(pages, pk=number)
    ours = pledging.pledges_of(organisation).get(page.pk)
    says = [key for key, holds in (("named", ours and ours.is_named), ("done", ours and ours.done_at)) if holds]
    form = PledgeForm(request.POST or None, initial={"words": ours.words if ours else "", "says": says})
    if form.is_valid():
        said = form.cleaned_data
        pledging.pledge(
            page=page,
            words=said["words"],
            is_named="named" in said["says"],
            is_done="done" in said["says"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, f"Recorded: {organisation.name} takes part")
        return redirect("content:campaigns")
    audit.saw("campaign", page.pk)
    return render(
        request,
        "content/campaign.html",
        {
            "page": page,
            "form": form,
            "ours": ours,
            "organisation": organisation,
            "address": presenting.address_of(page),
        },
    )


@require_POST
def take_back(request, number):
    """One's organisation takes part no longer."""
    pages, organisation = _campaigns(request)
    pledging.take_back(page=get_object_or_404(pages, pk=number), by=request.actor)
    messages.success(request, f"{organisation.name} takes part no longer")
    return redirect("content:campaigns")
