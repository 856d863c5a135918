"""Pages of the yearly report: for whoever writes it, for the partners who sign, and for everyone."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page, light_page
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.kit.public_page import PublicPage
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ..document import answer
from ..plans.pages import KEEP, READ, Listed, Opening
from ..publishing import PublishStep
from . import forms, lookup, operations
from .contents import GUIDANCE, year_words
from .paper import document

AT, ONE, PUBLIC = "reports-of-the-partnership/", "reports-of-the-partnership/<str:public_id>/", "yearly-reports/"
SECTION = f"{ONE}section/<slug:code>/"


class Reports(Listed):
    route, name, template_name, audited_as = AT, "reports", "assurance/yearly_report/reports.html", "yearly_report"

    def get_queryset(self):
        return lookup.reports_of(self.areas())


class OpenReport(Opening):
    """Every section is drawn at once; what is left to a person is the narrative."""

    route, name, heading, back_to = f"{AT}new/", "report_new", "Open a yearly report", "assurance:reports"
    form_class, operation = forms.OpenForm, staticmethod(operations.open_report)
    success_message = "Drawn from the record. Read each section and write what the figures mean"
    leads_to = "assurance:report", "result.public_id"

    def get_form_kwargs(self):
        today = london_date(self.at)
        ends = today.year + (today.month > 3)
        return super().get_form_kwargs() | {"years": [ends - 1, ends, ends - 2]}


class OfReport(SubjectView):
    subjects, context_object_name, audited_as = lookup.REPORTS, "report", "yearly_report"
    permission, leads_to = KEEP, ("assurance:report", "subject.public_id")


class Sent(OfReport, StepView):
    route, name, heading, button = f"{ONE}sent/", "report_sent", "Record who it was sent to", "Save"
    form_class, operation, success_message = forms.SentForm, staticmethod(operations.record_sent), "Saved"

    @classmethod
    def when(cls, subject):
        return subject.published_on is not None


class TakeOff(OfReport, StepView):
    route, name, heading = f"{ONE}take-off/", "report_take_off", "Take the report off the public pages"
    form_class, operation, kind = forms.TakeOffForm, staticmethod(operations.take_off), "warning"
    success_message = "Taken off. Withdraw it from signing to change it, or publish it again"

    @classmethod
    def when(cls, subject):
        return subject.published_on is not None


class Publish(OfReport, PublishStep):
    """What was found in it that may give somebody away, before everyone reads it."""

    route, name, heading, is_drawn = f"{ONE}publish/", "report_publish", "Publish the report", False
    operation, success_message = staticmethod(operations.publish), "Published. Now send it, and record who to"

    @classmethod
    def when(cls, subject):
        return subject.frozen_at is not None and subject.published_on is None

    def said(self):
        return operations.words_of(self.subject)


STEPS = (Publish, Sent, TakeOff)


class Redraw(OfReport, ButtonView):
    route, name, operation = f"{ONE}draw/", "report_draw", staticmethod(operations.redraw)
    success_message = "Figures updated. What was written stays"


class Freeze(OfReport, ButtonView):
    route, name, operation = f"{ONE}freeze/", "report_freeze", staticmethod(operations.freeze)
    success_message = "With the lead safeguarding partners to sign. Nothing of it changes now"


class TakeBack(OfReport, ButtonView):
    route, name, operation = f"{ONE}take-back/", "report_take_back", staticmethod(operations.take_back)
    success_message = "Withdrawn. What was signed no longer counts"


class Sign(OfReport, ButtonView):
    route, name, operation = f"{ONE}sign/", "report_sign", staticmethod(operations.sign)
    permission, form_class, success_message = Permission.REPORT_SIGN, forms.SignForm, "Signed"


class Report(OfReport, SubjectPage):
    """The whole report, with what is missing, who has signed, and when it is due."""

    route, name, template_name, permission = ONE, "report", "assurance/yearly_report/report.html", READ

    def get_context_data(self, **more):
        report, actor, today = self.subject, self.request.actor, london_date(self.at)
        partners, signs = lookup.may_sign_as(actor, report.area_id, today), lookup.signed(report)
        waits = [each.label for each in signs if each.partner in partners and not each.signature]
        sections = lookup.sections_of(report)
        return super().get_context_data(
            sections=sections,
            missing=sum(each.missing for each in sections),
            year=year_words(report.year),
            signs=signs,
            signs_for=waits if report.frozen_at and not report.published_on else [],
            clocks=lookup.clocks_of(report),
            late=lookup.late_of(report, today),
            sent=report.sent.order_by("on", "pk"),
            to_send=lookup.to_send(report),
            keeps=may(actor, KEEP, report),
            steps=offered(STEPS, report, "assurance", actor),
            guidance=GUIDANCE,
            **more,
        )


class OfSection(SubjectView):
    context_object_name, permission, permission_of = "section", KEEP, "subject.report"
    leads_to = "assurance:report", "subject.report.public_id"

    def find_subject(self):
        return get_object_or_404(
            lookup.SECTION_ROWS, report__public_id=self.kwargs["public_id"], code=self.kwargs["code"]
        )

    @classmethod
    def when(cls, subject):
        return subject.report.frozen_at is None

    def record_sight(self):
        audit.saw("yearly_report", self.subject.report_id)


class Write(OfSection, StepView):
    route, name, button = SECTION, "report_write", "Save"
    heading, template_name = "Write the narrative", "assurance/yearly_report/write.html"
    form_class, operation, success_message = forms.WriteForm, staticmethod(operations.write), "Saved"

    def get_initial(self):
        return {"narrative": self.subject.narrative, "revision": self.subject.revision}

    def get_context_data(self, **more):
        said = lookup.said_of(self.subject)
        return super().get_context_data(said=said, year=year_words(self.subject.report.year), **more)


class LeaveOut(OfSection, StepView):
    """Something that was drawn is not for everyone: how much is not shown is told."""

    route, name, heading = f"{SECTION}leave-out/", "report_leave_out", "Leave something out of the report"
    form_class, operation = forms.LeaveOutForm, staticmethod(operations.leave_out)
    success_message = "Left out. Everyone reads that something is not shown"

    def get_form_kwargs(self):
        facts = [each for each in self.subject.facts if not each.get("left_out")]
        return super().get_form_kwargs() | {"facts": facts}


class ShowAgain(OfSection, ButtonView):
    route, name, operation = f"{SECTION}show/", "report_show", staticmethod(operations.show_again)
    form_class, success_message = forms.ShowAgainForm, "Shown again"


class Paper(OfReport, SubjectPage):
    """The same on paper, for whoever signs it."""

    route, name, permission = f"{ONE}report.pdf", "report_paper", READ

    def get(self, request, *args, **kwargs):
        self.record_sight()
        return as_pdf(self.subject)


def as_pdf(report) -> HttpResponse:
    return answer(document(report), f"yearly-report-{report.year}")


@light_page
@require_safe
def published_reports(request):
    """Every published report, the last year first: previous years stay."""
    page = finished_page(lookup.PUBLIC.order_by("-year", "area__name"), 20, request.GET.get("page"))
    shown = {"page": page, "address": "?page={}", "robots_may_index": True}
    return render(request, "assurance/yearly_report/published_list.html", shown)


@light_page
@require_safe
def published_report(request, public_id):
    """A report as its partners signed it. Of one that was taken off, that it was: whoever has its address learns so."""
    report = get_object_or_404(lookup.EVER_PUBLIC, public_id=public_id)
    if report.published_on is None:
        return _taken_off(request, report)
    shown = {
        "report": report,
        "sections": lookup.sections_of(report),
        "signs": lookup.signed(report),
        "year": year_words(report.year),
        "partnership": report.area.partnership_name,
        "robots_may_index": True,
    }
    return render(request, "assurance/yearly_report/published.html", shown)


@light_page
@require_safe
def published_paper(request, public_id):
    report = get_object_or_404(lookup.EVER_PUBLIC, public_id=public_id)
    return _taken_off(request, report) if report.published_on is None else as_pdf(report)


def _taken_off(request, report) -> HttpResponse:
    shown = {"report": report, "year": year_words(report.year)}
    return render(request, "assurance/yearly_report/taken_off.html", shown, status=HTTPStatus.GONE)


VIEWS = (
    *(
        Reports,
        OpenReport,
        Write,
        LeaveOut,
        ShowAgain,
        Report,
        Redraw,
        Freeze,
        TakeBack,
        Sign,
        Publish,
        Sent,
        TakeOff,
        Paper,
    ),
    PublicPage(PUBLIC, published_reports, "published_reports"),
    PublicPage(f"{PUBLIC}<str:public_id>/", published_report, "published_report"),
    PublicPage(f"{PUBLIC}<str:public_id>/report.pdf", published_paper, "published_report_paper"),
)
