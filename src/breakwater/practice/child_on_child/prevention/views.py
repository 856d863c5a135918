"""Prevention at a school, the termly report, what governors and leaders read of it, and what the authority reads together."""

from django.http import HttpResponse
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, may

from ..codes import PREVENTION
from . import counting, forms, operations, paper
from .presented import dashboard, presented, rollup

AT = "child-on-child/prevention/"
REPORT = f"{AT}terms/<str:public_id>/"
TEMPLATES = "child_on_child/prevention"
IN_NUMBERS = "about a school in numbers and themes: the form refuses a child's data, and no record stands behind it"
MOST = 12


class OurPrevention(SubjectPage):
    """What waits, how the last terms compare, and the way to self-audit and report: for the safeguarding lead and the head."""

    route, name, template_name = AT, "prevention", f"{TEMPLATES}/ours.html"
    permission, permission_of = Permission.INCIDENT_WORK, ""

    def get_context_data(self, **more):
        team = self.request.actor.membership.team
        seen = dashboard(team, today=london_date(self.at), at=self.at)
        audit.saw("term_report", *(each.pk for each in seen.reports))
        groups = [words for words, _ in counting.GROUPS.values()]
        return super().get_context_data(
            of=seen,
            groups=groups,
            bank=operations.BANK,
            label_of=operations.label_of,
            now=self.at,
            today=london_date(self.at),
            **more,
        )


class BeginReport(StepView):
    route, name = f"{AT}terms/new/", "term_report_begin"
    permission, permission_of = Permission.INCIDENT_WORK, ""
    form_class, words_stay = forms.BeginForm, IN_NUMBERS
    heading, button = "Termly report for governors", "Begin"
    lead = "A term can be reported once it is over. Numbers below 5 are hidden before anybody reads them."
    leads_to, refused_to = ("child_on_child:term_report", "result.public_id"), ("child_on_child:prevention",)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"terms": operations.terms_to_report(self.at)}

    def operate(self, form):
        return operations.begin(self.request.actor.membership.team, **form.cleaned_data, **self.acting)


class OfReport(SubjectView):
    subjects, context_object_name, audited_as = operations.REPORTS, "report", "term_report"
    permission = Permission.TERM_REPORT_READ
    leads_to = "child_on_child:term_report", "subject.public_id"


class ReportPage(OfReport, SubjectPage):
    """The report: the finding first, then numbers, timeliness, themes, actions, grades, questions."""

    route, name, template_name = REPORT, "term_report", f"{TEMPLATES}/report.html"

    def get_context_data(self, **more):
        works = may(self.request.actor, Permission.INCIDENT_WORK, self.subject)
        return super().get_context_data(
            of=presented(self.subject),
            works=works,
            actions=operations.actions_of(self.subject) if works and not self.subject.is_released else [],
            questions=PREVENTION["questions"],
            **more,
        )


class ReportPaper(OfReport, View):
    route, name, http_method_names = f"{REPORT}report.pdf", "term_report_paper", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        audit.did("exported", "term_report", self.subject.pk)
        answer = HttpResponse(paper.term_report(self.subject), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="termly-report.pdf"'
        return answer


class WorksOnReport(OfReport):
    words_stay = IN_NUMBERS
    permission = Permission.INCIDENT_WORK
    refused_above = (operations.ReleasedAlready,)


class WriteReport(WorksOnReport, StepView):
    route, name = f"{REPORT}write/", "term_report_write"
    form_class, operation = forms.WriteForm, staticmethod(operations.write)
    heading, button, success_message = "What the numbers mean", "Save", "Saved"

    def get_initial(self):
        names = ("themes", "surveyed", "trust", "training", "pupils", "revision")
        return {name: getattr(self.subject, name) for name in names}


class AgreeAction(WorksOnReport, StepView):
    route, name = f"{REPORT}actions/new/", "term_report_action"
    form_class, operation = forms.AgreeForm, staticmethod(operations.agree_action)
    heading, button = "Action from the termly report", "Add action"
    success_message = "Action added. It is in the school’s actions"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": operations.owners(self.subject, london_date(self.at))}


class ReleaseReport(WorksOnReport, StepView):
    route, name = f"{REPORT}release/", "term_report_release"
    form_class, operation = forms.ReleaseForm, staticmethod(operations.release)
    heading = "Release to governors"
    lead = "Governors and senior leaders read it from now on. It can no longer be changed."
    success_message = "Released"
    refused_above = (operations.ReleasedAlready, operations.NothingSaid)


class ShareReport(WorksOnReport, ButtonView):
    """Let the authority read it: the school's own act."""

    route, name = f"{REPORT}share/", "term_report_share"
    operation = staticmethod(operations.share)
    success_message = "Shared with the local authority"


class Governors(SubjectPage):
    """What a governor, proprietor or senior leader answers for, the released reports, and what to ask."""

    route, name, template_name = f"{AT}governors/", "governors", f"{TEMPLATES}/governors.html"
    permission, permission_of = Permission.TERM_REPORT_OVERSEE, ""

    def get_context_data(self, **more):
        own = operations.REPORTS.filter(governors=self.request.actor.membership.team_id)
        reports = list(own.order_by("-starts_on")[:MOST])
        audit.saw("term_report", *(each.pk for each in reports))
        return super().get_context_data(
            reports=[(each, presented(each)) for each in reports[:1]],
            earlier=[(each, operations.label_of(each)) for each in reports[1:]],
            **PREVENTION,
            **more,
        )


class OfTheArea(SubjectPage):
    """What schools shared of a term, added up without their names; beneath it each report as its school shared it."""

    route, name, template_name = f"{AT}area/", "prevention_area", f"{TEMPLATES}/area.html"
    permission, permission_of = Permission.TERM_REPORT_AREA, ""

    def get_context_data(self, **more):
        terms = {str(each.starts_on): each for each in operations.terms_to_report(self.at)}
        term = terms.get(self.request.GET.get("term", ""), next(iter(terms.values())))
        shared = operations.REPORTS.filter(
            shared_with=self.request.actor.membership.team_id, starts_on=term.starts_on
        ).order_by("team__organisation__name", "pk")
        reports = list(shared)
        audit.saw("term_report", *(each.pk for each in reports))
        return super().get_context_data(of=rollup(reports), reports=reports, term=term, terms=terms, **more)


VIEWS = (
    OurPrevention,
    BeginReport,
    Governors,
    OfTheArea,
    ReportPage,
    ReportPaper,
    WriteReport,
    AgreeAction,
    ReleaseReport,
    ShareReport,
)
