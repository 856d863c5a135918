"""The records of processing and the facts of an impact assessment, as pages and as a file."""

from django.views import View

from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission

from . import records

AT = "records-of-processing/"


class _Read(SubjectView):
    permission, permission_of = Permission.RIGHTS_KEEP, ""


class Records(_Read, SubjectPage):
    """Article 30: what is done with whose information, why, how long, by whom, with whom shared."""

    route, name, template_name = AT, "processing", "information_rights/processing.html"

    def get_context_data(self, **more):
        listed = records.activities()
        return super().get_context_data(activities=listed, processors=records.processors(), said=records.said(), **more)


class Assessment(_Read, SubjectPage):
    """What a data protection impact assessment asks, as far as the product answers it."""

    route, name, template_name = f"{AT}impact/", "impact", "information_rights/impact.html"

    def get_context_data(self, **more):
        counts = records.counts(records.activities())
        return super().get_context_data(counts=counts, processors=records.processors(), said=records.said(), **more)


class RecordsFile(_Read, View):
    route, name, http_method_names = f"{AT}records.csv", "processing_file", ("get", "head")

    def get(self, request, **kwargs):
        return csv_answer("records-of-processing.csv", records.rows())


VIEWS = (Records, Assessment, RecordsFile)
