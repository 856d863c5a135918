"""The gathered record with what is masked in it; the second person's check."""

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.kit.step import StepView

from .. import lookup
from ..disputing.operations import CAN_BE_DISPUTED
from ..models import GatheredItem, Mark
from ..pages import ONE, SECOND, STAYS, OfPart, OfRequest
from . import forms, operations
from .titles import title_of_source

REDACT = f"{ONE}redact/"


class Redact(OfRequest, ListPage):
    """What was gathered, thirty items a page, each word that is masked marked; beside it every mark."""

    route, name, template_name, may_be_taken_away = REDACT, "redact", "information_rights/redact.html", False

    def get_queryset(self):
        return lookup.listed_items(self.subject)

    def rows_of(self, page):
        audit.saw("rights_request", self.subject.pk)
        self.marks = lookup.marks_of(self.subject)
        listed = operations.shown(page.object_list, self.marks)
        return [(title_of_source(each.item.source), each, each.item.source in CAN_BE_DISPUTED) for each in listed]

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        items = lookup.items_of(self.subject)
        counts = operations.counted(items, self.marks)
        words = [(each, counts.get(each.pk, 0)) for each in self.marks if each.words]
        form = forms.AddForm()
        return context | {
            "one": self.subject,
            "marks": words,
            "add_form": form,
            "items_count": len(items),
            "note": forms.NoteForm(),
        }


class _Back(OfRequest):
    leads_to, words_stay = ("information_rights:redact", "subject.public_id"), STAYS


class AddMark(_Back, StepView):
    route, name, heading, button = f"{REDACT}add/", "mark_add", "Mask words", "Mask everywhere"
    form_class, operation, success_message = forms.AddForm, staticmethod(operations.add), "Masked everywhere"


class SendToCheck(_Back, StepView):
    route, name, heading, button = f"{REDACT}send/", "mark_send", "Send to be checked", "Send"
    form_class, operation = forms.NoteForm, staticmethod(operations.send_to_check)
    leads_to, success_message = ("information_rights:request", "subject.public_id"), "Sent to be checked"


class TakeBack(_Back, ButtonView):
    route, name, operation = f"{REDACT}take-back/", "mark_take_back", staticmethod(operations.take_back)


class TurnMark(OfPart, ButtonView):
    """Take a mark off, or put it back."""

    route, name, model = "information-requests/marks/<str:public_id>/turn/", "mark_turn", Mark
    operation = staticmethod(operations.turn)


class JudgeMark(OfPart, StepView):
    route, name, model, heading, button = (
        "information-requests/marks/<str:public_id>/",
        "mark",
        Mark,
        "Why is this masked?",
        "Save",
    )
    form_class, operation, success_message = forms.GroundForm, staticmethod(operations.judge), "Saved"

    def get_initial(self):
        return {"ground": self.subject.ground, "opinion": self.subject.opinion}


class LeaveOut(OfPart, StepView):
    route, name, model = "information-requests/items/<str:public_id>/leave-out/", "item_leave_out", GatheredItem
    heading, button, form_class = "Leave the whole row out", "Leave out", forms.GroundForm
    operation, success_message = staticmethod(operations.leave_out), "Left out"


class Check(OfRequest, OperationView):
    """The second person reads what is masked and what is not, and approves, or sends it back in words."""

    route, name, template_name, permission = f"{ONE}check/", "check", "information_rights/check.html", SECOND
    form_class, operation, words_stay = forms.BackForm, staticmethod(operations.take_back), STAYS
    leads_to, success_message = ("information_rights:check", "subject.public_id"), "Sent back"

    def get_context_data(self, **more):
        items = lookup.items_of(self.subject) if self.subject.to_check_at else []
        listed = operations.shown(items, lookup.marks_of(self.subject))
        return super().get_context_data(items=[(title_of_source(each.item.source), each) for each in listed], **more)


class ApproveMasks(OfRequest, ButtonView):
    route, name, permission = f"{ONE}check/approve/", "check_approve", SECOND
    operation, success_message = staticmethod(operations.check), "Approved. Its officer gives it"
    leads_to = ("information_rights:check", "subject.public_id")


VIEWS = (Redact, AddMark, SendToCheck, TakeBack, TurnMark, JudgeMark, LeaveOut, Check, ApproveMasks)
