"""What the MASH does so that a sender hears: tells them that we have it, reads them the letter, or says why it cannot."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.partnership.organisations.access import Permission, require

from ...contact_lookup import asked_for
from ...information_requests.operations.labels import QuotesAnAnswer
from ...information_requests.quotes import say_what_is_quoted
from .. import operations as receipts
from ..forms.receipts import WaiveForm
from ..operations import unsent


@require_POST
def acknowledged(request, reference):
    """Someone rang or wrote to the sender that we have it."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.FEEDBACK_TELL, contact)
    receipts.acknowledge(contact=contact, by=request.actor, at=timezone.now())
    messages.success(request, "On record: the sender was told that we have it")
    return redirect("front_door:contact", contact.reference)


@require_POST
def told_sender(request, reference):
    """Someone read the letter to the sender."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.FEEDBACK_TELL, contact)
    try:
        contact = receipts.told_in_person(contact=contact, by=request.actor, at=timezone.now())
    except receipts.NothingUnsent:
        messages.success(request, "The sender was told before: nothing was recorded twice")
    else:
        closed = " The contact is closed" if contact.case.closed_at else ""
        messages.success(request, f"On record: the sender was told what was decided.{closed}")
    return redirect("front_door:contact", contact.reference)


def not_told(request, reference):
    """A manager says why a contact closes without its sender told (FD-15)."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.FEEDBACK_WAIVE, contact)
    if request.method != "POST" and not unsent(contact):
        raise Http404
    form = WaiveForm(request.POST or None)
    if form.is_valid():
        try:
            receipts.waive(contact=contact, why=form.cleaned_data["why"], by=request.actor, at=timezone.now())
        except QuotesAnAnswer as fault:
            say_what_is_quoted(form, fault)
        except receipts.NothingUnsent as refusal:
            messages.success(request, refusal.words)
        else:
            messages.success(request, f"Recorded why the sender of {contact.reference} was not told")
        if form.is_valid():
            return redirect("front_door:contact", contact.reference)
    return render(request, "front_door/mash/not_told.html", {"contact": contact, "form": form})
