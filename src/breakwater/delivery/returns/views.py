"""Returns: check a census file, ask for the part of the census, ask for the tables."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views import View

from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from . import forms, operations
from .census.editions import EXAMPLE
from .census.printing import as_csv
from .census_part import SOFTWARE
from .packages import ALL_TABLES, NO_RETURN, NOT_THE_WHOLE, TO_ADD

SHOWN = 200
AS_DOWNLOADS = ("downloads:download", "result.public_id")
NAMES_NOBODY = "a reason names nobody, and is kept for the audit alone"


class Returns(SubjectPage):
    """What can be done here."""

    route, name, template_name = "returns/", "returns", "returns/returns.html"
    permission, permission_of = Permission.RETURN_CHECK, ""

    def get_context_data(self, **more):
        writes = may(self.request.actor, Permission.RETURN_WRITE)
        return super().get_context_data(writes=writes, not_the_whole=NOT_THE_WHOLE, **more)


class CheckCensus(OperationView):
    """A file is read, its faults are shown, and it is gone."""

    route, name, template_name = "returns/census/check/", "check", "returns/check.html"
    permission, permission_of, form_class = Permission.RETURN_CHECK, "", forms.CensusFileForm
    words_stay = "nothing is typed: the file is read and not kept"

    def operate(self, form):
        return operations.check_census(form.cleaned_data["file"].read(), **self.acting)

    def done(self, words):
        checked = self.result
        if self.get_form().data["show"] == forms.CSV:
            answer = HttpResponse("\ufeff" + as_csv(checked.faults), content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="census-faults.csv"'
            return answer
        not_the_whole = NOT_THE_WHOLE if checked.software == SOFTWARE else ""
        shown = {"checked": checked, "shown": checked.faults[:SHOWN], "not_the_whole": not_the_whole}
        return render(self.request, "returns/checked.html", shown)


class Example(SubjectView, View):
    """A census file of invented children without a fault, to try the check with."""

    route, name, http_method_names = "returns/census/example.xml", "example", ("get", "head")
    permission, permission_of = Permission.RETURN_CHECK, ""

    def get(self, request, **kwargs):
        answer = HttpResponse(EXAMPLE.read_bytes(), content_type="application/xml")
        answer["Content-Disposition"] = 'attachment; filename="cin-example.xml"'
        return answer


class AskForPart(OperationView):
    route, name, template_name = "returns/census/part/", "part", "returns/part.html"
    permission, permission_of, form_class = Permission.RETURN_WRITE, "", forms.PartForm
    operation = staticmethod(operations.ask_for_part)
    leads_to, words_stay = AS_DOWNLOADS, NAMES_NOBODY
    extra_context = {"not_the_whole": NOT_THE_WHOLE, "to_add": TO_ADD}


class AskForTables(OperationView):
    route, name, template_name = "returns/tables/", "tables", "returns/tables.html"
    permission, permission_of, form_class = Permission.RETURN_WRITE, "", forms.TablesForm
    operation = staticmethod(operations.ask_for_tables)
    leads_to, words_stay = AS_DOWNLOADS, NAMES_NOBODY
    extra_context = {"tables": ALL_TABLES, "no_return": NO_RETURN}


class Dictionary(SubjectPage):
    """What every column of every table holds."""

    route, name, template_name = "returns/tables/dictionary/", "dictionary", "returns/dictionary.html"
    permission, permission_of = Permission.RETURN_CHECK, ""
    extra_context = {"tables": ALL_TABLES}


VIEWS = (Returns, CheckCensus, Example, AskForPart, AskForTables, Dictionary)
