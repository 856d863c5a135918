"""Agreements on sharing information, and what is put in."""

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from .. import forms, lookup
from ..operations import agreements

AT, MONEY = "partnership/agreements/", "partnership/contributions/"
ONE = f"{AT}<str:public_id>/"
READ, KEEP = Permission.PARTNERSHIP_READ, Permission.PARTNERSHIP_KEEP
WORDS_STAY = "of the partnership's own arrangements, about no child"


class Agreements(ListPage):
    """The area's agreements, the next review first."""

    route, name, template_name = AT, "agreements", "assurance/arrangements/agreements.html"
    permission, audited_as = READ, "information_agreement"

    def get_queryset(self):
        return lookup.AGREEMENTS.filter(area=self.request.post.team.area).order_by("ended_on", "review_on", "pk")

    def get_context_data(self, **more):
        today = timezone.localdate(self.at)
        return super().get_context_data(today=today, keeps=may(self.request.actor, KEEP), **more)


class OfArea(OperationView):
    """Something recorded for one's area: `operation` takes the area first."""

    template_name, permission, permission_of, words_stay = "design/step.html", KEEP, "", WORDS_STAY
    heading = back = ""

    def operate(self, form):
        area, key = self.request.post.team.area, form.cleaned_data["idempotency"]
        return self.operation(area, form.facts(), key=key, **self.acting)

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": "Save", "lead": "", "kind": "", "back": self.address_of(self.back)}
        return super().get_context_data(**shown | more)


class Agree(OfArea):
    route, name, heading, back = f"{AT}new/", "agreement_new", "Record an agreement", "assurance:agreements"
    form_class, operation = forms.AgreementForm, staticmethod(agreements.agree)
    success_message, leads_to = "Saved", ("assurance:agreement", "result.public_id")


class OfAgreement(SubjectView):
    subjects, context_object_name, audited_as = lookup.AGREEMENTS, "agreement", "information_agreement"
    asks_first = True
    leads_to = ("assurance:agreement", "subject.public_id")

    def find_subject(self):
        """An agreement is its own area's: it is not published."""
        found = super().find_subject()
        if found.area_id != self.request.actor.area_id_acting:
            raise Http404
        return found


def is_running(agreement) -> bool:
    return agreement.is_running


class AgreementStep(OfAgreement, StepView):
    steps_at, steps_named, permission, words_stay = ONE, "agreement", KEEP, WORDS_STAY
    success_message, button, when = "Saved", "Save", staticmethod(is_running)

    def get_initial(self):
        return {"revision": self.subject.revision}


STEPS = (
    AgreementStep.of("review", "Record a review", forms.ReviewAgreementForm, agreements.review),
    AgreementStep.of("end", "End the agreement", forms.EndAgreementForm, agreements.end),
)


class AgreementPage(OfAgreement, SubjectPage):
    route, name, template_name, permission, permission_of = (
        *(ONE, "agreement", "assurance/arrangements/agreement.html", READ),
        "",
    )

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            reviews=list(self.subject.reviews.order_by("-on", "-pk")),
            offered=offered(STEPS, self.subject, "assurance", self.request.actor),
            today=timezone.localdate(self.at),
        )


class Contributions(SubjectView, TemplateView):
    """Who puts in what in a year from April to March."""

    http_method_names = ("get", "head")
    route, name, template_name = MONEY, "contributions", "assurance/arrangements/contributions.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        area = self.request.post.team.area
        years, asked = lookup.years_of(area), self.request.GET.get("year", "")
        now = lookup.year_of(timezone.localdate(self.at))
        year = int(asked) if asked.isdecimal() and int(asked) in years else now
        rows = list(lookup.contributions(area, year))
        cash = sum(each.amount for each in rows if each.in_cash)
        return super().get_context_data(
            **more,
            year=year,
            years=sorted({*years, now}, reverse=True),
            rows=rows,
            cash=cash,
            kind=sum(each.amount for each in rows) - cash,
            keeps=may(self.request.actor, KEEP),
        )


class Contribute(OfArea):
    route, name, heading = f"{MONEY}new/", "contribution_new", "Record a contribution"
    back, leads_to = "assurance:contributions", ("assurance:contributions",)
    form_class, operation = forms.ContributionForm, staticmethod(agreements.contribute)
    success_message = "Saved"

    def get_initial(self):
        return {"year": lookup.year_of(timezone.localdate(self.at))}


class CorrectContribution(OperationView):
    """What changed of a contribution: invoiced, received, another amount."""

    route, name, template_name = f"{MONEY}<str:public_id>/", "contribution_correct", "design/step.html"
    subjects, permission, words_stay, asks_first = lookup.CONTRIBUTIONS, KEEP, WORDS_STAY, True
    audited_as = "contribution"
    form_class, operation = forms.CorrectContributionForm, staticmethod(agreements.correct)
    success_message, leads_to = "Saved", ("assurance:contributions",)

    def get_initial(self):
        one = self.subject
        said = {name: getattr(one, name) for name in agreements.ContributionFacts.__dataclass_fields__}
        return said | {"amount": f"{one.amount:,.2f}"}

    def operate(self, form):
        said = form.cleaned_data
        return agreements.correct(self.subject, form.facts(), said["reason"], key=said["idempotency"], **self.acting)

    def get_context_data(self, **more):
        shown = {"heading": f"Change the contribution of {self.subject.contributor}", "button": "Save", "lead": ""}
        return super().get_context_data(**shown | {"kind": "", "back": self.address_of(*self.leads_to)} | more)


VIEWS = (Agreements, Agree, *STEPS, AgreementPage, Contributions, Contribute, CorrectContribution)
