"""What pages of this room share: lists of one's own area, what is added in it, and who sees numbers as they were recorded."""

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may

READ, KEEP = Permission.COMMISSIONING_READ, Permission.COMMISSIONING_KEEP
AT = "commissioning/"


def stands(thing) -> bool:
    """Whether it was not withdrawn, so that more may be recorded of it."""
    return thing.withdrawn_at is None


class Listed(ListPage):
    """A list of what the actor's area has."""

    permission = READ

    @property
    def area(self):
        return self.request.actor.membership.team.area

    def get_context_data(self, **more):
        keeps = may(self.request.actor, KEEP)
        return super().get_context_data(now=self.at, today=london_date(self.at), keeps=keeps, **more)


class Page(SubjectPage):
    """A page to read; `keeps` is whether who reads it may record."""

    permission = READ

    def get_context_data(self, **more):
        keeps = may(self.request.actor, KEEP, self.permission_subject())
        return super().get_context_data(**{"now": self.at, "today": london_date(self.at), "keeps": keeps} | more)


class Opening(OperationView):
    """Something added in the actor's own area, beneath nothing."""

    permission, permission_of = KEEP, ""
    template_name, back_to = "commissioning/ask.html", ""
    heading = button = lead = ""

    @property
    def area(self):
        return self.request.actor.membership.team.area

    def operate(self, form):
        return self.operation(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": self.button or self.heading, "back_to": self.back_to}
        return super().get_context_data(**shown | {"lead": self.lead} | more)
