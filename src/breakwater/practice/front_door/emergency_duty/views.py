"""Emergency duty: the night's page, answering a page, recording what was done; the day team picks it up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.organisations.access import Permission, allows, require

from ..contact_lookup import asked_for
from ..enclosures import beside_of, joined_to
from ..models import Addition, Alarm, DutyAction, Submission
from ..pathway import EMERGENCY
from . import operations
from .forms import DutyActionForm
from .night import files_behind, night, not_picked_up


@require_safe
def duty(request):
    """What came in since closing, what is due, and what was done."""
    require(request.actor, Permission.DUTY_WORK)
    page = night(request.actor, now=timezone.now())
    audit.saw("case", *(one.contact.case_id for one in page.came))
    audit.saw("person", *(one.contact.child_id for one in page.came if one.contact.child_id))
    return render(
        request,
        "front_door/duty/night.html",
        {
            "page": page,
            "source": EMERGENCY,
            "may_break_glass": allows(request.post.role_id, Permission.BREAK_GLASS),
            "may_log": allows(request.post.role_id, Permission.CONTACT_ADD),
            "now": page.worked_out_at,
        },
    )


@require_POST
def acknowledge(request, public_id):
    require(request.actor, Permission.DUTY_WORK)
    alarm = get_object_or_404(Alarm, public_id=public_id)
    try:
        operations.acknowledge(alarm=alarm, by=request.actor, at=timezone.now())
    except operations.AnsweredAlready:
        messages.warning(request, f"A colleague answered the page for {alarm.reference} first")
        return redirect("front_door:duty")
    if file := files_behind([alarm.reference]).get(alarm.reference):
        messages.success(request, "The page is yours. Read the lines that were left out, and log a call for each child")
        return redirect("front_door:notice_batch", file)
    messages.success(request, f"{alarm.reference} is yours, and whoever reads it sees that you are on it")
    if alarm.is_restricted:
        return redirect(f"{reverse('casework:break_glass')}?reference={alarm.reference}")
    return redirect("front_door:contact", alarm.reference)


def did(request, reference):
    """Record what emergency duty did about a contact."""
    require(request.actor, Permission.DUTY_WORK)
    contact = asked_for(request, reference)
    here = to_london(timezone.now())
    form = DutyActionForm(
        request.POST if request.method == "POST" else None,
        initial={"done_on": here.date(), "done_time": here.time().replace(second=0, microsecond=0)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.record(
                contact=contact,
                what=said["what"],
                words=said["words"],
                still_to_do=said["still_to_do"],
                done_at=form.done_at,
                key=said["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except operations.NotYet:
            form.add_error("done_time", "Enter a time after the contact came in, and not in the future")
        else:
            messages.success(request, f"Recorded. The MASH picks up {contact.reference} at opening")
            return redirect("front_door:duty")
    audit.saw("person", *([contact.child_id] if contact.child_id else []))
    sent = Submission.objects.filter(pk=contact.submission_id).select_related("answers").first()
    added = list(Addition.objects.filter(submission=contact.submission_id).order_by("received_at", "pk"))
    told = {
        "additions": [one for one in added if not one.is_beside],
        "beside": beside_of(sent, added, joined_to(contact)),
    }
    return render(request, "front_door/duty/did.html", {"form": form, "contact": contact} | told)


@require_safe
def overnight(request):
    """What emergency duty did, for the day team to pick up."""
    require(request.actor, Permission.DUTY_PICK_UP)
    actions = not_picked_up(request.actor)
    audit.saw("case", *(action.contact.case_id for action in actions))
    audit.saw("person", *(action.contact.child_id for action in actions if action.contact.child_id))
    return render(request, "front_door/duty/overnight.html", {"actions": actions, "now": timezone.now()})


@require_POST
def pick_up(request, number):
    require(request.actor, Permission.DUTY_PICK_UP)
    action = get_object_or_404(DutyAction.objects.select_related("contact"), pk=number)
    try:
        operations.pick_up(action=action, by=request.actor, at=timezone.now())
    except operations.PickedUpAlready:
        messages.warning(request, "A colleague picked it up first")
        return redirect("front_door:overnight")
    messages.success(request, f"You picked up {action.contact.reference}")
    return redirect("front_door:contact", action.contact.reference)
