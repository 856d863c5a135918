"""The scrutiny programme of an area, and one visit with its findings, answers and actions."""

from breakwater.casework.actions.lookup import came_from, teams_to_ask
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.kit.step import StepView, offered

from ...actions import ActionForm
from ...common import organisations_of
from ...plans.lookup import priorities_of
from ...plans.pages import KEEP, READ, Listed, Opening
from .. import forms, lookup, operations

AT = "scrutiny/"
VISIT, FINDING = f"{AT}<str:public_id>/", f"{AT}findings/<str:public_id>/"


class Programme(Listed):
    route, name, template_name, audited_as = AT, "scrutiny", "assurance/scrutiny/programme.html", "scrutiny"

    def get_queryset(self):
        return lookup.visits_of(self.areas())


class PlanVisit(Opening):
    route, name, heading, back_to = f"{AT}new/", "visit_new", "Plan scrutiny", "assurance:scrutiny"
    form_class, operation = forms.VisitForm, staticmethod(operations.plan_visit)
    success_message, leads_to = "Planned", ("assurance:visit", "result.public_id")

    def get_form_kwargs(self):
        found = priorities_of(self.request.actor.area_id_acting, london_date(self.at))
        return super().get_form_kwargs() | {"priorities": found}


class OfVisit(StepView):
    subjects, context_object_name, audited_as = lookup.VISITS, "visit", "scrutiny"
    permission, steps_at, steps_named = KEEP, VISIT, "visit"
    leads_to, success_message = ("assurance:visit", "subject.public_id"), "Saved"


class Held(OfVisit):
    route, name, heading, button = f"{VISIT}held/", "visit_held", "Record that it was held", "Save"
    form_class, operation = forms.HeldForm, staticmethod(operations.hold)

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in ("held_on", "agenda", "met", "revision")}


OF_VISIT = (
    Held,
    OfVisit.of(
        "finding", "Add a finding", forms.FindingForm, operations.find, when=lambda visit: visit.held_on is not None
    ),
)


class OfFinding(StepView):
    subjects, context_object_name, audited_as = lookup.FINDINGS, "finding", "scrutiny_finding"
    permission, steps_at, steps_named = KEEP, FINDING, "scrutiny_finding"
    leads_to, success_message = ("assurance:visit", "subject.visit.public_id"), "Saved"


class Ask(OfFinding):
    route, name, heading, button = f"{FINDING}ask/", "scrutiny_finding_ask", "Ask a partner about it", "Ask"
    form_class, operation = forms.AskForm, staticmethod(operations.ask)

    def get_form_kwargs(self):
        found = organisations_of(self.subject.visit.area_id, london_date(self.at))
        return super().get_form_kwargs() | {"organisations": found}


class Act(OfFinding):
    route, name, heading = f"{FINDING}action/", "scrutiny_finding_action", "Propose an action"
    form_class, button, success_message = ActionForm, "Propose", "Proposed. It is in the action tracker"

    def get_form_kwargs(self):
        teams = teams_to_ask(self.subject.visit.area, london_date(self.at))
        return super().get_form_kwargs() | {"teams": teams, "because": operations.because_of(self.subject)}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return operations.act(self.subject, form.facts(), form.team, key=key, **self.acting)


OF_FINDING = (
    Ask,
    Act,
    OfFinding.of(
        "changed",
        "Record what changed",
        forms.ChangedForm,
        operations.record_change,
        button="Save",
        when=lambda finding: finding.changed_on is None,
    ),
)


class RecordAnswer(StepView):
    route, name, heading = f"{AT}answers/<str:public_id>/", "scrutiny_answer", "Record the partner’s answer"
    subjects, context_object_name, audited_as = lookup.ANSWERS, "asked", "scrutiny_answer"
    permission, button, form_class = KEEP, "Save", forms.AnswerForm
    operation, success_message = staticmethod(operations.answer), "Saved"
    leads_to = "assurance:visit", "subject.finding.visit.public_id"

    @classmethod
    def when(cls, subject):
        return subject.answered_on is None


class Visit(SubjectPage):
    route, name, template_name = VISIT, "visit", "assurance/scrutiny/visit.html"
    subjects, context_object_name, audited_as, permission = lookup.VISITS, "visit", "scrutiny", READ

    def get_context_data(self, **more):
        actor = self.request.actor
        findings = [(each, offered(OF_FINDING, each, "assurance", actor)) for each in lookup.findings_of(self.subject)]
        return super().get_context_data(
            findings=findings,
            actions=list(came_from(self.request.path)),
            steps=offered(OF_VISIT, self.subject, "assurance", actor),
            today=london_date(self.at),
            **more,
        )


VIEWS = (Programme, PlanVisit, RecordAnswer, *OF_FINDING, Visit, *OF_VISIT)
