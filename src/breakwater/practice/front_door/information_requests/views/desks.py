"""Who answers the MASH in each agency: kept by whoever keeps the area's organisations."""

from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require

from ...models import AgencyKind
from .. import agencies
from ..forms import DeskForm
from ..operations import desks as operations


@require_safe
def desks(request):
    require(request.actor, Permission.ORGANISATIONS_EDIT)
    kept = operations.in_force()
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


class KeepDesk(OperationView):
    """What one team is asked as, and its lead."""

    route, name, template_name = "area/desks/<slug:public_id>/", "desk", "front_door/requests/desk.html"
    permission, permission_of, asks_first = Permission.ORGANISATIONS_EDIT, "", True
    form_class, context_object_name = DeskForm, "team"
    leads_to = ("front_door:desks",)

    @property
    def subjects(self):
        return _teams(self.request)

    @cached_property
    def leads(self):
        return list(operations.leads_of(self.subject, at=self.at))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"leads": self.leads}

    def get_initial(self):
        kept = self.subject.information_desks.filter(ends_on=None).first()
        kind = kept.kind if kept else agencies.kind_of(self.subject)
        return {"kind": kind, "lead": str(kept.lead_id) if kept and kept.lead_id else ""}

    def operate(self, form):
        kind, lead = form.cleaned_data["kind"], form.chosen(self.leads)
        return operations.keep_desk(team=self.subject, kind=kind, lead=lead, **self.acting)

    @property
    def success_message(self):
        return f"{agencies.said(self.subject)} is kept"

    def get_context_data(self, **more):
        return super().get_context_data(**more, name=agencies.said(self.subject))


def _teams(request):
    return operations.teams_in(request.actor.area_id_acting)
