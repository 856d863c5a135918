"""Ready for decision: a screener hands a contact to a manager; a manager sends it back with a reason."""

from django.utils.functional import cached_property

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.partnership.organisations.access import Permission

from ...contact_lookup import ContactOperation
from ...pathway import DUTIES, SOONER
from ...screening.forms.screening import HandOverForm, SendBackForm
from ...screening.operations import ready, requirements


class ReadyOperation(ContactOperation):
    """A contact on its way between screener and manager, with the clock that ends first."""

    template_name = "front_door/mash/ready.html"
    lacks = ()
    sends_back = False

    def get_context_data(self, **more):
        running = self.subject.case.clocks.running().filter(rule__in=(*DUTIES, *SOONER))
        clock = running.order_by("due_at", "pk").first()
        return super().get_context_data(
            **more,
            lacks=self.lacks,
            sends_back=self.sends_back,
            clock_row=clock_shown(clock, now=self.at) if clock else None,
        )


class HandOver(ReadyOperation):
    route, name = "mash/contacts/<str:reference>/ready/", "ready"
    permission = Permission.CONTACT_SCREEN
    form_class = HandOverForm
    words_of = {requirements.ContactAlreadyDecided: "This contact is decided already. Open it to read the decision."}
    operation = staticmethod(ready.hand_to_manager)
    success_message = "{subject.reference} is ready for decision. It is on the managers’ Today now"

    @cached_property
    def lacks(self):
        return ready.lacks_of(self.subject, at=self.at)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lacks": self.lacks}


class SendBack(ReadyOperation):
    route, name = "mash/contacts/<str:reference>/send-back/", "send_back"
    permission = Permission.CONTACT_DECIDE
    form_class, sends_back = SendBackForm, True
    operation = staticmethod(ready.send_back)
    success_message = "{subject.reference} is sent back, and the screener is told why"
