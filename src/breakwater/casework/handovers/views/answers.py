"""Answering an offer of work, taking it back, saying where its open actions go, and what holds while nobody leads."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import Case
from breakwater.casework.handovers import actions, leads
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.forms import (
    AcceptElsewhereForm,
    AcceptForm,
    ActionsForm,
    InsteadForm,
    QuestionForm,
    ReasonForm,
)
from breakwater.casework.handovers.lookup import HANDOVERS, case_among
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import handovers as pages
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import NotPermitted, Permission, may

HANDOVER = "handovers/<str:reference>/"


def carried_by(handover: Handover):
    return [row.case for row in handover.carried.select_related("case").order_by("pk")]


def may_give(actor, handover: Handover) -> bool:
    """Whether the actor is on the giving side: they may offer one of its cases."""
    return any(may(actor, Permission.HANDOVER_OFFER, case) for case in carried_by(handover))


class HandoverOperation(OperationView):
    """Something done with a handover; the handover is what one sees next."""

    subjects, lookup = HANDOVERS, "reference"
    permission = Permission.HANDOVER_ANSWER
    context_object_name = "handover"
    leads_to = "casework:handover", "subject.reference"

    @cached_property
    def cases(self) -> list[Case]:
        return carried_by(self.subject)

    def written_about(self):
        return tuple(self.cases)

    def record_sight(self):
        audit.saw("handover", self.subject.pk)
        audit.saw("case", *(case.pk for case in self.cases))

    def led_to_the_answer(self):
        messages.info(self.request, f"{self.subject.reference} is answered. This is what was said.")
        return redirect(url_of(self.subject))


def url_of(found: Handover) -> str:
    return reverse("casework:handover", args=[found.reference])


def given_or_refused(request, found: Handover, words: str) -> Handover:
    """The handover, for who is on its giving side."""
    if not may_give(request.actor, found):
        raise NotPermitted(Permission.HANDOVER_OFFER, words)
    return found


class AnswerOperation(HandoverOperation):
    """An answer to an offer. Sent twice, it does one thing and answers with the same page."""

    def answer_instead(self):
        if self.request.method == "POST" or self.subject.status == Handover.Status.OFFERED:
            return None
        return self.led_to_the_answer()

    @cached_property
    def page(self):
        return pages.handover_page(self.subject, self.at, post=self.request.actor.membership)

    def operate(self, form):
        said = dict(form.cleaned_data)
        if isinstance(form, ActionsForm):
            said = {name: value for name, value in said.items() if name not in form.names} | {"goes": form.goes()}
        if "idempotency" in said:
            said["key"] = said.pop("idempotency")
        return self.operation(handover=self.subject, by=self.request.actor, at=self.at, **said)

    def record_sight(self):
        audit.saw("handover", self.subject.pk)
        audit.saw("case", *(carried.case.pk for carried in self.page.carried))
        audit.saw("person", *self.page.person_ids)

    def get_context_data(self, **more):
        return super().get_context_data(page=self.page, **more)


class AcceptHandover(AnswerOperation):
    """Take responsibility, with the open tasks of its cases in view."""

    route, name = f"{HANDOVER}accept/", "accept"
    template_name = "casework/handovers/accept.html"
    operation = staticmethod(handovers.accept)

    def get_form_class(self):
        return AcceptElsewhereForm if RECEIVERS[self.subject.service].works_elsewhere else AcceptForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"asked": pages.asked(self.subject, still_open=True)}

    @property
    def success_message(self):
        found = self.subject
        if RECEIVERS[found.service].takes_over:
            giver = found.from_team.name
            return f"You accepted {found.reference}. You lead from now on. The case stays with {giver}."
        return f"You accepted {found.reference}. Your team is responsible from now on."

    def get_success_url(self):
        """Where work goes on: the case that was opened, or the case led from now on, if it may be read."""
        found = self.find_subject()
        takes_over = found.moves_cases or RECEIVERS[found.service].takes_over
        wanted = [row.case_id for row in found.carried.order_by("pk")] if takes_over else [found.opened_case_id]
        case = case_among(pk for pk in wanted if pk)
        return case_display.address_of(case) if case else url_of(found)


class DeclineHandover(AnswerOperation):
    route, name = f"{HANDOVER}decline/", "decline"
    form_class, template_name = ReasonForm, "casework/handovers/decline.html"
    operation = staticmethod(handovers.decline)
    success_message = (
        "You declined {subject.reference}. It goes back to {subject.from_team.name}, to decide again today."
    )


class AskGiver(AnswerOperation):
    """Ask the giver something before answering."""

    route, name = f"{HANDOVER}ask/", "ask"
    form_class, template_name = QuestionForm, "casework/handovers/ask.html"
    operation = staticmethod(handovers.ask)
    success_message = "Your question is a task for {subject.from_team.name}"


class WithdrawHandover(AnswerOperation):
    route, name = f"{HANDOVER}withdraw/", "withdraw"
    form_class, template_name = ReasonForm, "casework/handovers/withdraw.html"
    operation = staticmethod(handovers.withdraw)
    permission = Permission.HANDOVER_OFFER
    permission_of = ""
    success_message = "{subject.reference} is withdrawn. Your team stays responsible."

    def find_subject(self):
        refusal = "Only the team that gave this offer withdraws it. Call them."
        return given_or_refused(self.request, super().find_subject(), refusal)


class PlanActions(HandoverOperation):
    """The giver says of each open action where it goes. What nobody said is asked of whoever accepts."""

    route, name = f"{HANDOVER}actions/", "handover_actions"
    permission = Permission.HANDOVER_OFFER
    form_class, template_name = ActionsForm, "casework/handovers/handover_actions.html"
    success_message = "It is kept. Whoever is asked reads it before they answer"
    words_of = {actions.NotOneOfThem: "What is open has changed meanwhile. Read it again and choose again."}
    permission_of = ""

    def find_subject(self):
        refusal = "Only the giving side says where its actions go. Call them."
        return given_or_refused(self.request, super().find_subject(), refusal)

    def answer_instead(self):
        return None if self.subject.status == Handover.Status.OFFERED else self.led_to_the_answer()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"asked": pages.asked(self.subject, still_open=False)}

    def get_initial(self):
        return actions.said_of(self.subject)

    def operate(self, form):
        return actions.plan(handover=self.subject, goes=form.goes(), by=self.request.actor, at=self.at)

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        return context | {"asks": bool(context["form"].names)}


class SettleLead(HandoverOperation):
    """Say what holds while nobody leads."""

    route, name = f"{HANDOVER}instead/", "instead"
    permission = Permission.HANDOVER_SETTLE
    form_class, template_name = InsteadForm, "casework/handovers/instead.html"
    success_message = "It is kept. The case that was stepped down may close now."
    operation = staticmethod(leads.settle)

    def get_context_data(self, **more):
        waited = [
            pages.lead_search_in_words(one)
            for case in self.cases
            for one in leads.waited_for(case)
            if one.handover.pk == self.subject.pk
        ]
        return super().get_context_data(waited=waited, **more)


OPERATIONS = (
    AcceptHandover,
    DeclineHandover,
    WithdrawHandover,
    AskGiver,
    PlanActions,
    SettleLead,
)
