"""Settled reports of case audits, for whoever reads what audits found in their area: to read, and to print."""

from django.http import Http404

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission

from .. import lookup
from ..operations.report import BOXES

AT = "case-audit-reports/"


class Reports(SubjectPage):
    """The reports of an area, the last first."""

    route, name, template_name = AT, "reported_case_audits", "assurance/case_audits/reports.html"
    permission, permission_of = Permission.AUDIT_READ, ""

    def record_sight(self):
        audit.saw("case_audit", *(each.pk for each in self.found))

    def get_context_data(self, **more):
        self.found = lookup.reports_of(self.request.actor.area_id_acting)
        return super().get_context_data(reports=self.found, **more)


class ReportPage(SubjectPage):
    route, name, template_name = f"{AT}<str:public_id>/", "reported_case_audit", "assurance/case_audits/report.html"
    permission, permission_of, context_object_name, audited_as = Permission.AUDIT_READ, "", "report", "case_audit"
    asks_first = True

    def find_subject(self):
        found = lookup.reports_of(self.request.actor.area_id_acting)
        one = next((each for each in found if each.public_id == self.kwargs["public_id"]), None)
        if one is None:
            raise Http404
        return one

    def get_context_data(self, **more):
        said = [(label, getattr(self.subject, name)) for name, label in BOXES.items() if getattr(self.subject, name)]
        return super().get_context_data(said=said, **more)


VIEWS = (Reports, ReportPage)
