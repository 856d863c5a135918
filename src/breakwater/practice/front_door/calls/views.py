"""Calls written down in a minute, and advice without a name."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import actor_relations

from ..contact_lookup import first_of
from ..emergency_duty import operations as duty
from ..models import Consultation
from ..who_to_call import reach_now
from . import operations as calls
from .forms import CallLogForm, ConsultationForm

FORM_FOLLOWS = " Tell them to send the written form within 48 hours."


class LogCall(OperationView):
    """Six answers and whom they name, while they are on the line; the contact is made at once."""

    route, name, template_name = "mash/calls/new/", "call_log", "front_door/calls/log.html"
    permission, permission_of, form_class = Permission.CALL_LOG, "", CallLogForm
    operation = staticmethod(calls.log_call)
    advice = None

    def find_subject(self):
        return self.request.post.team.area

    def post(self, request, *args, **kwargs):
        if "add" in request.POST:
            return self.render_to_response(
                self.get_context_data(form=self.get_form().with_another(request.POST["add"]))
            )
        return super().post(request, *args, **kwargs)

    def operate(self, form):
        self.said, self.others = form.cleaned_data, form.other_children
        key = f"call-{self.said['idempotency']}"
        return self.operation(self.subject, form.facts(), key=key, **self.acting)

    @property
    def success_message(self):
        reference = self.result.reference
        if self.said["about_staff"] == "yes":
            return (
                f"It is with the designated officers alone. Give the caller this reference: {reference}. Tell them to speak of it "
                "to nobody where that person works, and to send no form: the designated officers call them."
            )
        follows = FORM_FOLLOWS if calls.is_professional(self.said["source"]) else ""
        made = 1 + len([name for name in self.others if self.said[name]])
        what = "The contact is made" if made == 1 else f"{made} contacts are made, one for each child"
        return f"{what}. Give the caller this reference: {reference}.{follows}"

    def get_success_url(self):
        """The contact where its maker may read it; everyone who may log calls may, but for a child restricted meanwhile.

        Emergency duty says next what it did about it.
        """
        if self.said["about_staff"] == "yes":
            return reverse("front_door:call_log")
        contact = first_of(self.result.submission_id)
        if contact is None:
            return reverse("front_door:duty" if self.is_at_night else "front_door:board")
        return reverse("front_door:duty_did" if self.is_at_night else "front_door:contact", args=[contact.reference])

    @property
    def is_at_night(self) -> bool:
        return duty.is_theirs(self.request.actor)

    def get_context_data(self, **more):
        reach = reach_now(self.at, area=self.request.post.team.area)
        return super().get_context_data(**more, reach=reach, advice=self.advice, is_at_night=self.is_at_night)


class Consultations(ListPage):
    """Advice given, the newest first."""

    route, name, template_name = "mash/advice/", "consultations", "front_door/calls/consultations.html"
    model, related, ordering = Consultation, (*actor_relations("by"), "became"), ("-at", "-pk")
    permission, audited_as, paginate_by = Permission.CALL_LOG, "consultation", 25


class Consult(OperationView):
    """Write down advice that was asked for without naming a child."""

    route, name, template_name = "mash/advice/new/", "consult", "front_door/calls/consult.html"
    permission, form_class = Permission.CALL_LOG, ConsultationForm
    success_message = "The advice is on record as {result.reference}. It is no contact"
    leads_to = "front_door:consultation", "result.public_id"

    def operate(self, form):
        said = dict(form.cleaned_data)
        key = f"advice-{said.pop('idempotency')}"
        return calls.consult(area=self.request.post.team.area, key=key, **said, **self.acting)


class OfConsultation(SubjectView):
    model, related = Consultation, actor_relations("by")
    permission, permission_of, asks_first = Permission.CALL_LOG, "", True
    context_object_name, audited_as = "advice", "consultation"


class ConsultationPage(OfConsultation, SubjectPage):
    """One piece of advice."""

    route, name, template_name = "mash/advice/<str:public_id>/", "consultation", "front_door/calls/consultation.html"


class NamedAfterAll(OfConsultation, LogCall):
    """The child must be named for safety: the advice becomes a contact, and the caller is told so."""

    route, name = "mash/advice/<str:public_id>/contact/", "named_after_all"
    operation = staticmethod(calls.turn_into_contact)
    refused_above, refused_as = (calls.AlreadyAContact,), messages.SUCCESS
    refused_to = ("front_door:consultations",)
    find_subject = SubjectView.find_subject

    @property
    def advice(self):
        return self.subject

    def answer_instead(self):
        if not self.subject.became_id:
            return None
        messages.success(self.request, calls.AlreadyAContact.words)
        return redirect("front_door:consultation", self.subject.public_id)

    def get_initial(self):
        return {"who": self.subject.who, "what": self.subject.question}

    def get_form(self, form_class=None):
        """Advice is asked for without a name, so that it was not about somebody's work: its page does not ask."""
        form = super().get_form(form_class)
        form.fields["about_staff"].required = False
        return form
