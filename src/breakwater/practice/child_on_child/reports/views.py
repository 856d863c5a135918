"""Reporting in two steps, without a script and on a phone; the report as its author and the safeguarding team read it."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.registry import DESTINATIONS

from ..codes import PLACES, TIMES
from . import forms, operations
from .forms import ADULT, NONE, ReportForm, TriageForm

START, REPORT = "child-on-child/report/", "child-on-child/reports/<str:public_id>/"
KNOWN = {value for value, _ in TriageForm.base_fields["now"].choices}
ASKED = "asked"  # in the address once the triage was sent, also with nothing chosen


class AtOnesSchool(SubjectView):
    """A page of the school where the actor works: its safeguarding team hears what they report."""

    permission = Permission.INCIDENT_REPORT
    context_object_name = "team"

    def find_subject(self):
        return operations.team_of(self.request.actor, self.at)

    def now(self) -> list[str]:
        """What the triage answered, from the address: codes that it knows, and no others."""
        return [answer for answer in self.request.GET.getlist("now") if answer in KNOWN]

    @staticmethod
    def address(name: str, now: list[str]) -> str:
        return f"{reverse(f'child_on_child:{name}')}?{urlencode({'now': now}, doseq=True)}"


class ReportStart(AtOnesSchool, SubjectPage):
    """The triage: what is true now. Where an adult is said to have done it, this is another duty (SG-11), after what saves a child."""

    route, name, template_name = START, "report_start", "child_on_child/report_start.html"

    def answer_instead(self):
        is_asked = ASKED in self.request.GET or bool(self.now())
        self.form = TriageForm(self.request.GET if is_asked else None)
        if is_asked and self.form.is_valid() and ADULT not in self.now():
            return redirect(self.address("report_write", self.now()))
        return None

    def get_context_data(self, **more):
        now = self.now() if self.form.is_bound and self.form.is_valid() else []
        rest = [answer for answer in now if answer != ADULT]
        makes_contacts = may(self.request.actor, Permission.CONTACT_MAKE)
        return super().get_context_data(
            **more,
            form=self.form,
            asked=ASKED,
            is_adult=ADULT in now,
            now=rest,
            also=self.address("report_write", rest or [NONE]),
            officers=operations.designated_officers(self.subject.area) if ADULT in now else [],
            mash=operations.numbers_of_the_mash(self.subject.area, self.at) if ADULT in now else [],
            contact=reverse(DESTINATIONS["contact"].view) if makes_contacts else "",
        )


class WriteReport(AtOnesSchool, OperationView):
    """The report itself, beneath what has to be done first."""

    route, name, template_name = f"{START}write/", "report_write", "child_on_child/report_write.html"
    form_class, operation = ReportForm, staticmethod(operations.make_report)
    leads_to = "child_on_child:report", "result.public_id"
    words_stay = "the school’s own record: it goes to the safeguarding team of the school and no further"

    def answer_instead(self):
        now = self.now()
        return redirect(self.address("report_start", now)) if not now or ADULT in now else None

    def operate(self, form):
        key, facts = form.cleaned_data["idempotency"], form.facts(now=self.now())
        known = operations.just_sent(self.subject, facts, **self.acting)
        return known or operations.make_report(self.subject, facts, key=key, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(**more, now=self.now(), back=reverse("child_on_child:report_start"))


class OfReport(SubjectView):
    subjects, context_object_name, audited_as = operations.REPORTS, "report", "incident_report"
    permission, leads_to = Permission.INCIDENT_REPORT, ("child_on_child:report", "subject.public_id")


class ReportPage(OfReport, SubjectPage):
    """One report: for its author what they wrote, and whether it was received; for the safeguarding team what comes next."""

    route, name, template_name = REPORT, "report", "child_on_child/report.html"

    def get_context_data(self, **more):
        works = may(self.request.actor, Permission.INCIDENT_WORK, self.subject)
        return super().get_context_data(
            **more,
            works=works,
            me=self.request.actor.membership.user_id,
            place=PLACES.get(self.subject.place, ""),
            time=TIMES.get(self.subject.time, ""),
            pagings=[] if self.subject.acknowledged_at else operations.pagings_of(self.subject),
            is_late=self.subject.acknowledged_at is None and self.subject.acknowledge_by <= self.at,
            others=operations.may_be_added_to(self.subject) if works and self.subject.incident_id is None else [],
        )


class Acknowledge(OfReport, ButtonView):
    route, name = f"{REPORT}acknowledge/", "acknowledge"
    permission, operation = Permission.INCIDENT_WORK, staticmethod(operations.acknowledge)
    success_message = "Acknowledged. Whoever wrote it can see that you have it"


class CloseReport(OfReport, StepView):
    """No incident is opened of it, for a reason; a second person agrees where violence was named."""

    route, name = f"{REPORT}no-incident/", "no_incident"
    permission, kind = Permission.INCIDENT_WORK, "warning"
    form_class, operation = forms.NoIncidentForm, staticmethod(operations.close_as_no_incident)
    heading, button = "Close the report: not an incident", "Close report"
    words_stay = "the school’s own record: its safeguarding team alone reads it"
    when = staticmethod(lambda report: report.incident_id is None and report.not_incident_at is None)

    @property
    def lead(self):
        stays = "The report stays, with your reason, and an incident can be opened of it later."
        second = " It named touching or sex: it waits until a second person of the safeguarding team agrees."
        return stays + (second if self.subject.named_violence else "")

    def success_words(self):
        return (
            "Closed" if self.result.is_closed else "Saved. A second person of the safeguarding team is asked to agree"
        )


class AgreeNoIncident(OfReport, ButtonView):
    """The second person, who reads the report and the reason on its page."""

    route, name = f"{REPORT}agree/", "agree_no_incident"
    permission, operation = Permission.INCIDENT_WORK, staticmethod(operations.agree_no_incident)
    success_message = "Agreed. The report is closed, and both names are kept"


class Reports(ListPage):
    """Every report of the school, with what became of it: also those that are no incident."""

    route, name, template_name = "child-on-child/reports/", "reports", "child_on_child/reports.html"
    permission, audited_as = Permission.INCIDENT_WORK, "incident_report"
    paginate_by = 15

    def get_queryset(self):
        return operations.every(self.request.actor.membership.team)


class MyReports(ListPage):
    """What the actor reported, a way to report, and the children they are named to work with."""

    route, name, template_name = "child-on-child/my-reports/", "mine", "child_on_child/mine.html"
    permission, audited_as = Permission.INCIDENT_REPORT, "incident_report"

    def get_queryset(self):
        return operations.reports_of(self.request.actor)

    def get_context_data(self, **more):
        children = operations.worked_with(self.request.actor)
        audit.saw("incident_child", *(each.pk for each in children))
        return super().get_context_data(**more, children=children)


VIEWS = (ReportStart, WriteReport, ReportPage, Acknowledge, CloseReport, AgreeNoIncident, Reports, MyReports)
