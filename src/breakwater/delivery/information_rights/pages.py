"""What the pages of a request share: how it is found, whose leave is asked, and where one goes back to."""

from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import actor_relations

from .models import GatheredItem, RightsRequest

AT = "information-requests/"
ONE = f"{AT}<str:public_id>/"
STAYS = "it is what somebody asks of their own information, and is read by information governance alone"
KEEP, SECOND = Permission.RIGHTS_KEEP, Permission.RIGHTS_SECOND


class OfRequest(SubjectView):
    model, related, context_object_name, audited_as = (
        RightsRequest,
        ("officer__user", "second_user", "area", "team", *actor_relations("by")),
        "one",
        "rights_request",
    )
    permission = KEEP


class RequestStep(OfRequest, StepView):
    steps_at, steps_named, words_stay = ONE, "request", STAYS
    leads_to, success_message = ("information_rights:request", "subject.public_id"), "Saved"
    when = staticmethod(lambda one: one.ended_at is None)


class OfPart(SubjectView):
    """Of a mark or an item: leave is asked of its request. What follows is its row, where it has one."""

    permission, permission_of, words_stay = KEEP, "subject.request", STAYS
    related, leads_to = ("request__officer",), ("information_rights:redact", "subject.request.public_id")

    def get_success_url(self):
        item = self.subject if isinstance(self.subject, GatheredItem) else self.subject.item
        to_row = f"?row={item.number}" if item and self.leads_to == OfPart.leads_to else ""
        return super().get_success_url() + to_row
