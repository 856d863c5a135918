"""Passing a contact to the authority where the child lives or is, its receipt, and taking in what comes from elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import NobodyReceives

from ..contact_lookup import ContactOperation, asked_for
from ..decisions.operations import decisions
from ..feedback.operations import hears_no_outcome
from ..information_requests.quotes import QuotingMixin, warn_at_the_box
from ..models import Passing
from ..screening.operations import named_people, requirements
from ..social_care_list import listed_children
from . import contact_file, operations
from .forms import ELSEWHERE, PassOnForm, ReceiptForm, TakeInForm
from .parcel import is_known_here, open_discussions, told_beside


class PassOn(QuotingMixin, ContactOperation):
    """Which authority, why that one, and what it must know; or how far it has got."""

    route, name = "mash/contacts/<str:reference>/pass-on/", "pass_on"
    permission = Permission.CONTACT_DECIDE
    form_class, template_name = PassOnForm, "front_door/boundary/pass_on.html"
    words_of = {
        requirements.ContactAlreadyDecided: "Someone has decided this contact meanwhile. What you wrote stands below to copy.",
        requirements.NotCheckedByHand: "Social care's list no longer says enough. Send this again, and look the child up by hand first.",
        requirements.ApprovalNeeded: "A social-work-qualified manager passes it on: your role is not recorded as one.",
        decisions.DecidesTheirOwn: "You made this contact, so another manager passes it on.",
    }

    def dispatch(self, request, *args, **kwargs):
        known = Passing.objects.filter(contact__reference=kwargs["reference"]).exists()
        if known and request.method != "POST":
            asked_for(request, kwargs["reference"])
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
        theirs = Passing.objects.filter(contact__in=named_people.siblings_of(self.subject)).order_by(
            "-passed_at", "-pk"
        )
        before = theirs.select_related("to_area").first()
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
            "needs_a_look": listed_children.needs_a_look(self.subject, at=self.at),
        }

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        warn_at_the_box(form, [self.subject])
        return form

    def operate(self, form):
        beside = told_beside(self.subject, at=self.at)
        try:
            return operations.pass_on(self.subject, form.facts(), beside=beside, by=self.request.actor, at=self.at)
        except NobodyReceives as nobody:
            words = "That area has named no team that receives contacts. Choose the file, and ring them"
            raise Refusal(words=words, box="to") from nobody

    @property
    def success_message(self):
        return f"{self.subject.reference} is passed to {self.result.to_name}"

    def get_success_url(self):
        return reverse("front_door:passing", args=[self.subject.reference])

    def get_context_data(self, **more):
        return super().get_context_data(
            **more, discussions=open_discussions(self.subject), is_known=is_known_here(self.subject)
        )


def passing(request, reference):
    """How far a contact passed on has got: the file to send, the receipt to type in."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_SCREEN)
    found = _passing(contact)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        require(request.actor, Permission.CONTACT_SCREEN, contact)
        try:
            operations.record_receipt(passing=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except operations.HasAReceipt as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, f"{found.to_name} has it. {reference} is out of our hands")
            return redirect("front_door:passing", reference)
    return render(
        request,
        "front_door/boundary/passing.html",
        {
            "form": form,
            "contact": contact,
            "passing": found,
            "others": [other for other in named_people.siblings_of(contact) if not other.is_decided],
            "passphrase": contact_file.new_passphrase() if not (found.to_area_id or found.receipted_at) else "",
        },
    )


@require_POST
def file(request, reference):
    """The encrypted file, made anew each time under the passphrase that stands on the page."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_SCREEN, contact)
    found, now = _passing(contact), timezone.now()
    passphrase = request.POST.get("passphrase", "")
    if len("".join(sign for sign in passphrase if sign.isalnum())) < 20:
        messages.error(request, "Open the page again: its passphrase was missing")
        return redirect("front_door:passing", reference)
    try:
        data = operations.make_file(
            passing=found, passphrase=passphrase, beside=told_beside(found.contact, at=now), by=request.actor, at=now
        )
    except operations.NothingToFile as refusal:
        messages.warning(request, refusal.words)
        return redirect("front_door:passing", reference)
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{reference}.bwcontact"'},
    )


def take_in(request):
    """Take in a contact that another authority sent by file."""
    require(request.actor, Permission.CONTACT_ADD)
    form = TakeInForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            carried = contact_file.unseal(said["file"].read(), said["passphrase"])
            receipt = operations.take_in(carried=carried, by=request.actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.box, refusal.words)
        except NobodyReceives:
            form.add_error("file", "No team is named to receive contacts here, so nothing can be taken in")
        else:
            audit.saw("receipt", receipt.pk)
            contact = receipt.submission.contacts.order_by("position").first()
            messages.success(
                request,
                f"Taken in. Ring {carried.from_name} now: their {carried.reference} is {receipt.reference} here, and it is with you",
            )
            return redirect("front_door:contact", contact.reference) if contact else redirect("front_door:board")
    return render(request, "front_door/boundary/take_in.html", {"form": form})


def _passing(contact) -> Passing:
    found = Passing.objects.filter(contact=contact).select_related("to_area").first()
    if found is None:
        raise Http404
    found.contact = contact
    return found
