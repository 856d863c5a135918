"""Fees and charges, waivers, and files for finance."""

from typing import ClassVar

from django.http import Http404
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.organisations.access import Permission, may, require

from .. import keep_forms, money
from ..models import Charge
from ..operations import charges, keeping
from ..service import counting
from .booking import Asks

P = Permission
CHARGES = "training/keep/charges/"
FILES_SHOWN = 12


class Charges(ListPage):
    """What is charged, the newest first; what finance has had; the fees."""

    route, name, template_name = CHARGES, "charges", "training/keep/charges.html"
    permission = P.TRAINING_KEEP
    model = Charge
    audited_as = "training_charge"

    def get_queryset(self):
        return charges.of_area(self.request.post.team.area).order_by("-due_on", "-pk")

    def get_context_data(self, **more):
        area = self.request.post.team.area
        with counting(area):
            return super().get_context_data(
                fees=money.fees_of(area.pk, london_date(self.at)),
                waits=charges.new_for_finance(area).count(),
                files=charges.files_of(area)[:FILES_SHOWN],
                may_approve=may(self.request.actor, P.TRAINING_WAIVE),
                own_team=self.request.post.team_id,
                pounds=money.in_pounds,
                **more,
            )


class AddFee(Asks):
    route, name = "training/keep/fees/new/", "fee_new"
    model, permission, permission_of = None, P.TRAINING_KEEP, ""
    form_class, heading, button = keep_forms.FeeForm, "Set a fee", "Save"
    lead = "It holds for what is booked from that day on. What is booked already keeps its price and its terms."
    leads_to: ClassVar = ("training:charges",)
    success_message = "Saved"

    def operate(self, form):
        return keeping.add_fee(form.facts(), **self.acting)


class OfCharge(SubjectView):
    """A charge of the area, with what it is for: whoever decides on it reads whom it is for and how much it is."""

    permission, asks_first = P.TRAINING_KEEP, True
    context_object_name, audited_as = "charge", "training_charge"
    leads_to: ClassVar = ("training:charges",)

    def find_subject(self):
        area = self.request.post.team.area
        with counting(area):
            found = charges.of_area(area).filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **more):
        one = self.subject
        event = one.booking.event
        facts = [
            ("Delegate", one.booking.delegate.name),
            ("Organisation", one.organisation.name),
            ("Course", f"{event.course.title}, {date_in_words(london_date(event.starts_at))}"),
            ("Charged for", one.get_reason_display()),
            ("Amount", money.in_pounds(one.pence)),
            ("Finance", f"Sent on {date_in_words(london_date(one.sent_at))}" if one.sent_at else "Not sent yet"),
        ]
        return super().get_context_data(**{"facts": [{"key": key, "value": value} for key, value in facts]} | more)


class AskToWaive(OfCharge, Asks):
    route, name = f"{CHARGES}<str:public_id>/waive/", "charge_waive"
    form_class, heading, button = keep_forms.AskToWaiveForm, "Ask to waive a charge", "Send for approval"
    lead = "Somebody else approves it. Until then it does not go to finance; what has gone is credited."
    operation = staticmethod(charges.ask_to_waive)
    success_message = "Sent for approval"


class AnswerWaiver(OfCharge, Asks):
    route, name = f"{CHARGES}<str:public_id>/waiver/", "charge_waiver"
    permission = P.TRAINING_WAIVE
    form_class, heading, button = keep_forms.AnswerWaiverForm, "Approve a waiver", "Send the answer"
    operation = staticmethod(charges.answer_waiver)
    success_message = "Answered. Whoever asked is told"
    refused_above = (charges.NotNow,)

    def get_context_data(self, **more):
        found = super().get_context_data(**more)
        one = self.subject
        if one.waiver_asked_by:
            asked = f"{one.waiver_asked_by.said}, {date_in_words(london_date(one.waiver_asked_at))}"
            found["facts"] += [
                {"key": "Asked by", "value": asked},
                {"key": "Why", "value": ". ".join(filter(None, [one.get_waived_display(), one.waived_words]))},
            ]
        return found


@require_POST
def charges_file(request):
    """What finance has not had, as a file; each charge is in one file alone."""
    require(request.actor, P.TRAINING_KEEP)
    at = timezone.now()
    rows = charges.send_to_finance(request.post.team.area, by=request.actor, at=at)
    return _file(rows, at)


@require_safe
def charges_again(request, stamp):
    """A file that finance has had, as it was."""
    require(request.actor, P.TRAINING_KEEP)
    at = charges.moment_of(stamp)
    rows = charges.rows_of_file(request.post.team.area, at) if at else []
    if not rows:
        raise Http404
    return _file(rows, at)


def _file(rows, at):
    return csv_answer(f"training-charges-{london_date(at)}.csv", [list(charges.HEAD), *rows])


VIEWS = (Charges, AddFee, AskToWaive, AnswerWaiver)
FILES = (
    path("training/keep/charges.csv", charges_file, name="charges_file"),
    path(f"{CHARGES}sent/<str:stamp>/", charges_again, name="charges_again"),
)
