"""Who answers the MASH in each agency: kept by whoever keeps the area's organisations."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Team

from ...models import AgencyKind, InformationDesk
from .. import agencies
from ..forms import DeskForm
from ..operations import desks as operations


@require_safe
def desks(request):
    require(request.actor, Permission.ORGANISATIONS_EDIT)
    kept = {
        desk.team_id: desk
        for desk in InformationDesk.objects.filter(ends_on=None).select_related("lead__user", "lead__team")
    }
    rows = [
        {
            "team": team,
            "name": agencies.said(team),
            "kind": AgencyKind(kept[team.pk].kind if team.pk in kept else agencies.kind_of(team)).label,
            "lead": kept[team.pk].lead.user.name if team.pk in kept and kept[team.pk].lead_id else "",
        }
        for team in _teams(request)
        if team.pk in kept or agencies.is_asked_anyway(team)
    ]
    others = [team for team in _teams(request) if team.pk not in kept and not agencies.is_asked_anyway(team)]
    others = [{"team": team, "name": agencies.said(team)} for team in others]
    return render(request, "front_door/requests/desks.html", {"rows": rows, "others": others})


def desk(request, public_id):
    """What one team is asked as, and its lead."""
    require(request.actor, Permission.ORGANISATIONS_EDIT)
    team = _teams(request).filter(public_id=public_id).first()
    if team is None:
        raise Http404
    now = timezone.now()
    kept = InformationDesk.objects.filter(team=team, ends_on=None).first()
    leads = list(operations.leads_of(team, at=now))
    first = {
        "kind": kept.kind if kept else agencies.kind_of(team),
        "lead": str(kept.lead_id) if kept and kept.lead_id else "",
    }
    form = DeskForm(request.POST or None, leads=leads, initial=first)
    if request.method == "POST" and form.is_valid():
        operations.keep_desk(
            team=team, kind=form.cleaned_data["kind"], lead=form.chosen(leads), by=request.actor, at=now
        )
        messages.success(request, f"{agencies.said(team)} is kept")
        return redirect("front_door:desks")
    return render(request, "front_door/requests/desk.html", {"team": team, "name": agencies.said(team), "form": form})


def _teams(request):
    """The teams of the actor's area that are no school's: a school is asked as the school it is."""
    return (
        Team.objects.filter(area=request.actor.area_id_acting, closed_on=None, organisation__closed_on=None)
        .exclude(organisation__kind="SCHOOL")
        .select_related("organisation", "area")
        .order_by("organisation__name", "name")
    )
