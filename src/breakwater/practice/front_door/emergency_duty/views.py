"""Emergency duty: the night's page, answering a page, recording what was done; the day team picks it up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.organisations.access import Permission, allows, require

from ..contact_lookup import ContactOperation
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
    except operations.PickedUpAlready as refusal:
        messages.warning(request, refusal.words)
        return redirect("front_door:overnight")
    messages.success(request, f"You picked up {action.contact.reference}")
    return redirect("front_door:contact", action.contact.reference)


class RecordAction(ContactOperation):
    """What emergency duty did about a contact."""

    route, name = "duty/contacts/<str:reference>/", "duty_did"
    permission = Permission.DUTY_WORK
    form_class, template_name = DutyActionForm, "front_door/duty/did.html"
    operation = staticmethod(operations.record)

    def find_subject(self):
        require(self.request.actor, self.permission)  # before anybody learns whether there is such a contact
        return super().find_subject()

    def permission_subject(self):
        return None

    def get_initial(self):
        here = to_london(self.at)
        return {"done_on": here.date(), "done_time": here.time().replace(second=0, microsecond=0)}

    @property
    def success_message(self):
        return f"Recorded. The MASH picks up {self.subject.reference} at opening"

    def get_success_url(self):
        return reverse("front_door:duty")

    def record_sight(self):
        audit.saw("person", *([self.subject.child_id] if self.subject.child_id else []))

    def get_context_data(self, **more):
        contact = self.subject
        sent = Submission.objects.filter(pk=contact.submission_id).select_related("answers").first()
        added = list(Addition.objects.filter(submission=contact.submission_id).order_by("received_at", "pk"))
        return super().get_context_data(
            **more,
            additions=[one for one in added if not one.is_beside],
            beside=beside_of(sent, added, joined_to(contact)),
        )
