"""The risk register of an area, and one risk with every review of it."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.models import actor_relations

from ...common import organisations_of
from .. import forms, lookup
from ..operations import risks
from ..pages import KEEP, READ, Listed, Opening
from .plans import ChangeOwner

AT, ONE = "risks-of-the-partnership/", "risks-of-the-partnership/<str:public_id>/"


class Risks(Listed):
    """The risks of the actor's areas, the open and the highest first."""

    route, name, template_name, audited_as = AT, "risks", "assurance/plans/risks.html", "risk"

    def get_queryset(self):
        return lookup.risks_of(self.areas())


class AddRisk(Opening):
    route, name, heading, back_to = f"{AT}new/", "risk_new", "Add a risk to the register", "assurance:risks"
    form_class, operation = forms.RiskForm, staticmethod(risks.add_risk)
    success_message, leads_to = "Added", ("assurance:risk", "result.public_id")

    def get_form_kwargs(self):
        found = organisations_of(self.request.actor.area_id_acting, london_date(self.at))
        return super().get_form_kwargs() | {"organisations": found}


class ReviewRisk(StepView):
    route, name, heading, button = f"{ONE}review/", "risk_review", "Record a review of the risk", "Save"
    subjects, context_object_name, audited_as, permission = lookup.RISKS, "risk", "risk", KEEP
    form_class, operation = forms.ReviewForm, staticmethod(risks.review_risk)
    success_message, leads_to = "Saved. Earlier reviews are kept", ("assurance:risk", "subject.public_id")

    @classmethod
    def when(cls, subject):
        return subject.closed_on is None

    def get_initial(self):
        last = self.subject.reviews.order_by(*lookup.LAST_FIRST).first()
        scores = {"now_likelihood": str(last.likelihood), "now_impact": str(last.impact)}
        return {"on": london_date(self.at), "controls": last.controls, **scores}


class ChangeRisk(ChangeOwner):
    route, name, heading = f"{ONE}change/", "risk_change", "Change the owner of a risk"
    subjects, context_object_name, audited_as = lookup.RISKS, "risk", "risk"
    leads_to, when = ("assurance:risk", "subject.public_id"), ReviewRisk.when

    def area(self):
        return self.subject.area_id


class RiskPage(SubjectPage):
    route, name, template_name = ONE, "risk", "assurance/plans/risk.html"
    subjects, context_object_name, audited_as, permission = lookup.RISKS, "risk", "risk", READ

    def get_context_data(self, **more):
        reviews = list(self.subject.reviews.select_related(*actor_relations("by")).order_by(*lookup.LAST_FIRST))
        steps = offered([ReviewRisk, ChangeRisk], self.subject, "assurance", self.request.actor)
        changes = list(lookup.CHANGES.filter(risk=self.subject))
        shown = {"reviews": reviews, "changes": changes, "steps": steps, "today": london_date(self.at)}
        return super().get_context_data(**shown | more)


VIEWS = (Risks, AddRisk, RiskPage, ReviewRisk, ChangeRisk)
