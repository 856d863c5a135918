"""Ready for decision: a screener hands a contact to a manager; a manager sends it back with a reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.clocks.display import shown as clock_shown
from breakwater.casework.models import Clock
from breakwater.partnership.organisations.access import Permission, require

from ...contact_lookup import asked_for
from ...models import Contact
from ...pathway import DUTIES, SOONER
from ...screening.forms.screening import HandOverForm, SendBackForm
from ...screening.operations import ready, requirements
from ...screening.operations.ready import lacks_of


def hand_over(request, reference):
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_SCREEN, contact)
    lacks = lacks_of(contact)
    form = HandOverForm(request.POST or None, lacks=lacks)
    if request.method == "POST" and form.is_valid():
        try:
            ready.hand_to_manager(contact=contact, note=form.cleaned_data["note"], by=request.actor, at=timezone.now())
        except ready.NotWholeYet:
            form.ask_why()
        except requirements.ContactAlreadyDecided:
            form.add_error(None, "This contact is decided already. Open it to read the decision.")
        else:
            messages.success(
                request, f"{contact.reference} is ready for decision. It stands on the managers’ Today now"
            )
            return redirect("front_door:contact", contact.reference)
    return _draw(request, contact, form, lacks=lacks)


def send_back(request, reference):
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_DECIDE, contact)
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ready.send_back(contact=contact, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
        except ready.NotReady:
            form.add_error(
                None, "It is not with a manager now, so there is nothing to send back. Open it to see where it is."
            )
        else:
            messages.success(request, f"{contact.reference} is sent back, and the screener is told why")
            return redirect("front_door:contact", contact.reference)
    return _draw(request, contact, form, sends_back=True)


def _draw(request, contact: Contact, form, *, lacks=(), sends_back: bool = False):
    now = timezone.now()
    running = Clock.objects.running().filter(case=contact.case_id, rule__in=(*DUTIES, *SOONER))
    clock = running.order_by("due_at", "pk").first()
    return render(
        request,
        "front_door/mash/ready.html",
        {
            "contact": contact,
            "form": form,
            "lacks": lacks,
            "sends_back": sends_back,
            "clock_row": clock_shown(clock, now=now) if clock else None,
        },
    )
