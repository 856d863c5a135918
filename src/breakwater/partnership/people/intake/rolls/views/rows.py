"""Doubtful rows of rolls, one at a time, and places that a co-ordinator confirms. The authority's alone (SG-14, SG-15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Organisation, Team, actor_relations
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.candidates import meant_by
from breakwater.partnership.people.models import RollTie

from .. import lookup
from ..forms import DecideForm, PlacesForm
from ..operations import deciding, reversing

P = Permission
A_PAGE = 100


@require_safe
def next_row(request):
    return kit.next_row(request, permission=P.ROLL_SETTLE, lookup=lookup, page="roll_row", pages="rolls")


class DecideRow(kit.DoubtfulRow):
    """Whom is a row of a roll about? Those it may mean, with reasons; a person decides, once."""

    route, name, template_name = "rolls/rows/<str:public_id>/", "roll_row", "people/rolls/row.html"
    model = RollTie
    related = ("pupil__team__organisation", "pupil__seen_in", "pupil__like", "person", *actor_relations("decided_by"))
    permission = P.ROLL_SETTLE
    form_class = DecideForm
    entry = page = "roll_row"
    row_lookup = lookup

    def decide(self, said: dict):
        verdict = deciding.Verdict(said["verdict"])
        person = self.person_said(said) if verdict.needs_person else None
        return deciding.decide(self.subject, verdict=verdict, person=person, **self.acting)

    def take_back(self) -> int:
        return reversing.take_back_decision(self.subject, **self.acting)

    @property
    def success_message(self) -> str:
        if not self.is_taken_back:
            return "The row is decided."
        stays = " What someone has built on since stays." if self.result else ""
        return f"The decision is undone, and the row waits again.{stays}"

    def get_context_data(self, **more):
        tie, pupil = self.subject, self.subject.pupil
        decision = reversing.decision_of(tie)
        candidates, searched = (), None
        if tie.state == RollTie.State.WAITING:
            postcode = tie.held.get("postcode", "")
            candidates, searched = meant_by(
                pupil, postcode=postcode, by=self.request.actor, at=self.at, team_id=pupil.team_id
            )
        verdict = decision and decision.did[0].get("verdict")
        return super().get_context_data(
            tie=tie,
            pupil=pupil,
            candidates=candidates,
            said=searched,
            decided_as=deciding.Verdict(verdict).said if verdict else tie.said,
            decision=decision,
            **more,
        )


def places(request, public_id):
    """The pupils of a school whose places wait, by name; someone confirms those ticked, or all. The school then sees them."""
    require(request.actor, P.ROLL_SETTLE)
    school = {"organisation__kind": Organisation.Kind.SCHOOL, "area": request.actor.area_id_acting}
    team = get_object_or_404(Team.objects.select_related("organisation"), public_id=public_id, **school)
    waiting = deciding.rows_to_confirm(team)
    form = None
    if request.method == "POST":
        # Those that were drawn and still wait: whoever came since was seen by nobody, and waits.
        drawn = list(waiting.filter(pupil__public_id__in=request.POST.getlist("drawn")[:A_PAGE]))
        if not drawn:
            messages.warning(request, "Those places were decided meanwhile. Look at what waits now.")
            return redirect("people:roll_places", public_id)
        form = PlacesForm(request.POST, ties=drawn)
        if form.is_valid():
            _confirm(request, team, form)
            return redirect("people:rolls") if not waiting.exists() else redirect("people:roll_places", public_id)
    page = finished_page(waiting, A_PAGE, request.GET.get("page"))
    if not page.paginator.count:
        messages.success(request, "No place at this school waits to be confirmed.")
        return redirect("people:rolls")
    audit.saw("roll_row", *(tie.pk for tie in page))
    form = form or PlacesForm(None, ties=page)
    return render(request, "people/rolls/places.html", {"team": team, "page": page, "form": form})


def _confirm(request, team: Team, form: PlacesForm) -> None:
    """Those ticked, or all that the page drew, so that nobody is confirmed unseen (SG-14)."""
    number = deciding.confirm_places(team=team, ties=form.chosen, by=request.actor, at=timezone.now())
    said = "1 place is confirmed" if number == 1 else f"{number} places are confirmed"
    messages.success(
        request, f"{said}. {team.organisation.name} now sees {'this pupil' if number == 1 else 'these pupils'}."
    )
