"""A visit: its record, its risks with the actions agreed on the spot, the head's agreement, the report, the follow-up."""

from django.http import HttpResponse
from django.views.generic import View

from breakwater.casework.actions import lookup as tracker
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from ...models.support import Grade, Item
from .. import forms, lookup, paper, pathway
from ..operations import visits
from .asking import APPOINTMENT, OfAppointment
from .pages import TEMPLATES, Asks

VISIT = "prevent/visits/<str:public_id>/"
RISK = "prevent/risks/<str:public_id>/"


class RecordVisit(OfAppointment, Asks):
    route, name = f"{APPOINTMENT}visit/", "visit_record"
    permission, form_class = Permission.SUPPORT_GIVE, forms.VisitForm
    operation = staticmethod(visits.record)
    heading, button = "Record the visit", "Save and continue to risks"
    success_message = "Saved. Record the risks with the school, then the head agrees"

    def get_success_url(self):
        return self.address_of("prevent:visit", "result.public_id")

    def get_refused_url(self, refusal=None):
        return self.address_of("prevent:appointment", "subject.public_id")

    def get_initial(self):
        return {"visited_on": london_date(self.subject.starts_at), "purpose": self.subject.request.about[:300]}


class OfVisit(SubjectView):
    subjects, context_object_name, audited_as = lookup.VISITS, "visit", "visit"
    permission = Permission.SUPPORT_READ
    leads_to = "prevent:visit", "subject.public_id"


class VisitPage(OfVisit, SubjectPage):
    """The record, the risk assessment and the agreed actions; what is to be done next stands first."""

    route, name, template_name = VISIT, "visit", f"{TEMPLATES}/visit.html"

    def get_context_data(self, **more):
        visit = self.subject
        return super().get_context_data(
            gives=may(self.request.actor, Permission.SUPPORT_GIVE, visit),
            grades=[(item.label, Grade.words(visit.grades.get(item.value, ""))) for item in Item],
            lines=lookup.lines_of(visit.risk_assessment),
            about=lookup.actions_about(visit.risk_assessment),
            actions=list(tracker.came_from(visits.page_of(visit))),
            source=pathway.AGREED,
            today=london_date(self.at),
            **more,
        )


class VisitPaper(OfVisit, View):
    """The report as a PDF."""

    route, name, http_method_names = f"{VISIT}report.pdf", "visit_paper", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        answer = HttpResponse(paper.visit_report(self.subject), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="prevent-visit.pdf"'
        return answer


class VisitStep(OfVisit, Asks):
    permission = Permission.SUPPORT_GIVE


class CorrectVisit(VisitStep):
    route, name = f"{VISIT}record/", "visit_correct"
    form_class, operation = forms.VisitForm, staticmethod(visits.correct)
    heading = "The record of the visit"

    def get_initial(self):
        visit = self.subject
        return {name: getattr(visit, name) for name in (*forms.VisitForm.KEPT, "revision")} | visit.grades


class KnownRisks(VisitStep):
    route, name = f"{VISIT}known-risks/", "visit_known_risks"
    form_class, operation = forms.KnownRisksForm, staticmethod(visits.say_known_risks)
    heading = "Risks known"

    def get_initial(self):
        made = self.subject.risk_assessment
        return {"national": made.national, "local": made.local}


class AddRisk(VisitStep):
    route, name = f"{VISIT}risks/", "visit_risk"
    form_class, operation = forms.RiskForm, staticmethod(visits.add_risk)
    heading = "Add a risk"

    def get_form_kwargs(self):
        people = tracker.people_of(self.subject.school_team, london_date(self.at))
        return super().get_form_kwargs() | {"people": people}


class LookAgain(Asks):
    """A risk that is carried from last time, or one to correct."""

    route, name = RISK, "risk"
    subjects, permission = lookup.LINES, Permission.SUPPORT_GIVE
    audited_as = "risk"
    form_class, operation = forms.RiskForm, staticmethod(visits.look_again)
    heading = "Look at the risk"
    leads_to = "prevent:visit", "visit.public_id"

    @property
    def visit(self):
        return self.subject.assessment.visit

    @property
    def lead(self) -> str:
        """What is agreed about it already, and open: it is not agreed twice."""
        about = lookup.actions_about(self.subject.assessment)[self.subject.pk]
        said = [f"{each.wording.rstrip('.')}, by {date_in_words(each.due_on)}" for each in about if each.is_open]
        return f"Agreed before, and still open: {'; '.join(said)}." if said else ""

    def get_form_kwargs(self):
        people = tracker.people_of(self.visit.school_team, london_date(self.at))
        return super().get_form_kwargs() | {"people": people, "is_agreed": bool(self.subject.further_action)}

    def get_initial(self):
        names = ("category", "risk", "hazard", "controls", "severity", "likelihood")
        return {name: getattr(self.subject, name) for name in names}


class RemoveRisk(ButtonView):
    route, name = f"{RISK}remove/", "risk_remove"
    subjects, permission = lookup.LINES, Permission.SUPPORT_GIVE
    operation = staticmethod(visits.remove_risk)
    success_message = "Removed"
    leads_to = "prevent:visit", "visit.public_id"
    visit = LookAgain.visit


class SignVisit(VisitStep):
    route, name = f"{VISIT}agreed/", "visit_sign"
    form_class, operation = forms.SignForm, staticmethod(visits.sign)
    heading = "The head agrees"
    lead = "The head has read record, risk assessment and actions with you. They are not changed afterwards."
    success_message = "Saved. Send the report"

    def get_initial(self):
        return {"signed_on": london_date(self.at), "signed_role": "Head teacher"}


class SendReport(OfVisit, ButtonView):
    route, name = f"{VISIT}send/", "visit_send"
    permission, operation = Permission.SUPPORT_GIVE, staticmethod(visits.send)
    success_message = "Sent. The school is told"


class FollowUpVisit(VisitStep):
    route, name = f"{VISIT}follow-up/", "visit_follow_up"
    form_class, operation = forms.FollowUpForm, staticmethod(visits.follow_up)
    heading, success_message = "Follow up the visit", "Saved. The school can read it"


VIEWS = (
    RecordVisit,
    VisitPage,
    VisitPaper,
    CorrectVisit,
    KnownRisks,
    AddRisk,
    LookAgain,
    RemoveRisk,
    SignVisit,
    SendReport,
    FollowUpVisit,
)
