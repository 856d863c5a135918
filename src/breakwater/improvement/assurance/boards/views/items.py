"""Items of an agenda: changed, minuted, left for an interest, removed."""

from breakwater.partnership.kit.operation_view import ButtonView, SubjectView
from breakwater.partnership.kit.step import StepView

from .. import lookup, pack
from ..forms import agenda as agenda_forms
from ..operations import agenda
from .groups import KEEP, WORDS_STAY
from .meetings import has_begun, is_recorded

ITEM = "boards/items/<str:public_id>/"


class OfItem(SubjectView):
    subjects, context_object_name, audited_as = lookup.ITEMS, "item", "board_item"
    asks_first, permission, permission_of, words_stay = True, KEEP, "subject.meeting", WORDS_STAY
    leads_to = ("assurance:meeting", "subject.meeting.public_id")


class ItemStep(OfItem, StepView):
    steps_at, steps_named = ITEM, "item"
    success_message, button = "Saved", "Save"

    def get_context_data(self, **more):
        shown = {"whose_record": f"{pack.called(self.subject.meeting)}, item {self.subject.number}"}
        return super().get_context_data(**shown | more)


class ChangeItem(ItemStep):
    route, name, heading = f"{ITEM}change/", "item_change", "Change an item"
    form_class, when = agenda_forms.ChangeItemForm, staticmethod(lambda item: item.meeting.is_planned)

    def get_initial(self):
        names = ("type", "title", "ask", "lead", "minutes", "number", "revision")
        return {name: getattr(self.subject, name) for name in names}

    def operate(self, form):
        said = form.cleaned_data
        return agenda.change_item(self.subject, form.facts(), said["number"], revision=said["revision"], **self.acting)


class Said(ItemStep):
    route, name, heading = f"{ITEM}said/", "item_said", "Record what was said"
    form_class, operation = agenda_forms.SaidForm, staticmethod(agenda.record_said)
    when = staticmethod(lambda item: has_begun(item.meeting))

    def answer_instead(self):
        if self.request.method != "POST" and agenda.leaves_for(self.subject, self.request.actor):
            return self.refused(agenda.LeavesForIt.words)
        return super().answer_instead()

    def get_initial(self):
        return {"said": self.subject.said, "revision": self.subject.revision}


class Declare(ItemStep):
    route, name, heading = f"{ITEM}conflict/", "item_conflict", "Record an interest"
    form_class, operation = agenda_forms.ConflictForm, staticmethod(agenda.declare)
    when = staticmethod(lambda item: is_recorded(item.meeting))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seats": lookup.seats_of(self.subject.meeting)}


class RemoveItem(OfItem, ButtonView):
    """Take an item off the agenda."""

    route, name, operation = f"{ITEM}remove/", "item_remove", staticmethod(agenda.remove_item)
    success_message = "Removed"


VIEWS = (ChangeItem, Said, Declare, RemoveItem)
