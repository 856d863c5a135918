"""What pages of plans, scrutiny and the yearly report share: lists of the areas that somebody reads of, and what is opened."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may

from . import lookup

READ, KEEP = Permission.PLAN_READ, Permission.PLAN_KEEP


class Listed(ListPage):
    """A list of what the actor's areas have."""

    permission = READ

    def areas(self) -> set[int]:
        return lookup.areas_read(self.request.actor.membership.user_id, london_date(self.at))

    def get_context_data(self, **more):
        keeps = may(self.request.actor, KEEP)
        return super().get_context_data(now=self.at, today=london_date(self.at), keeps=keeps, **more)


class Opening(OperationView):
    """Something opened in the actor's own area, beneath nothing."""

    permission, permission_of = KEEP, ""
    template_name, back_to = "assurance/plans/ask.html", ""
    heading = button = ""

    def operate(self, form):
        return self.operation(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": self.button or self.heading, "back_to": self.back_to}
        return super().get_context_data(**shown | more)
