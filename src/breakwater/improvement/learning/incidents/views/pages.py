"""The incidents one is named on, one incident, and raising one."""

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from .. import lookup
from ..forms import RaiseForm
from ..operations import raising

AT = "serious-incidents/"


class Incidents(ListPage):
    """Those that the actor is named on, and those that they raised and nobody has considered yet."""

    route, name, template_name = AT, "incidents", "learning/incidents/incidents.html"
    permission, audited_as = Permission.SERIOUS_READ, "serious_incident"

    def get_queryset(self):
        return lookup.named_on()

    def rows_of(self, page):
        actor = self.request.actor
        return [(each, may(actor, Permission.SERIOUS_READ, each)) for each in super().rows_of(page)]

    def get_context_data(self, **more):
        return super().get_context_data(**more, raises=may(self.request.actor, Permission.SERIOUS_RAISE))


class RaiseIncident(OperationView):
    """Raise one: who reads it is told beside it."""

    route, name, template_name = f"{AT}raise/", "raise", "learning/incidents/raise.html"
    permission, form_class = Permission.SERIOUS_RAISE, RaiseForm
    leads_to = ("learning:incidents",)
    success_message = "Raised, {result.reference}. The business manager is told, and the partners consider it"
    words_stay = "a compartment of its own: it goes to those named on the incident and no further"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.actor}

    def operate(self, form):
        return raising.raise_incident(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)


class OfIncident(SubjectView):
    subjects, context_object_name, audited_as = lookup.INCIDENTS, "incident", "serious_incident"
    permission, leads_to = Permission.SERIOUS_READ, ("learning:incident", "subject.public_id")


class IncidentPage(OfIncident, SubjectPage):
    """One incident, for those named on it."""

    route, name, template_name = f"{AT}<str:public_id>/", "incident", "learning/incidents/incident.html"


VIEWS = (Incidents, RaiseIncident, IncidentPage)
