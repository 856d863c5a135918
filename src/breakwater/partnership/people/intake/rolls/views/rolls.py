"""Sending a roll, seeing what it would change, taking it in, undoing it. A school finds its own rolls alone (SG-14)."""

from typing import ClassVar

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.operations import schools_of
from breakwater.partnership.people.intake import kit
from breakwater.partnership.people.intake.operations.entries import Busy, GoneAlready
from breakwater.partnership.people.intake.reading.fields import FIELDS
from breakwater.partnership.people.models import Roll

from .. import lookup
from ..forms import ColumnsForm, ConfirmForm, RollForm, UndoForm
from ..operations import deciding, leavers, receiving, reversing, undoing

P, State = Permission, Roll.State
A_PAGE = 20
SHOWN = 30
SAMPLE = [
    ["UPN", "Surname", "Forename", "Date of birth", "Sex", "Year group", "Address", "Postcode", "Entry date"],
    ["", "Example", "Robin", "14/03/2016", "F", "6", "12 Invented Street", "PO1 2AB", "01/09/2020"],
]


def _is_the_authority(request) -> bool:
    return may(request.actor, P.ROLL_SETTLE)


class AllRolls(ListPage):
    """The rolls that came: a school's own, or all of the area with what waits for the authority."""

    route, name, template_name = "rolls/", "rolls", "people/rolls/rolls.html"
    permission = P.ROLL_SEND
    paginate_by = A_PAGE

    def get_queryset(self):
        return lookup.rolls_of(self.request.actor.area_id_acting)

    def rows_of(self, page):
        rolls = list(page.object_list)
        audit.saw("roll", *(roll.pk for roll in rolls))
        return rolls

    def get_context_data(self, **more):
        authority = _is_the_authority(self.request)
        waiting = self._waiting_for_the_authority() if authority else {}
        return super().get_context_data(now=timezone.now(), authority=authority, **waiting, **more)

    def _waiting_for_the_authority(self) -> dict:
        area = self.request.actor.area_id_acting
        waiting = deciding.places_to_confirm(area)
        teams = {team.pk: team for team in schools_of(self.request.actor.area_id_acting).filter(pk__in=waiting)}
        return {
            "rows": lookup.waiting_rows(area).count(),
            "held": list(self.get_queryset().filter(Roll.WAITS_FOR_THE_AUTHORITY)[:A_PAGE]),
            "places": [(teams[pk], number) for pk, number in waiting.items() if pk in teams],
        }


class SendRoll(kit.SentFile):
    route, name, template_name = "rolls/new/", "roll_new", "people/rolls/new.html"
    permission = P.ROLL_SEND
    form_class = RollForm
    operation = staticmethod(receiving.ROLLS.show)
    leads_to = "people:roll", "result.public_id"
    permission_of = ""
    twice = "This very file is your last roll already. Nothing has changed."

    def find_subject(self):
        """The schools whose roll it may be: of the area for the authority; None for a school, which sends its own."""
        return schools_of(self.request.actor.area_id_acting) if _is_the_authority(self.request) else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"schools": self.subject}

    def get_context_data(self, **more):
        return super().get_context_data(fields=FIELDS, **more)

    def owner_of(self, said):
        if self.subject is None:
            return self.request.actor.membership.team
        return self.subject.get(public_id=said["school"])


@require_safe
def sample(request):
    """A file with the columns and one row to write over."""
    require(request.actor, P.ROLL_SEND)
    return csv_answer("school-roll.csv", SAMPLE)


class OneRoll(kit.EntryView):
    """What every view of one roll shares."""

    model, related = Roll, lookup.WITH
    permission = P.ROLL_SEND
    entry = page = "roll"
    words_of: ClassVar = {Busy: "Another roll of this school is being taken in. Try again in a minute."}


class ShowRoll(OneRoll, kit.ShownEntry):
    """One roll: what it would change, how far it is, or what it changed; and somebody's word that it is right."""

    route, name, template_name = "rolls/<str:public_id>/", "roll", "people/rolls/roll.html"
    form_class = ConfirmForm
    columns_page = "roll_columns"
    compared_states = (State.SHOWN, State.HELD)
    operation = staticmethod(receiving.confirm)
    words_of: ClassVar = OneRoll.words_of | {
        GoneAlready: "This roll was dropped, or its file is deleted. Send it again.",
    }

    def compare(self):
        return receiving.ROLLS.comparison_of(self.subject, at=self.at)[1]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"left": self.compared.left, "open_work": self.open_work}

    @cached_property
    def open_work(self):
        """What is open of those who are missing from the file, as far as the actor may read it."""
        return leavers.open_work_of(self.subject.team, self.compared.left) if self.compared else {}

    def operate(self, form):
        how = {"leavers_go": form.leavers_go, "said": form.said}
        return self.operation(self.subject, **how, **self.acting)

    def get_context_data(self, **more):
        roll, authority = self.subject, _is_the_authority(self.request)
        context = super().get_context_data(roll=roll, authority=authority, now=self.at, shown=SHOWN, **more)
        context |= {
            "compared": self.compared,
            "open_work": self.open_work,
            "said": leavers.said_in(roll),
            "fault": self.fault,
            "outcome": None,
            "places": 0,
            "concerned": [],
            "rows": 0,
            "decided": [],
        }
        context["counts"] = roll.counts | (self.compared.counts if self.compared else {})
        return context | self._for_the_authority() if authority and not self.fault else context

    def _for_the_authority(self) -> dict:
        roll = self.subject
        decided = list(reversing.ties_decided_in(roll)[:SHOWN])
        audit.saw("roll_row", *(tie.pk for tie in decided))
        return {
            "outcome": lookup.outcome_of(roll),
            "places": deciding.places_to_confirm(roll.area_id, team=roll.team).get(roll.team_id, 0),
            "decided": decided,
            "concerned": undoing.concerned_by(roll) if roll.waits_to_be_undone else [],
            "answer": UndoForm(),
            "rows": lookup.waiting_rows(roll.area_id).filter(pupil__seen_in=roll).count(),
        }


class NameRollColumns(OneRoll, kit.NamedColumns):
    """Say what the columns of a table hold; it is remembered for this school."""

    route, name, template_name = "rolls/<str:public_id>/columns/", "roll_columns", "people/rolls/columns.html"
    form_class = ColumnsForm
    operation = staticmethod(receiving.ROLLS.name_columns)
    words_of: ClassVar = {GoneAlready: "This roll was taken in or dropped meanwhile."}
    context_object_name = "roll"

    def answer_instead(self):
        roll = self.subject
        if roll.state in (State.COLUMNS, State.SHOWN) and not roll.deleted_at and roll.headings:
            return None
        return redirect("people:rolls") if roll.state == State.COLUMNS else redirect(self.get_success_url())


class DropRoll(OneRoll, kit.ButtonOfEntry):
    route, name = "rolls/<str:public_id>/drop/", "roll_drop"
    operation = staticmethod(receiving.ROLLS.drop)
    success_message = "The roll is dropped, and its file deleted. Nothing has changed."

    def get_success_url(self):
        return reverse("people:rolls")


class ReleaseRoll(OneRoll, kit.ButtonOfEntry):
    """The authority lets a roll be taken in that would end many places (SG-14)."""

    route, name = "rolls/<str:public_id>/release/", "roll_release"
    permission = P.ROLL_SETTLE
    operation = staticmethod(receiving.release)
    words_of: ClassVar = OneRoll.words_of | {GoneAlready: "This roll was released or dropped meanwhile."}

    def operate(self, form):
        leavers_go = self.request.POST.get("leavers") == "go"
        return self.operation(self.subject, leavers_go=leavers_go, **self.acting)


class BeginRollAgain(OneRoll, kit.BegunAgain):
    """The authority goes on with a roll whose work has stopped, or takes in no more of it."""

    route, name = "rolls/<str:public_id>/again/", "roll_again"
    permission = P.ROLL_SETTLE
    operation, stop = staticmethod(receiving.ROLLS.begin_again), staticmethod(receiving.stop)


class UndoRoll(OneRoll, OperationView):
    """Undo a roll: asked once, done by a job. Once the authority has acted on it, a school asks, and it is undone or kept (SG-14)."""

    route, name, template_name = "rolls/<str:public_id>/undo/", "roll_undo", "people/rolls/undo.html"
    form_class = UndoForm
    words_of: ClassVar = OneRoll.words_of | {GoneAlready: "This roll is not taken in, so there is nothing to undo."}

    def answer_instead(self):
        over = self.subject.state != State.TAKEN or self.subject.waits_to_be_undone
        return redirect(self.get_success_url()) if over and self.request.method != "POST" else None

    def operate(self, form):
        keeps = self.request.POST.get("answer") == "keep"
        if keeps:
            require(self.request.actor, P.ROLL_SETTLE, self.subject)
            because = form.cleaned_data["because"]
            return undoing.keep(self.subject, because=because, **self.acting)
        return undoing.undo(self.subject, **self.acting)

    def get_context_data(self, **more):
        authority = _is_the_authority(self.request)
        at_once = authority or undoing.may_be_undone_by_its_school(self.subject, at=self.at)
        return super().get_context_data(roll=self.subject, authority=authority, at_once=at_once, **more)


class RollLinesRefused(OneRoll, kit.RefusedLines):
    """The lines that were not taken in, to mend in the school's own system."""

    route, name = "rolls/<str:public_id>/refused.csv", "roll_refused"
