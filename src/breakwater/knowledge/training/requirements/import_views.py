"""Importing staff and training records: choose the file, check what becomes of each row, confirm. A team imports its own; the
training team imports for an organisation."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from breakwater.foundation.design.fields import CheckboxesField, FileField, Form, HiddenField, SelectField
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Team

from . import importing

P = Permission


class ImportForm(Form):
    file = FileField(
        label="CSV file",
        hint="From your staff or training system, one row for each person and training, up to 1,000 rows.",
        accepts=(".csv",),
        max_bytes=1_000_000,
        missing="Choose the file",
    )


class ImportForForm(ImportForm):
    team = SelectField(label="Whose staff is it?", by_typing=True, missing="Choose the organisation")
    field_order = ("team", "file")

    def __init__(self, *args, teams=(), **more):
        super().__init__(*args, **more)
        self.fields["team"].choices = [("", "Choose"), *teams]


class ConfirmForm(Form):
    rows = HiddenField(max_length=1_000_000)
    same = CheckboxesField(
        label="Which of these are the same person?",
        hint="The address is known under another name. What you do not tick is left out.",
        required=False,
    )

    def __init__(self, *args, doubtful=(), **more):
        super().__init__(*args, **more)
        self.fields["same"].choices = doubtful


class Imports(OperationView):
    """Whose staff is imported, and where from."""

    permission_of = ""
    words_stay = "a file of staff: no case stands behind it"
    confirm, back = "training:import_confirm", "training:team_due"

    @cached_property
    def teams(self) -> dict[int, Team]:
        """The teams whose staff may be imported, by key."""
        own = self.request.post.team
        return {own.pk: own}


class Import(Imports):
    """Choose the file; the rows are shown with what becomes of each, and nothing is kept yet."""

    route, name = "training/import/", "import"
    permission = P.TRAINING_BOOK_FOR
    form_class, template_name = ImportForm, "training/import.html"

    def team_of(self, form) -> Team:
        return self.request.post.team

    def operate(self, form):
        self.team = self.team_of(form)
        return importing.read(form.cleaned_data["file"].read(), self.team, self.at)

    def done(self, words):
        rows = self.result
        doubtful = [
            (str(each.line), f"Line {each.line}: {each.name} in the file, {each.other} in our records")
            for each in rows
            if not each.fault and each.match == "OTHER"
        ]
        form = ConfirmForm(initial={"rows": importing.packed(rows, self.team)}, doubtful=doubtful)
        if not doubtful:
            del form.fields["same"]
        context = {"rows": rows, "form": form, "count": sum(not each.fault for each in rows), "team": self.team}
        where = {"confirm": reverse(self.confirm), "back": reverse(self.back), "again": self.request.path}
        return render(self.request, "training/import_check.html", context | where)

    def get_context_data(self, **more):
        shown = {
            "headings": importing.HEADINGS,
            "groups": importing.staff_groups().values(),
            "back": reverse(self.back),
        }
        return super().get_context_data(**shown | more)


class ConfirmImport(Imports):
    """Take in what was shown."""

    route, name = "training/import/confirm/", "import_confirm"
    http_method_names = ("post",)
    permission = P.TRAINING_BOOK_FOR
    form_class, template_name = ConfirmForm, "training/import_check.html"
    leads_to = ("training:team_due",)
    refused_above = (importing.Stale,)
    refused_to = ("training:import",)

    def get_form_kwargs(self):
        said = self.request.POST.getlist("same")
        return super().get_form_kwargs() | {"doubtful": [(each, each) for each in said if each.isdecimal()]}

    def operate(self, form):
        team, rows = importing.unpacked(form.cleaned_data["rows"], self.teams)
        same = {int(each) for each in form.cleaned_data["same"]}
        return importing.take_in(rows, self.teams[team], same=same, **self.acting)

    def success_words(self):
        people, records, left_out = self.result
        if left_out:
            lines = ", ".join(str(each.line) for each in left_out)
            words = "The address is known under another name or with another employer. Ask them, or the training team, first."
            messages.warning(self.request, f"Not added: line {lines} of the file. {words}")
        return f"{people} people and {records} training records taken in"


class OfAnyTeam(Imports):
    """The training team imports for any organisation of its area."""

    permission = P.TRAINING_KEEP
    confirm, back = "training:import_for_confirm", "training:area_due"

    @cached_property
    def teams(self) -> dict[int, Team]:
        rows = Team.objects.filter(area=self.request.post.team.area, closed_on=None)
        return {
            each.pk: each for each in rows.select_related("organisation", "area").order_by("organisation__name", "name")
        }


class ImportFor(OfAnyTeam, Import):
    route, name = "training/keep/import/", "import_for"
    form_class = ImportForForm

    def get_form_kwargs(self):
        said = [(str(key), f"{one.organisation.name}, {one.name}") for key, one in self.teams.items()]
        return super().get_form_kwargs() | {"teams": said}

    def team_of(self, form) -> Team:
        return self.teams[int(form.cleaned_data["team"])]


class ConfirmImportFor(OfAnyTeam, ConfirmImport):
    route, name = "training/keep/import/confirm/", "import_for_confirm"
    leads_to = ("training:area_due",)
    refused_to = ("training:import_for",)


VIEWS = (Import, ConfirmImport, ImportFor, ConfirmImportFor)
