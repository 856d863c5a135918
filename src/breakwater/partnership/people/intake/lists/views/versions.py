"""A version of an agency's list: sent, seen before it changes anything, taken in, undone."""

from typing import ClassVar

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.operations.entries import Busy, GoneAlready, TakenInAlready
from breakwater.partnership.people.intake.reading.listed import LIST, LIST_FIELDS
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.intake.rolls.forms import ColumnsForm
from breakwater.partnership.people.models import ListVersion

from .. import lookup
from ..forms import SendForm, TakeInForm
from ..operations import applying, receiving

P, State = Permission, ListVersion.State
SHOWN = 30
NEWER_IS_IN = "A newer version was taken in meanwhile. Nothing has changed."
SAMPLE = [
    [
        "Child ID",
        "UPN",
        "NHS number",
        "Surname",
        "Forename",
        "Date of birth",
        "Code",
        "Start date",
        "End date",
        "Worker",
        "Team",
        "Phone",
    ],
    ["10001", "", "", "Example", "Robin", "14/03/2016", "EHCP", "01/09/2025", "", "W. Orker", "SEN", "01632 960100"],
]


class SendVersion(kit.SentFile):
    route, name, template_name = "agencies-lists/<str:public_id>/send/", "list_send", "people/lists/send.html"
    permission = P.LIST_SEND
    form_class = SendForm
    operation = staticmethod(receiving.LISTS.show)
    leads_to = "people:list_version", "result.public_id"
    permission_of = ""
    twice = "This very file is in already. Nothing has changed."

    def find_subject(self):
        lists = lookup.lists_of(self.request.actor.area_id_acting).filter(closed_on=None)
        return get_object_or_404(lists, public_id=self.kwargs["public_id"])

    def get_context_data(self, **more):
        return super().get_context_data(list=self.subject, fields=LIST_FIELDS, **more)

    def said_with(self, said):
        return {"as_at": said["as_at"]}

    def form_refused(self, form, refusal):
        """A file that cannot be used is noted with the list, which is carried forward meanwhile."""
        if isinstance(refusal, NotARoll):
            receiving.note_failure(self.subject, refusal.words, at=self.at)
        return super().form_refused(form, refusal)


@require_safe
def sample(request):
    """A file with the columns and one line to write over."""
    require(request.actor, P.LIST_SEND)
    return csv_answer("list-of-children.csv", SAMPLE)


class OneVersion(kit.EntryView):
    """What every view of one version shares."""

    permission = P.LIST_SEND
    entry = page = "list_version"
    words_of: ClassVar = {Busy: "Another version of this list is being taken in. Try again in a minute."}

    def find_subject(self):
        found = lookup.versions_in(self.request.actor.area_id_acting)
        return get_object_or_404(found, public_id=self.kwargs["public_id"])

    def url_of_list(self) -> str:
        return reverse("people:list", args=[self.subject.agency_list.public_id])


class ShowVersion(OneVersion, kit.ShownEntry):
    """One version: what it would change, how far it is, or what it came to; and somebody's word that it is right."""

    route, name = "agencies-lists/versions/<str:public_id>/", "list_version"
    template_name = "people/lists/version.html"
    form_class = TakeInForm
    columns_page = "list_columns"
    operation = staticmethod(receiving.confirm)
    words_of: ClassVar = OneVersion.words_of | {
        GoneAlready: "This list was dropped, or its file is deleted. Send it again.",
        TakenInAlready: NEWER_IS_IN,
        receiving.NewerIsIn: NEWER_IS_IN,
    }

    def compare(self):
        return receiving.LISTS.comparison_of(self.subject, at=self.at)[1]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"many_would_go": self.compared.many_would_go}

    def operate(self, form):
        return self.operation(self.subject, whole=form.is_whole, **self.acting)

    def get_context_data(self, **more):
        version, agency_list = self.subject, self.subject.agency_list
        context = super().get_context_data(version=version, list=agency_list, shown=SHOWN, now=self.at, **more)
        context |= {"compared": self.compared, "fault": self.fault, "counts": version.counts, "gone": [], "rows": 0}
        if self.compared is not None:
            gone = lookup.lines_of(agency_list.present, self.compared.gone[:SHOWN])
            context |= {"gone": gone, "counts": version.counts | self.compared.counts}
        elif version.state == State.TAKEN and agency_list.present_id == version.pk:
            context["rows"] = lookup.waiting_rows(version.area_id).filter(version=version).count()
        return context


class NameListColumns(OneVersion, kit.NamedColumns):
    """Say what the columns hold; it is remembered for this list."""

    route, name = "agencies-lists/versions/<str:public_id>/columns/", "list_columns"
    template_name = "people/lists/columns.html"
    form_class = ColumnsForm
    operation = staticmethod(receiving.LISTS.name_columns)
    words_of: ClassVar = {GoneAlready: "This list was taken in or dropped meanwhile."}

    def answer_instead(self):
        if self.subject.state in (State.COLUMNS, State.SHOWN) and not self.subject.deleted_at:
            return None
        return redirect(self.url_of_list())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"shape": LIST}

    def get_context_data(self, **more):
        return super().get_context_data(version=self.subject, list=self.subject.agency_list, **more)


class DropVersion(OneVersion, kit.ButtonOfEntry):
    route, name = "agencies-lists/versions/<str:public_id>/drop/", "list_drop"
    operation = staticmethod(receiving.LISTS.drop)
    success_message = "It is dropped, and its file deleted. Nothing has changed."

    def get_success_url(self):
        return self.url_of_list()


class BeginVersionAgain(OneVersion, kit.BegunAgain):
    """Go on with a version whose work has stopped, or take in no more of it."""

    route, name = "agencies-lists/versions/<str:public_id>/again/", "list_again"
    operation, stop = staticmethod(receiving.LISTS.begin_again), staticmethod(receiving.stop)


class UndoVersion(OneVersion, OperationView):
    """Undo a version: asked once, done by a job."""

    route, name = "agencies-lists/versions/<str:public_id>/undo/", "list_undo"
    template_name = "people/lists/undo.html"
    form_class = Form
    operation = staticmethod(applying.undo)
    words_of: ClassVar = OneVersion.words_of | {
        GoneAlready: "This list is not taken in, so there is nothing to undo.",
    }

    def answer_instead(self):
        over = self.subject.state != State.TAKEN and self.request.method != "POST"
        return redirect(self.get_success_url()) if over else None

    def operate(self, form):
        return self.operation(self.subject, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(version=self.subject, list=self.subject.agency_list, **more)


class ListLinesRefused(OneVersion, kit.RefusedLines):
    """The lines that were not taken in, for the agency to mend."""

    route, name = "agencies-lists/versions/<str:public_id>/refused.csv", "list_refused"
