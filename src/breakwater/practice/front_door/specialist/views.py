"""The specialist route of the Prevent compartment. Nobody else finds a page."""

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission

from ..child_as_told import children_in_words
from ..models import SpecialistConcern
from . import operations
from .forms import PoliceReceiptForm, ReferralForm, SpecialistOutcomeForm


class SpecialistRoute(ListPage):
    """What came by the specialist route, what still holds words first."""

    route, name, template_name = (
        "specialist-route/",
        "specialist_route",
        "front_door/compartments/specialist_route.html",
    )
    model, permission, audited_as = SpecialistConcern, Permission.SPECIALIST_WORK, "specialist_route"
    ordering, paginate_by = ("-purged_at", "-received_at", "-pk"), 25


class OfConcern(SubjectView):
    model, context_object_name, audited_as = SpecialistConcern, "concern", "specialist_route"
    permission, permission_of, asks_first = Permission.SPECIALIST_WORK, "", True


class ConcernPage(OfConcern, SubjectPage):
    """One: its words while they are held, and what stays of it."""

    route, name, template_name = "specialist-route/<str:public_id>/", "concern", "front_door/compartments/concern.html"

    def get_context_data(self, **more):
        children = children_in_words(self.subject.about.get("children", []))
        return super().get_context_data(**more, children=children)


class ConcernStep(OfConcern, OperationView):
    """One step of the route recorded, in its order."""

    template_name = "front_door/compartments/record.html"
    success_message = "Recorded"
    leads_to = "front_door:concern", "subject.public_id"
    heading = said = kind = ""

    def get_context_data(self, **more):
        return super().get_context_data(**more, heading=self.heading, said=self.said, kind=self.kind)


class RecordReferral(ConcernStep):
    """It was referred to the police: when, to which desk, under which reference."""

    route, name = "specialist-route/<str:public_id>/referred/", "concern_referred"
    form_class, heading = ReferralForm, "Record the referral to the police"
    operation = staticmethod(operations.record_referral)


class RecordReceipt(ConcernStep):
    """The police have it: the words are gone from now on."""

    route, name = "specialist-route/<str:public_id>/receipt/", "concern_receipt"
    form_class, heading, kind = PoliceReceiptForm, "Record the police receipt", "warning"
    said = "Once you record this, what was written is gone: nobody can read it, and it cannot be brought back."
    operation = staticmethod(operations.record_receipt)


class RecordOutcome(ConcernStep):
    """What came of it, as a code."""

    route, name = "specialist-route/<str:public_id>/outcome/", "concern_outcome"
    form_class, heading = SpecialistOutcomeForm, "Record the outcome"
    operation = staticmethod(operations.record_outcome)
