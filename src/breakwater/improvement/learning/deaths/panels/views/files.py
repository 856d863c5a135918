"""The tracker as a file: taken out without names, and taken in after a look at what becomes of each row."""

from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.operation_view import OperationView, SubjectView

from .. import forms, lookup, tracker_file
from ..operations import importing
from .meetings import AT, WORDS_STAY, WORK


class File(OperationView):
    """Choose a file; the rows are shown with what becomes of each, and nothing is changed yet."""

    route, name, template_name = f"{AT}file/", "death_file", "learning/deaths/file.html"
    permission, permission_of, words_stay = WORK, "", WORDS_STAY
    form_class = forms.FileForm

    def operate(self, form):
        team = self.request.post.team
        held, areas = lookup.all_held(team), lookup.areas_of(team)
        return tracker_file.read(form.cleaned_data["file"].read(), areas, london_date(self.at), held)

    def done(self, words):
        rows = self.result
        audit.saw("child_death", *(each.death for each in rows if each.death))
        form = forms.ConfirmForm(initial={"rows": tracker_file.packed(rows, self.at)})
        return render(
            self.request,
            "learning/deaths/file_check.html",
            {"rows": rows, "form": form, "count": sum(each.is_taken for each in rows)},
        )

    def get_context_data(self, **more):
        return super().get_context_data(back=reverse("learning:panels"), headings=tracker_file.HEADINGS, **more)


class TakeIn(OperationView):
    """Take in what was shown."""

    route, name, http_method_names = f"{AT}file/confirm/", "death_file_confirm", ("post",)
    template_name = "learning/deaths/file_check.html"
    permission, permission_of, words_stay = WORK, "", WORDS_STAY
    form_class, operation = forms.ConfirmForm, staticmethod(importing.take_in)
    leads_to, refused_to = ("learning:panels",), ("learning:death_file",)
    refused_above = (Exception,)

    def operate(self, form):
        rows = tracker_file.unpacked(form.cleaned_data["rows"], self.at)
        areas = lookup.areas_of(self.request.post.team)
        known = {name: each for each in areas for name in (each.code.lower(), each.name.lower())}
        return importing.take_in(rows, known, key=form.cleaned_data["idempotency"], **self.acting)

    def success_words(self):
        opened, filled = self.result
        return f"{opened} records opened, {filled} filled"


class TrackerFile(SubjectView, View):
    """The export: codes and days, neither a name nor an NHS number."""

    route, name, http_method_names = f"{AT}file/tracker.csv", "death_file_export", ("get", "head")
    permission, permission_of = WORK, ""

    def get(self, request):
        deaths = lookup.all_held(request.post.team)
        audit.saw("child_death", *(each.pk for each in deaths))
        audit.did("exported the tracker of child deaths of", "area", request.post.team.area_id, rows=len(deaths))
        return csv_answer("child-death-tracker.csv", tracker_file.rows_to_write(deaths))


VIEWS = (TrackerFile, TakeIn, File)
