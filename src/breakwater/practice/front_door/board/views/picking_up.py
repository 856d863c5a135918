"""The day team picks up from emergency duty, on its page or on the contact."""

from django.contrib import messages

from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission

from ...models import DutyAction
from .. import picking_up


class PickUp(ButtonView):
    route, name = "mash/overnight/<int:number>/", "pick_up"
    model, related, lookup, lookup_field = DutyAction, ("contact",), "number", "pk"
    permission, permission_of, asks_first = Permission.DUTY_PICK_UP, "", True
    operation = staticmethod(picking_up.pick_up)
    success_message = "You picked up {subject.contact.reference}"
    leads_to = "front_door:contact", "subject.contact.reference"
    refused_as, refused_to = messages.WARNING, ("front_door:overnight",)
