"""Emergency duty: the night's page, answering a page, recording what was done; the day team picks it up."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import to_london
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission, allows, require

from ..contact_lookup import ContactOperation
from ..enclosures import additions_to, beside_of, joined_to
from ..models import Alarm
from ..pathway import EMERGENCY
from . import operations
from .forms import DutyActionForm
from .night import contacts_of, files_behind, night, not_picked_up, where_to_go


@require_safe
def duty(request):
    """What came in since closing, what is due, and what was done."""
    require(request.actor, Permission.DUTY_WORK)
    page = night(request.actor, now=timezone.now())
    shown = [*(one.contact for one in page.came), *contacts_of(page.alarms)]
    audit.saw("case", *(contact.case_id for contact in shown), *(offer.case.pk for offer in page.offers))
    children = [*(contact.child_id for contact in shown), *(offer.child_id for offer in page.offers)]
    audit.saw("person", *(child for child in children if child))
    return render(
        request,
        "front_door/duty/night.html",
        {
            "page": page,
            "source": EMERGENCY,
            "may_break_glass": allows(request.post.role_id, Permission.BREAK_GLASS),
            "may_log": allows(request.post.role_id, Permission.CALL_LOG),
            "now": page.worked_out_at,
        },
    )


class Acknowledge(ButtonView):
    route, name = "duty/alarms/<str:public_id>/", "duty_acknowledge"
    model, permission, permission_of, asks_first = Alarm, Permission.DUTY_WORK, "", True
    operation = staticmethod(operations.acknowledge)
    refused_as, refused_to = messages.WARNING, ("front_door:duty",)

    @cached_property
    def file(self):
        """The public id of the police's file behind it, where it was one."""
        return files_behind([self.subject.reference]).get(self.subject.reference)

    @property
    def success_message(self):
        if self.file:
            return "The page is yours. Read the lines that were left out, and log a call for each child"
        return f"{self.subject.reference} is yours, and whoever reads it sees that you are on it"

    def get_success_url(self):
        if self.file:
            return reverse("front_door:notice_batch", args=[self.file])
        if self.subject.is_restricted:
            return f"{reverse('casework:break_glass')}?reference={self.subject.reference}"
        return reverse("front_door:contact", args=[self.subject.reference])


@require_safe
def overnight(request):
    """What emergency duty did, for the day team to pick up."""
    require(request.actor, Permission.DUTY_PICK_UP)
    actions = not_picked_up(request.actor)
    audit.saw("case", *(action.contact.case_id for action in actions))
    audit.saw("person", *(action.contact.child_id for action in actions if action.contact.child_id))
    return render(request, "front_door/duty/overnight.html", {"actions": actions, "now": timezone.now()})


class RecordAction(ContactOperation):
    """What emergency duty did about a contact."""

    route, name = "duty/contacts/<str:reference>/", "duty_did"
    permission, permission_of, asks_first = Permission.DUTY_WORK, "", True
    form_class, template_name = DutyActionForm, "front_door/duty/did.html"
    operation = staticmethod(operations.record)
    success_message = "Recorded. The MASH picks up {subject.reference} at opening"
    leads_to = ("front_door:duty",)

    def get_initial(self):
        here = to_london(self.at)
        return {"done_on": here.date(), "done_time": here.time().replace(second=0, microsecond=0)}

    def record_sight(self):
        audit.saw("person", *([self.subject.child_id] if self.subject.child_id else []))

    def get_context_data(self, **more):
        contact = self.subject
        sent = contact.sent()
        added = additions_to([contact.submission_id])
        return super().get_context_data(
            **more,
            where=where_to_go(contact),
            additions=[one for one in added if not one.is_beside],
            beside=beside_of(sent, added, joined_to(contact)),
        )
