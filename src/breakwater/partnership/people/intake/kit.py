"""The pages that every intake shares: a file shown, its columns named, dropped, gone on with, its refused lines to download."""

from types import ModuleType
from typing import ClassVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from breakwater.foundation import audit
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.models import Doubt, Incoming, Person

from .operations.entries import TakenInAlready, Upload
from .reading.rows import NotARoll

State = Incoming.State


class EntryView(SubjectView):
    """A view of one file that came in. `entry` is the audit's kind of it, `page` the name of its page."""

    entry: ClassVar[str]
    page: ClassVar[str]

    def record_sight(self) -> None:
        audit.saw(self.entry, self.subject.pk)

    def get_success_url(self) -> str:
        return reverse(f"people:{self.page}", args=[self.subject.public_id])

    def form_refused(self, form: Form, refusal: Exception):
        """Whoever comes after someone else is shown how the file stands now; what is wrong with this one stands at its box."""
        if isinstance(refusal, NotARoll):
            return super().form_refused(form, refusal)
        messages.warning(self.request, self.refusal_words(refusal))
        return redirect(self.get_success_url())


class ButtonOfEntry(EntryView, ButtonView):
    """An operation on the file behind a button, without questions."""


class ShownEntry(EntryView, OperationView):
    """What a file would change, how far it is or what it came to; and somebody's word that it is right."""

    columns_page: ClassVar[str]
    compared_states: ClassVar = (State.SHOWN,)
    fault = ""

    def answer_instead(self):
        if self.subject.state == State.COLUMNS:
            return redirect(f"people:{self.columns_page}", self.subject.public_id)
        if self.request.method == "POST" and (self.subject.state != State.SHOWN or self.compared is None):
            return redirect(self.get_success_url())
        return None

    @cached_property
    def compared(self):
        """How the file compares with what is in force; None where it is not to be taken in, or cannot be read (`fault`)."""
        if self.subject.state not in self.compared_states or self.subject.deleted_at:
            return None
        try:
            return self.compare()
        except NotARoll as fault:
            self.fault = str(fault)
            return None

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.compared is not None else None


class SentFile(OperationView):
    """Send a file. It is shown before anything changes; one that is in force already leads to its page, with the words `twice`."""

    twice: ClassVar[str]

    def owner_of(self, said: dict):
        """Whose file it is."""
        return self.subject

    def said_with(self, said: dict) -> dict:
        """What is said with the file."""
        return {}

    def operate(self, form):
        said = form.cleaned_data
        upload, key = Upload(said["file"].name, said["file"].read()), said["idempotency"]
        return self.operation(self.owner_of(said), upload=upload, key=key, **self.said_with(said), **self.acting)

    def form_refused(self, form, refusal):
        if isinstance(refusal, TakenInAlready):
            messages.success(self.request, self.twice)
            return redirect(self.leads_to[0], refusal.entry.public_id)
        return super().form_refused(form, refusal)


class NamedColumns(EntryView, OperationView):
    """Say what the columns of a table hold; it is remembered."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"headings": self.subject.headings}

    def operate(self, form):
        return self.operation(self.subject, read_as=form.read_as, **self.acting)


class BegunAgain(ButtonOfEntry):
    """Go on with a file whose work has stopped, or take in no more of it."""

    stop: ClassVar

    def operate(self, form):
        act = self.stop if self.request.POST.get("act") == "stop" else self.operation
        return act(self.subject, **self.acting)


class RefusedLines(EntryView, View):
    """The lines that were not taken in, for their owner to mend. No value of a line stands here."""

    http_method_names: ClassVar = ["get", "head"]

    def get(self, request, *args, **kwargs):
        self.record_sight()
        if not (self.subject.refused or self.subject.remarks):
            raise Http404
        rows = [["Line", "Field", "What is wrong"], *self.subject.refused, *self.subject.remarks]
        return csv_answer("lines-to-mend.csv", rows)


def next_row(request, *, permission: Permission, lookup, page: str, pages: str):
    """The doubtful row that comes first (its page is `page`); `after` a row that someone leaves for now, the next."""
    require(request.actor, permission)
    area = request.actor.area_id_acting
    left = lookup.row_of(area, request.GET.get("after", ""))
    found = lookup.following_row(area, left)
    if found is None:
        messages.success(request, "No other row waits." if left else "No row waits for a decision.")
        return redirect(f"people:{pages}")
    return redirect(f"people:{page}", found)


class DoubtfulRow(OperationView):
    """Whom is a row about? Those it may mean, with reasons; a person decides, one row at a time, and may take it back (SG-15).

    `entry` is the audit's kind of the row and `page` the name of its page; `row_lookup` finds rows that wait.
    """

    entry: ClassVar[str]
    page: ClassVar[str]
    row_lookup: ClassVar[ModuleType]

    def record_sight(self) -> None:
        audit.saw(self.entry, self.subject.pk)

    @property
    def is_taken_back(self) -> bool:
        return self.request.POST.get("verdict") == "TAKE_BACK"

    def get_form_class(self):
        return Form if self.is_taken_back else self.form_class

    def operate(self, form):
        return self.take_back() if self.is_taken_back else self.decide(form.cleaned_data)

    def person_said(self, said: dict) -> Person:
        """Whom the decision names, as the actor may know of them. Raises Http404."""
        return get_object_or_404(Person, public_id=said["person"])

    def form_invalid(self, form):
        messages.warning(self.request, "Choose who the row is about.")
        return redirect(self.own_url())

    def form_refused(self, form, refusal):
        messages.warning(self.request, self.refusal_words(refusal))
        return redirect(self.get_success_url())

    def get_context_data(self, **more):
        row, area = self.subject, self.request.actor.area_id_acting
        last = self.row_lookup.row_of(area, self.request.GET.get("last", ""))
        return super().get_context_data(
            why=Doubt(row.why).label if row.why else "",
            waits=row.state == "WAITING",
            left=self.row_lookup.waiting_rows(area).exclude(pk=row.pk).count(),
            last=last if last and last != row and last.decided_at else None,  # decided just before this one
            **more,
        )

    def own_url(self) -> str:
        return reverse(f"people:{self.page}", args=[self.subject.public_id])

    def get_success_url(self) -> str:
        """The row that waits next, with a way back to this one."""
        area = self.request.actor.area_id_acting
        following = None if self.is_taken_back else self.row_lookup.following_row(area, self.subject)
        if following is None:
            return self.own_url()
        return f"{reverse(f'people:{self.page}', args=[following])}?last={self.subject.public_id}"
