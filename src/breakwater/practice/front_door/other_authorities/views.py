"""Passing a contact to the authority where the child lives or is, its receipt, and taking in what comes from elsewhere."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import NobodyReceives

from ..contact_lookup import ContactOperation, contact_or_404
from ..decisions.operations import decisions
from ..feedback.letters import office_of
from ..feedback.operations import hears_no_outcome
from ..information_requests.quotes import warn_at_the_box
from ..models import Outcome
from ..screening.operations import named_people, requirements
from ..screening.people_as_told import place_is_hidden
from ..social_care_list import listed_children
from . import contact_file, operations, stays_here
from .forms import ELSEWHERE, PassOnForm, ReceiptForm, TakeInForm
from .parcel import is_known_here, told_beside

SHORTEST = 20  # letters and digits of a passphrase


class PassOn(ContactOperation):
    """Which authority, why that one, and what it must know; or how far it has got."""

    route, name = "mash/contacts/<str:reference>/pass-on/", "pass_on"
    permission = Permission.CONTACT_DECIDE
    form_class, template_name = PassOnForm, "front_door/boundary/pass_on.html"
    words_of = {
        requirements.ContactAlreadyDecided: "Someone has decided this contact meanwhile. What you wrote is below to copy.",
        requirements.NotCheckedByHand: "Social care's list no longer says enough. Send this again, and look the child up by hand first.",
        requirements.ApprovalNeeded: "A social-work-qualified manager passes it on: your role is not recorded as one.",
        decisions.DecidesTheirOwn: "You made this contact, so another manager passes it on.",
        NobodyReceives: "That area has named no team that receives contacts. Choose the file, and call them",
    }
    success_message = "{subject.reference} is passed to {result.to_name}"
    leads_to = "front_door:passing", "subject.reference"

    def dispatch(self, request, *args, **kwargs):
        known = operations.is_passed(kwargs["reference"])
        if known and request.method != "POST":
            contact_or_404(reference=kwargs["reference"])
            return redirect("front_door:passing", kwargs["reference"])
        self.is_passed = known
        return super().dispatch(request, *args, **kwargs)

    def answer_instead(self):
        if not self.subject.is_decided or self.is_passed:
            return None
        messages.warning(self.request, f"{self.subject.reference} is decided already")
        return redirect("front_door:contact", self.subject.reference)

    def get_initial(self):
        """What was written of a brother or sister of the same form, passed on before: each stands on a contact of its own."""
        before = operations.passed_of(named_people.siblings_of(self.subject)).first()
        if before is None:
            return {}
        decision = before.contact.decisions.order_by("-pk").first()
        return {
            "to": before.to_area.code if before.to_area else ELSEWHERE,
            "to_name": "" if before.to_area else before.to_name,
            "basis": before.basis,
            "rationale": decision.rationale if decision else "",
            "words_for_sender": decision.words_for_sender if decision else "",
        }

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "neighbours": operations.neighbours(self.subject.case.area),
            "sender_is_public": hears_no_outcome(self.subject),
            "is_hidden": place_is_hidden(self.subject),
            "needs_a_look": listed_children.needs_a_look(self.subject, at=self.at),
        }

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        warn_at_the_box(form, [self.subject])
        return form

    def operate(self, form):
        beside = told_beside(self.subject, at=self.at)
        return operations.pass_on(self.subject, form.facts(), beside=beside, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            stays=stays_here.for_the_sender(self.subject),
            offices=[office_of(area, at=self.at).said for area in operations.neighbours(self.subject.case.area)],
            is_known=is_known_here(self.subject),
            lacks=requirements.in_a_row(requirements.missing(self.subject, Outcome.TRANSFER)),
        )


class OfPassing(SubjectView):
    """What was passed on of a contact, for the MASH."""

    permission = Permission.CONTACT_SCREEN

    def find_subject(self):
        contact = contact_or_404(reference=self.kwargs["reference"])
        require(self.request.actor, self.permission)
        found = get_object_or_404(operations.passed_of([contact]))
        found.contact = contact
        return found

    def permission_subject(self):
        return self.subject.contact if self.request.method == "POST" else None


class RecordReceipt(OfPassing, OperationView):
    """How far a contact passed on has got: the file to send, the receipt to type in."""

    route, name = "mash/contacts/<str:reference>/passed/", "passing"
    form_class, template_name, context_object_name = ReceiptForm, "front_door/boundary/passing.html", "passing"
    operation = staticmethod(operations.record_receipt)
    success_message = "{subject.to_name} has it. {subject.contact.reference} is out of our hands"
    leads_to = "front_door:passing", "subject.contact.reference"

    def get_context_data(self, **more):
        found = self.subject
        return super().get_context_data(
            **more,
            contact=found.contact,
            stays=stays_here.for_the_sender(found.contact),
            offices=[office_of(found.to_area, at=self.at).said if found.to_area else found.to_name],
            others=[other for other in named_people.siblings_of(found.contact) if not other.is_decided],
            passphrase=contact_file.new_passphrase() if not (found.to_area_id or found.receipted_at) else "",
        )


class MakeFile(OfPassing, ButtonView):
    """The encrypted file, made again each time under the passphrase that stands on the page."""

    route, name = "mash/contacts/<str:reference>/passed/file/", "passing_file"
    leads_to, refused_as = ("front_door:passing", "subject.contact.reference"), messages.WARNING

    def answer_instead(self):
        if len("".join(sign for sign in self.request.POST.get("passphrase", "") if sign.isalnum())) >= SHORTEST:
            return None
        messages.error(self.request, "Open the page again: its passphrase was missing")
        return redirect(self.get_success_url())

    def operate(self, form):
        beside, passphrase = told_beside(self.subject.contact, at=self.at), self.request.POST["passphrase"]
        return operations.make_file(passing=self.subject, passphrase=passphrase, beside=beside, **self.acting)

    def done(self, words):
        name = content_disposition_header(True, f"{self.kwargs['reference']}.bwcontact")
        return HttpResponse(self.result, "application/octet-stream", headers={"Content-Disposition": name})


class TakeIn(OperationView):
    """Take in a contact that another authority sent by file."""

    route, name, template_name = "mash/from-another-authority/", "take_in_passed", "front_door/boundary/take_in.html"
    permission, form_class = Permission.CONTACT_ADD, TakeInForm
    words_of = {
        NobodyReceives: ("file", "No team is named to receive contacts here, so nothing can be taken in"),
    }

    def operate(self, form):
        self.carried = contact_file.unseal(form.cleaned_data["file"].read(), form.cleaned_data["passphrase"])
        return operations.take_in(carried=self.carried, **self.acting)

    @property
    def success_message(self):
        carried, here = self.carried, self.result.reference
        return f"Taken in. Call {carried.from_name} now: their {carried.reference} is {here} here, and it is with you"

    def get_success_url(self):
        audit.saw("receipt", self.result.pk)
        contact = self.result.submission.contacts.order_by("position").first()
        return reverse("front_door:contact", args=[contact.reference]) if contact else reverse("front_door:board")
