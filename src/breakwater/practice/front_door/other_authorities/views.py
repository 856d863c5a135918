"""Passing a contact to the authority where the child lives or is, its receipt, and taking in what comes from elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import NobodyReceives

from ..contact_lookup import asked_for
from ..decisions import effects
from ..decisions.operations import decisions
from ..information_requests.operations.labels import QuotesAnAnswer
from ..information_requests.quotes import say_what_is_quoted, warn_at_the_box
from ..models import Passing
from ..screening.operations import requirements
from ..social_care_list import listed_children
from . import contact_file, operations
from .forms import PassOnForm, ReceiptForm, TakeInForm
from .parcel import is_known_here, open_discussions, told_beside


def pass_on(request, reference):
    """Which authority, why that one, and what it must know; or how far it has got."""
    contact = asked_for(request, reference)
    known = Passing.objects.filter(contact=contact).first()
    if known and request.method != "POST":
        return redirect("front_door:passing", reference)
    require(request.actor, Permission.CONTACT_DECIDE, contact)
    if contact.is_decided and not known:
        messages.warning(request, f"{reference} is decided already")
        return redirect("front_door:contact", reference)
    now = timezone.now()
    form = PassOnForm(
        request.POST if request.method == "POST" else None,
        neighbours=operations.neighbours(contact.case.area),
        sender_is_public=effects.is_public(contact),
        needs_a_look=listed_children.needs_a_look(contact, at=now),
    )
    warn_at_the_box(form, [contact])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            passing = operations.pass_on(
                contact=contact,
                **form.where(),
                basis=said["basis"],
                rationale=said["rationale"],
                words_for_sender=said.get("words_for_sender", ""),
                checked_by_hand=bool(said.get("checked_by_hand")),
                beside=told_beside(contact, at=now),
                by=request.actor,
                at=now,
            )
        except QuotesAnAnswer as fault:
            say_what_is_quoted(form, fault)
        except requirements.ContactAlreadyDecided:
            form.add_error(None, "Someone has decided this contact meanwhile. What you wrote stands below to copy.")
        except requirements.NotCheckedByHand:
            form.add_error(
                None, "Social care's list no longer says enough. Send this again, and look the child up by hand first."
            )
        except requirements.ContactNotReady as fault:
            form.add_error(
                None, f"The contact needs {requirements.in_a_row(fault.lacks)} first. Open it, then pass it on."
            )
        except requirements.ApprovalNeeded:
            form.add_error(None, "A social-work-qualified manager passes it on: your role is not recorded as one.")
        except decisions.DecidesTheirOwn:
            form.add_error(None, "You made this contact, so another manager passes it on.")
        except decisions.ReasonForSenderNeeded:
            form.add_error("words_for_sender", "Write the reason in words for the sender, not a copy of your own")
        except NobodyReceives:
            form.add_error("to", "That area has named no team that receives contacts. Choose the file, and ring them")
        else:
            messages.success(request, f"{reference} is passed to {passing.to_name}")
            return redirect("front_door:passing", reference)
    context = {
        "form": form,
        "contact": contact,
        "discussions": open_discussions(contact),
        "is_known": is_known_here(contact),
    }
    return render(request, "front_door/boundary/pass_on.html", context)


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
        except operations.HasAReceipt:
            form.add_error(None, "A colleague has recorded another receipt meanwhile. Ring the other authority.")
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
    except operations.NothingToFile:
        messages.warning(request, "They have it already, so no file is made")
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
        except contact_file.NotAContactFile:
            form.add_error(
                "file", "This is not a file of a contact made by Breakwater. Ask the sender to make it again"
            )
        except contact_file.WrongPassphrase:
            form.add_error(
                "passphrase",
                "This passphrase does not open the file. Ask them to read it out again, or to make a new file",
            )
        except operations.OwnArea:
            form.add_error("file", "This file was made by your own area. Choose the one they sent")
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
