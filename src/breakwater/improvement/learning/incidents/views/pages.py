"""The incidents one is named on, one incident, and raising one."""

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.people.models import Person

from ...models import Member, Paper, SeriousIncident
from .. import lookup, papers_asked
from ..forms import RaiseForm
from ..operations import raising
from .of_incident import AT, ONE, WORDS_STAY, OfIncident
from .steps import STEPS, links_of


class Incidents(ListPage):
    """Those that the actor is named on, and those that they raised and nobody has considered yet: for whoever may do either."""

    route, name, template_name = AT, "incidents", "learning/incidents/incidents.html"
    audited_as = "serious_incident"

    def dispatch(self, request, *args, **kwargs):
        if not may(request.actor, Permission.SERIOUS_RAISE):
            require(request.actor, Permission.SERIOUS_READ)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return lookup.named_on()

    def rows_of(self, page):
        actor, today = self.request.actor, london_date(self.at)
        return [
            (each, reads, lookup.due_of(each, today) if reads else [])
            for each in super().rows_of(page)
            for reads in [may(actor, Permission.SERIOUS_READ, each)]
        ]

    def get_context_data(self, **more):
        actor = self.request.actor
        return super().get_context_data(
            **more,
            today=london_date(self.at),
            raises=may(actor, Permission.SERIOUS_RAISE),
            sets_rule=may(actor, Permission.ORGANISATIONS_EDIT),
        )


class RaiseIncident(OperationView):
    """Raise one: who reads it is told beside it."""

    route, name, template_name = f"{AT}raise/", "raise", "learning/incidents/raise.html"
    permission, form_class = Permission.SERIOUS_RAISE, RaiseForm
    leads_to, words_stay = ("learning:incidents",), WORDS_STAY
    refused_above = (raising.RaisedAlready,)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.actor}

    def operate(self, form):
        return raising.raise_incident(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def success_words(self):
        contact = f" A contact was opened for the other children: {self.result.contact}." if self.result.contact else ""
        return f"Raised, {self.result.reference}. The business manager is told.{contact}"


class RaiseAfterADeath(RaiseIncident):
    """The same, with what the record says of a child who has died. Whether others are at risk is still to be said."""

    route, name = f"{AT}raise/<str:public_id>/", "raise_after_a_death"
    model, audited_as, permission_of, asks_first = Person, "person", "", True

    def get_initial(self):
        who = self.subject
        is_whole = who.born_precision == Person.Precision.DAY
        return {
            "called": who.name,
            "born": who.born_on if is_whole else None,
            "harm": SeriousIncident.Harm.DEATH if who.died_on else "",
            "happened_on": who.died_on,
        }


class IncidentPage(OfIncident, SubjectPage):
    """One incident, for those named on it: what comes next, the first hour, the criteria and views, papers, the rapid review."""

    route, name, template_name = ONE, "incident", "learning/incidents/incident.html"

    def get_context_data(self, **more):
        one, actor, today = self.subject, self.request.actor, london_date(self.at)
        works = may(actor, Permission.SERIOUS_WORK, one)
        limbs, views = lookup.limbs_of(one), lookup.views_of(one)
        offered = {
            step.act: reverse(f"learning:{step.name}", args=[one.public_id]) for step in links_of(STEPS, one, actor)
        }
        due, reason = lookup.due_of(one, today), lookup.waiting_reason(one)
        if reason and reason.by.membership.user_id == actor.membership.user_id:
            offered.pop("second", None)  # the second person is somebody else
        review = lookup.review_of(one)
        return super().get_context_data(
            **more,
            works=works,
            offered=offered,
            due=due,
            today=today,
            notify_by=lookup.notify_by(one),
            limbs=[limbs[limb] for limb in lookup.LIMBS if limb in limbs],
            follows=lookup.what_follows(one),
            views=[(partner.label, views.get(partner)) for partner in Member.Partner],
            decisions=list(one.decisions.prefetch_related("reviews").order_by("-at", "-pk")),
            holds=list(one.holds.order_by("who", "pk")),
            lines=list(one.chronology.order_by("-happened_at", "-pk")[:60]),
            lines_in_all=one.chronology.count(),
            papers=[
                (kind, kind.label, len(papers_asked.missing(kind.lower(), lookup.answers_of(one, kind))))
                for kind in Paper.Kind
                if kind == Paper.Kind.NOTIFICATION or review
            ],
            review=review,
            is_reviewed=lookup.is_reviewed(one),
            signed=list(review.sign_offs.order_by("at", "pk")) if review else [],
            requests=[
                (each, papers_asked.rows("summary", papers_asked.read(each.answers)))
                for each in lookup.requests_of(one)
            ],
            decided=[(each, lookup.criteria_said(each)) for each in one.review_decisions.order_by("-at", "-pk")],
            reason=reason,
            states=list(one.states.select_related(*actor_relations("by")).order_by("recorded_at", "pk")),
            named=list(one.members.filter(ended_at=None).order_by("part", "named", "pk")),
            to_confirm=lookup.to_confirm(one, actor),
            conflicts=list(one.conflicts.order_by("named", "pk")),
        )


VIEWS = (Incidents, RaiseIncident, RaiseAfterADeath, IncidentPage)
