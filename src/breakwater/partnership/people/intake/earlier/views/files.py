"""A file of an earlier system: sent, seen line by line before anything is written, taken in, undone."""

from typing import ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.design.fields import Form
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.operations.entries import Busy, GoneAlready, TakenInAlready
from breakwater.partnership.people.intake.reading.earlier import SHAPES
from breakwater.partnership.people.intake.rolls.forms import ColumnsForm
from breakwater.partnership.people.models import EarlierAbout, EarlierFile

from .. import lookup
from ..forms import SendForm, TakeInForm
from ..operations import applying, receiving
from ..samples import SAMPLES

P, State = Permission, EarlierFile.State
A_PAGE, SHOWN = 20, 100


@require_safe
def all_files(request):
    """Every file that came, and the lines that wait for a person."""
    require(request.actor, P.RECORDS_IMPORT)
    area = request.actor.area_id_acting
    page = finished_page(lookup.files_of(area).defer("refused", "remarks"), A_PAGE, request.GET.get("page"))
    audit.saw("earlier_file", *(one.pk for one in page))
    waits = lookup.waiting_rows(area).count() if may(request.actor, P.RECORDS_SETTLE) else 0
    return render(request, "people/earlier/files.html", {"page": page, "rows": waits, "now": timezone.now()})


@require_safe
def sample(request, about):
    """A file with the columns and one line to write over."""
    require(request.actor, P.RECORDS_IMPORT)
    if about not in SAMPLES:
        raise Http404
    return csv_answer(f"{about}.csv", SAMPLES[about])


class SendFile(kit.SentFile):
    """Send a file. It is shown before anything is written."""

    route, name, template_name = "earlier-records/send/", "earlier_send", "people/earlier/send.html"
    permission = P.RECORDS_IMPORT
    permission_of = ""
    form_class = SendForm
    operation = staticmethod(receiving.send)
    leads_to = "people:earlier_file", "result.public_id"
    twice = "This very file is in already. Nothing has changed."

    def find_subject(self):
        return self.request.actor.membership and self.request.actor.membership.team.area

    def said_with(self, said):
        return {"facts": receiving.FileFacts(said["system"], said["about"], said["as_at"])}

    def get_context_data(self, **more):
        shapes = [(EarlierAbout(about).label, about.lower(), shape.fields) for about, shape in SHAPES.items()]
        return super().get_context_data(shapes=shapes, systems=lookup.systems_of(self.subject.pk), **more)


class OneFile(kit.EntryView):
    """What every view of one file shares."""

    permission = P.RECORDS_IMPORT
    entry = page = "earlier_file"
    words_of: ClassVar = {Busy: "Another file of this kind is being taken in. Try again in a minute."}

    def find_subject(self):
        return get_object_or_404(lookup.files_of(self.request.actor.area_id_acting), public_id=self.kwargs["public_id"])


class ShowFile(OneFile, kit.ShownEntry):
    """What a file would bring, how far it is, or what it came to; and somebody's word that it is right."""

    route, name = "earlier-records/<str:public_id>/", "earlier_file"
    template_name = "people/earlier/file.html"
    form_class = TakeInForm
    columns_page = "earlier_columns"
    operation = staticmethod(receiving.confirm)
    words_of: ClassVar = OneFile.words_of | {
        GoneAlready: "This file was dropped, or is deleted. Send it again.",
        TakenInAlready: "The same file was taken in meanwhile. Nothing has changed.",
    }

    def compare(self):
        return receiving.EARLIER.comparison_of(self.subject, at=self.at)[1]

    def get_form_kwargs(self):
        readers = lookup.who_may_read(self.subject.area_id, on=london_date(self.at)) if self.compared.is_marked else []
        return super().get_form_kwargs() | {"is_marked": self.compared.is_marked, "readers": readers}

    def operate(self, form):
        return self.operation(self.subject, readers=form.readers, **self.acting)

    def form_refused(self, form, refusal):
        if isinstance(refusal, receiving.NeedsReaders):
            return OperationView.form_refused(self, form, refusal)
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        entry = self.subject
        context = super().get_context_data(entry=entry, source=entry.source, shown=SHOWN, now=self.at, **more)
        counts = entry.counts | (self.compared.counts if self.compared is not None else entry.outcome)
        stayed = lookup.stayed(entry) if entry.state == State.UNDONE else []
        audit.saw("person", *(one.person_id for one in stayed if one.person_id))
        waits = lookup.waiting_rows(entry.area_id).filter(file=entry).count() if entry.state == State.TAKEN else 0
        return context | {
            "compared": self.compared,
            "fault": self.fault,
            "counts": counts,
            "stayed": stayed,
            "rows": waits,
            "settles": may(self.request.actor, P.RECORDS_SETTLE),
        }


class NameColumns(OneFile, kit.NamedColumns):
    """Say what the columns hold; it is remembered for this system."""

    route, name = "earlier-records/<str:public_id>/columns/", "earlier_columns"
    template_name = "people/earlier/columns.html"
    form_class = ColumnsForm
    operation = staticmethod(receiving.EARLIER.name_columns)

    def answer_instead(self):
        if self.subject.state in (State.COLUMNS, State.SHOWN) and not self.subject.deleted_at:
            return None
        return redirect("people:earlier")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"shape": SHAPES[self.subject.source.about]}

    def get_context_data(self, **more):
        return super().get_context_data(entry=self.subject, source=self.subject.source, **more)


class DropFile(OneFile, kit.ButtonOfEntry):
    route, name = "earlier-records/<str:public_id>/drop/", "earlier_drop"
    operation = staticmethod(receiving.drop)
    success_message = "The file is discarded and deleted. Nothing has changed."

    def get_success_url(self):
        return reverse("people:earlier")


class BeginFileAgain(OneFile, kit.BegunAgain):
    """Go on with a file whose work has stopped, or take in no more of it."""

    route, name = "earlier-records/<str:public_id>/again/", "earlier_again"
    operation, stop = staticmethod(receiving.EARLIER.begin_again), staticmethod(receiving.stop)


class UndoFile(OneFile, OperationView):
    """Undo a file: asked once, done by a job."""

    route, name = "earlier-records/<str:public_id>/undo/", "earlier_undo"
    template_name = "people/earlier/undo.html"
    form_class = Form
    operation = staticmethod(applying.undo)
    words_of: ClassVar = OneFile.words_of | {GoneAlready: "This file is not taken in, so there is nothing to undo."}

    def answer_instead(self):
        over = self.subject.state != State.TAKEN and self.request.method != "POST"
        return redirect(self.get_success_url()) if over else None

    def operate(self, form):
        return self.operation(self.subject, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(entry=self.subject, source=self.subject.source, **more)


class LinesRefused(OneFile, kit.RefusedLines):
    """The lines that are not taken in, to be corrected in the earlier system or in the file."""

    route, name = "earlier-records/<str:public_id>/refused.csv", "earlier_refused"
