"""Doubtful rows of rolls, one at a time, and places that a co-ordinator confirms. The authority's alone (SG-14, SG-15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Organisation, Team

from ..forms.rolls import DecideForm
from ..models import Doubt, Person, RollTie
from ..operations import rolls
from .candidates import meant_by

P = Permission


def _waiting(request):
    return RollTie.objects.filter(area=request.actor.area_id_acting, state=RollTie.State.WAITING).order_by(
        "since", "pk"
    )


@require_safe
def next_row(request):
    """The doubtful row that has waited longest."""
    require(request.actor, P.ROLL_SETTLE)
    first = _waiting(request).first()
    if first is None:
        messages.success(request, "No row waits for a decision.")
        return redirect("people:rolls")
    return redirect("people:roll_row", first.public_id)


def row(request, public_id):
    """Whom is a row of a roll about? Those it may mean, with reasons; a person decides, once."""
    require(request.actor, P.ROLL_SETTLE)
    tie = get_object_or_404(
        RollTie.objects.select_related("pupil__team__organisation", "pupil__seen_in", "pupil__like", "person"),
        public_id=public_id,
    )
    require(request.actor, P.ROLL_SETTLE, tie)
    audit.saw("roll_row", tie.pk)
    if request.method == "POST":
        return _decided(request, tie)
    pupil = tie.pupil
    candidates, searched = meant_by(
        pupil, postcode=tie.held.get("postcode", ""), by=request.actor, at=timezone.now(), team_id=pupil.team_id
    )
    context = {
        "tie": tie, "pupil": pupil, "candidates": candidates, "said": searched, "why": Doubt(tie.why).label if tie.why else "",
        "left": _waiting(request).exclude(pk=tie.pk).count(), "waits": tie.state == RollTie.State.WAITING,
    }  # fmt: skip
    return render(request, "people/rolls/row.html", context)


def _decided(request, tie: RollTie):
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Choose who the row is about.")
        return redirect("people:roll_row", tie.public_id)
    verdict = rolls.Verdict(form.cleaned_data["verdict"])
    wanted = form.cleaned_data["person"]
    person = get_object_or_404(Person, public_id=wanted) if verdict.needs_person else None
    try:
        rolls.decide(tie=tie, verdict=verdict, person=person, by=request.actor, at=timezone.now())
    except rolls.NotWaiting:
        messages.warning(request, "This row was decided meanwhile, or its roll was undone.")
    else:
        messages.success(request, "The row is decided.")
    following = _waiting(request).first()
    return redirect("people:roll_row", following.public_id) if following else redirect("people:rolls")


@require_POST
def places(request, public_id):
    """Confirm the places of a school's present pupils: from now on the school sees them."""
    require(request.actor, P.ROLL_SETTLE)
    team = get_object_or_404(
        Team.objects.select_related("organisation", "area"), public_id=public_id, organisation__kind=Organisation.Kind.SCHOOL,
        area=request.actor.area_id_acting,
    )  # fmt: skip
    number = rolls.confirm_places(team=team, by=request.actor, at=timezone.now())
    said = "1 place is confirmed" if number == 1 else f"{number} places are confirmed"
    messages.success(request, f"{said}. {team.organisation.name} now sees these pupils.")
    return redirect("people:rolls")
