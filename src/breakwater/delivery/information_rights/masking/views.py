"""The gathered record with what is masked in it; the second person's check."""

from django.shortcuts import redirect
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.kit.step import StepView

from .. import lookup
from ..models import GatheredItem, Mark
from ..pages import ONE, SECOND, STAYS, OfPart, OfRequest
from . import forms, operations
from .titles import title_of_item

CAN_BE_DISPUTED = (
    "casework_chronologyentry",
    "casework_answers",
    "casework_document",
    "casework_case",
)  # as the wall has it
REDACT = f"{ONE}redact/"


class Redact(OfRequest, ListPage):
    """What was gathered, thirty rows a page, each word that is masked marked; beside it every mark. Rows of the file of data alone are a list of their own."""

    route, name, template_name, may_be_taken_away = REDACT, "redact", "information_rights/redact.html", False

    def get(self, request, *args, **kwargs):
        """The page; for "?row=31" the page that has that row, at the row."""
        row = request.GET.get("row", "")
        if not row.isdecimal():
            return super().get(request, *args, **kwargs)
        before = [each for each in self.get_queryset() if each.number < int(row)]
        kept = "rows=apart&" if self.is_apart else ""
        return redirect(f"{request.path}?{kept}page={len(before) // self.paginate_by + 1}#item-{int(row)}")

    @property
    def is_apart(self) -> bool:
        return self.request.GET.get("rows") == "apart"

    def get_queryset(self):
        self.items, self.marks = lookup.items_of(self.subject), lookup.marks_of(self.subject)
        self.reading = operations.to_read(self.items, self.marks)
        return self.reading.apart if self.is_apart else self.reading.rows

    def rows_of(self, page):
        audit.saw("rights_request", self.subject.pk)
        listed = operations.shown(page.object_list, self.marks, self.reading.first)
        return [(title_of_item(each.item), each, each.item.source in CAN_BE_DISPUTED) for each in listed]

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        numbers = {each.pk: each.number for each in self.items}
        waiting = [(each, numbers.get(each.item_id)) for each in operations.without_opinion(self.marks)]
        counts = operations.counted(self.items, self.marks)
        words = [(each, counts.get(each.pk, 0)) for each in self.marks if each.words]
        form = forms.AddForm()
        return context | {
            "one": self.subject,
            "marks": words,
            "add_form": form,
            "items_count": len(self.reading.rows),
            "apart_count": len(self.reading.apart),
            "is_apart": self.is_apart,
            "waiting": sorted(waiting, key=lambda each: (each[1] or 0, each[0].pk)),
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

    def get_context_data(self, **more):
        return super().get_context_data(
            back=reverse("information_rights:redact", args=[self.subject.public_id]), **more
        )


class TakeBack(_Back, ButtonView):
    route, name, operation = f"{REDACT}take-back/", "mark_take_back", staticmethod(operations.take_back)


class OfMark(OfPart):
    """Of a mark, with what it takes out: the row whole, or each place of its words with the question that they answer."""

    model, related, template_name = Mark, ("request__officer", "item"), "information_rights/mark.html"

    def get_context_data(self, **more):
        mark, items = self.subject, [self.subject.item] if self.subject.item else lookup.items_of(self.subject.request)
        return super().get_context_data(mark=mark, places=operations.places_of(mark, items), **more)


class GiveMark(OfMark, StepView):
    route, name = "information-requests/marks/<str:public_id>/give/", "mark_give"
    heading, button, form_class = "Give this after all", "Give it", forms.GiveForm
    operation, success_message = staticmethod(operations.give_after_all), "It is given"
    when = staticmethod(lambda mark: mark.off_at is None)


class MaskAgain(OfPart, ButtonView):
    route, name, model = "information-requests/marks/<str:public_id>/mask-again/", "mark_again", Mark
    related, operation = ("request__officer", "item"), staticmethod(operations.mask_again)


class JudgeMark(OfMark, StepView):
    route, name = "information-requests/marks/<str:public_id>/", "mark"
    heading, button, form_class = "Why is this masked?", "Save", forms.JudgeForm
    operation, success_message = staticmethod(operations.judge), "Saved"

    def get_initial(self):
        return {"ground": self.subject.ground, "opinion": self.subject.opinion}

    def get_form_kwargs(self):
        waiting = operations.without_opinion(lookup.marks_of(self.subject.request))
        is_one = any(each.pk == self.subject.pk for each in waiting)
        return super().get_form_kwargs() | {"others": len(waiting) - 1 if is_one else 0}


class LeaveOut(OfPart, StepView):
    route, name, model = "information-requests/items/<str:public_id>/leave-out/", "item_leave_out", GatheredItem
    heading, button, form_class = "Leave the whole row out", "Leave out", forms.GroundForm
    operation, success_message = staticmethod(operations.leave_out), "Left out"
    template_name = "information_rights/mark.html"

    def get_context_data(self, **more):
        return super().get_context_data(mark=None, places=operations.shown_whole(self.subject), **more)


class Check(OfRequest, OperationView):
    """The second person reads what is masked and what is not, and approves, or sends it back in words."""

    route, name, template_name, permission = f"{ONE}check/", "check", "information_rights/check.html", SECOND
    form_class, operation, words_stay = forms.BackForm, staticmethod(operations.take_back), STAYS
    leads_to, success_message = ("information_rights:check", "subject.public_id"), "Sent back"

    def get_context_data(self, **more):
        items = lookup.items_of(self.subject) if self.subject.to_check_at else []
        marks = lookup.marks_of(self.subject)
        reading = operations.to_read(items, marks)
        approve = forms.ApproveForm(None, initial={"sent": operations.mark_of_sent(self.subject)})

        def titled(rows):
            return [(title_of_item(each.item), each) for each in operations.shown(rows, marks, reading.first)]

        return super().get_context_data(
            approve=approve,
            items=titled(reading.rows),
            apart=titled(reading.apart),
            given_after_all=[each for each in marks if each.off_at],
            **more,
        )


class ApproveMasks(OfRequest, ButtonView):
    route, name, permission = f"{ONE}check/approve/", "check_approve", SECOND
    form_class = forms.ApproveForm
    operation, success_message = staticmethod(operations.check), "Approved. Its officer gives it"
    leads_to = ("information_rights:check", "subject.public_id")


VIEWS = (Redact, AddMark, SendToCheck, TakeBack, GiveMark, MaskAgain, JudgeMark, LeaveOut, Check, ApproveMasks)
