"""What the MASH does so that a sender hears: tells them that we have it, reads them the letter, or says why it cannot."""

from django.contrib import messages
from django.http import Http404

from breakwater.foundation.dates.in_words import plural
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission

from ..contact_lookup import ContactOperation
from ..pathway import FEEDBACK
from . import operations as receipts
from .forms import PromiseForm, WaiveForm


class Acknowledged(ButtonView, ContactOperation):
    """Someone rang or wrote to the sender that we have it."""

    route, name = "mash/contacts/<str:reference>/acknowledged/", "acknowledged"
    permission, operation = Permission.FEEDBACK_TELL, staticmethod(receipts.acknowledge)
    success_message = "On record: the referrer was told that we have it"


class ToldSender(ButtonView, ContactOperation):
    """Someone read the letter to the sender."""

    route, name = "mash/contacts/<str:reference>/told-sender/", "told_sender"
    permission, operation = Permission.FEEDBACK_TELL, staticmethod(receipts.told_in_person)
    words_of = {receipts.NothingUnsent: "The referrer was told before: nothing was recorded twice"}
    refused_as = messages.SUCCESS

    @property
    def success_message(self):
        closed = " The contact is closed" if self.result.case.closed_at else ""
        return f"On record: the referrer was told what was decided.{closed}"


class NotTold(ContactOperation):
    """A manager says why a contact closes without its sender told (FD-15)."""

    route, name = "mash/contacts/<str:reference>/not-told/", "not_told"
    permission, operation = Permission.FEEDBACK_WAIVE, staticmethod(receipts.waive)
    form_class, template_name = WaiveForm, "front_door/mash/not_told.html"
    success_message = "Recorded why the referrer of {subject.reference} was not told"
    refused_above, refused_as = (receipts.NothingUnsent,), messages.SUCCESS

    def answer_instead(self):
        if self.request.method != "POST" and not receipts.unsent(self.subject):
            raise Http404


class Promise(OperationView):
    """What an area promises to senders."""

    route, name = "area/answers/", "promise"
    permission, permission_of = Permission.ORGANISATIONS_EDIT, ""
    form_class, template_name = PromiseForm, "front_door/sending/promise.html"
    operation = staticmethod(receipts.promise)
    leads_to = ("front_door:promise",)

    def find_subject(self):
        return self.request.post.team.area

    @property
    def success_message(self):
        return f"From now on referrers are told within {plural(self.result, 'working day')}"

    @property
    def held(self):
        return getattr(self.subject, "feedback_promise", None)

    def get_initial(self):
        days = self.held.working_days if self.held else FEEDBACK.allows.n
        return {"working_days": str(days), "source": self.held.source if self.held else ""}

    def get_context_data(self, **more):
        return super().get_context_data(**more, held=self.held, usual=FEEDBACK)
