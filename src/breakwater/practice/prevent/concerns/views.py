"""Notice, check, share: danger first, then whom to ask, then the referral. And the Prevent team's log of advice."""

from django.urls import reverse
from django.views.generic import TemplateView

from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, Role, may
from breakwater.partnership.organisations.registry import DESTINATIONS

from ..models import Consultation
from . import numbers, operations
from .forms import ConsultationForm, DangerForm


class Notice(OperationView):
    """Weapon, travel, harm: asked before anything else, and nothing of the answers is kept."""

    route, name, template_name = "notice-check-share/", "notice", "prevent/notice.html"
    permission, permission_of, form_class = Permission.PREVENT_REFER, "", DangerForm
    words_stay = "three answers that are kept nowhere"

    def operate(self, form):
        return any(form.cleaned_data.values())

    def get_success_url(self):
        return reverse("prevent:danger" if self.result else "prevent:check")


class _Entry(SubjectPage, TemplateView):
    permission, permission_of = Permission.PREVENT_REFER, ""

    def get_context_data(self, **more):
        area = self.request.actor.membership.team.area
        return super().get_context_data(
            **more,
            numbers=numbers.of_area(area, on=self.at),
            mash=reverse(DESTINATIONS["contact"].view),
            is_lead=self.request.actor.membership.role_id == Role.DSL,
            may_ask=may(self.request.actor, Permission.SUPPORT_ASK),
        )


class Danger(_Entry):
    """What to do now."""

    route, name, template_name = "notice-check-share/now/", "danger", "prevent/danger.html"


class Check(_Entry):
    """What to look at, whom to ask, and how to go on."""

    route, name, template_name = "notice-check-share/check/", "check", "prevent/check.html"


class Consultations(ListPage):
    """What the team was asked and advised."""

    may_be_taken_away = False  # nothing of a compartment lies in a file (SG-12)
    route, name, template_name = "specialist-route/advice/", "consultations", "prevent/consultations.html"
    model, permission, audited_as = Consultation, Permission.SPECIALIST_WORK, "specialist_route"
    ordering = ("-on", "-pk")


class RecordConsultation(StepView):
    """Record what the team was asked."""

    route, name = "specialist-route/advice/new/", "consultation_new"
    heading, button = "Record a consultation", "Save"
    permission, permission_of, form_class = Permission.SPECIALIST_WORK, "", ConsultationForm
    operation = staticmethod(operations.record_consultation)
    success_message, leads_to = "Consultation recorded", ("prevent:consultations",)


VIEWS = (Notice, Danger, Check, Consultations, RecordConsultation)
