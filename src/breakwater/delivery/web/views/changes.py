"""Joiners, movers and leavers by a file: shown first, then made."""

from django.shortcuts import render

from breakwater.delivery.web import changes_file
from breakwater.delivery.web.forms import ChangesFileForm, MakeChangesForm
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission

SHOWN = 5


class OfChanges(OperationView):
    permission = Permission.PEOPLE_INVITE
    words_stay = "Names and addresses of staff, which the page of people and roles shows to the same readers"


class ShowChanges(OfChanges):
    """Choose a file, and see what it would do."""

    route, name, template_name = "staff/changes/", "changes", "web/changes.html"
    form_class = ChangesFileForm

    def operate(self, form):
        text = changes_file.text_of(form.cleaned_data["file"].read())
        return text, changes_file.plan(text, **self.acting)

    def done(self, words):
        """The page of what would happen, with the file in it: nothing is kept here."""
        text, lines = self.result
        to_make = sum(not (line.fault or line.is_done) for line in lines)
        context = {"form": MakeChangesForm(initial={"text": text}), "lines": lines, "to_make": to_make}
        return render(self.request, "web/changes_shown.html", context)

    def get_context_data(self, **more):
        return super().get_context_data(columns=changes_file.COLUMNS, **more)


class MakeChanges(OfChanges):
    """Make what was shown."""

    route, name, template_name = "staff/changes/make/", "make_changes", "web/changes.html"
    http_method_names = ("post",)
    form_class, leads_to = MakeChangesForm, ("web:people",)

    def operate(self, form):
        said = form.cleaned_data
        return changes_file.make(said["text"], key=said["idempotency"], **self.acting)

    @property
    def success_message(self):
        made = f"{self.result.invited} invited, {self.result.ended} roles ended"
        refused = self.result.refused
        if not refused:
            return made
        lines = ". ".join(f"Line {line.number}: {line.fault}" for line in refused[:SHOWN])
        return f"{made}. {len(refused)} not done. {lines}"


VIEWS = (ShowChanges, MakeChanges)
