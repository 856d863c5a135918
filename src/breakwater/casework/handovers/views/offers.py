"""Offering a case to another team, moving the whole of it, and closing it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.case_view import CaseOperation
from breakwater.casework.cases.models import Case
from breakwater.casework.handovers import case_moves, leads, refusals
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.forms import CloseForm, MoveForm, OfferForm
from breakwater.casework.handovers.lookup import received_beside
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import handovers as pages
from breakwater.casework.handovers.registry import RECEIVERS, kept_out
from breakwater.casework.pathways.registry import IllegalMove
from breakwater.partnership.organisations.access import NotPermitted, Permission, may

# Asked for through the page of the case itself, where the person is chosen first.
NOT_OFFERED_HERE = ("lead_professional",)
MOST_LEADS = 500


class CloseCase(CaseOperation):
    route, name = "cases/<str:reference>/close/", "close"
    form_class, template_name = CloseForm, "casework/handovers/close.html"
    words_of = {cases.CaseIsClosed: "Someone has closed it already.", IllegalMove: ""}
    operation, operates_on = staticmethod(handovers.close_case), "case"

    def answer_instead(self):
        if self.case.pathway.ends_on_its_own_page:
            words = f"A {self.case.pathway.noun} closes by what is decided on its own page."
            raise NotPermitted(Permission.CASE_WORK, words)

    def form_refused(self, form, refusal):
        if not isinstance(refusal, handovers.NobodyLeadsYet):
            return super().form_refused(form, refusal)
        leads.chase(case=self.case, by=self.request.actor, at=self.at)
        for one in refusal.waited:
            form.add_error(
                None,
                f"It cannot close yet: {pages.lead_search_in_words(one)}. The team has been told that you wait. "
                "Until someone leads, your team goes on; or a manager says what holds instead.",
            )
        return self.form_invalid(form)

    def refusal_words(self, refusal):
        if isinstance(refusal, IllegalMove):
            return f"It is at the stage '{self.case.stage_label}'. Finish that on its own page first."
        return super().refusal_words(refusal)

    @property
    def success_message(self):
        return f"{case_display.called(self.case)} is closed"

    def get_context_data(self, **more):
        return super().get_context_data(
            waiting=[one for one in pages.handovers_of(self.case) if one["is_waiting"]],
            without_a_lead=[self.without_a_lead(one) for one in leads.waited_for(self.case)],
            **more,
        )

    def without_a_lead(self, waited) -> dict:
        handover = waited.handover
        may_settle = may(self.request.actor, Permission.HANDOVER_SETTLE, handover)
        return {
            "words": pages.lead_search_in_words(waited),
            "href": reverse("casework:handover", args=[handover.reference]),
            "reference": handover.reference,
            "settle": reverse("casework:instead", args=[handover.reference]) if may_settle else "",
        }


def services_offered(found: Case) -> list[tuple[str, str, str]]:
    """The services that some team of the area receives for: key, words, and what happens when they are offered it."""
    offered, received = [], received_beside(found)
    never = kept_out(found.pk, [row.team.organisation_id for row in received])
    for row in received:
        receiver = RECEIVERS.get(row.service)
        possible = found.pathway.offered_to
        if (
            receiver is None
            or row.service in NOT_OFFERED_HERE
            or (row.team.organisation_id in never and not receiver.is_receipt)
            or (possible is not None and row.service not in possible)
        ):
            continue
        hint = (
            "They are told at once; it counts as received."
            if receiver.is_receipt
            else f"They answer within {receiver.answer_within}."
        )
        offered.append((row.service, capfirst(receiver.named(row.team.name)), hint))
    return offered


def possible_leads(found: Case):
    """Who may be proposed to lead, by where they work."""
    held = leads.who_may_lead(case=found, on=timezone.localdate())
    return held.select_related("user", "role", "team__organisation", "team__area").order_by(
        "team__organisation__name", "user__name", "pk"
    )[:MOST_LEADS]


class OfferOperation(CaseOperation):
    """What the responsible team offers to another."""

    permission = Permission.HANDOVER_OFFER
    leads_to = "casework:handover", "result.reference"


class OfferCase(OfferOperation):
    route, name = "cases/<str:reference>/offer/", "offer"
    form_class, template_name = OfferForm, "casework/handovers/offer.html"
    hears_again = True  # danger said after no is an alarm at once

    def answer_instead(self):
        if self.case.pathway.offered_to == ():
            words = f"A {self.case.pathway.noun} moves on by what is decided on its own page."
            raise NotPermitted(Permission.HANDOVER_OFFER, words)

    def get_form_kwargs(self):
        offered = {"services": services_offered(self.case), "leads": possible_leads(self.case)}
        return super().get_form_kwargs() | offered

    def operate(self, form):
        said = form.cleaned_data
        return handovers.offer(
            [self.case],
            handovers.Offer(
                to=said["to"],
                reason=said["reason"],
                passes=said["passes"],
                proposed_lead=said["lead"],
                danger=said.get("danger") or None,
            ),
            by=self.request.actor,
            at=self.at,
            key=said["idempotency"],
        )

    @property
    def success_message(self):
        is_received = self.result.status == Handover.Status.ACCEPTED
        return f"{'It is received' if is_received else 'The offer is made'}: {self.result.reference}"


class MoveCase(OfferOperation):
    """Offer the whole case to another team. Until they accept the present team is responsible."""

    route, name = "cases/<str:reference>/move/", "move"
    form_class, template_name = MoveForm, "casework/handovers/move.html"
    success_message = "The whole case is offered: {result.reference}"

    def get_form_kwargs(self):
        teams = case_moves.teams_that_could_take(self.case, on=timezone.localdate()).select_related("organisation")
        return super().get_form_kwargs() | {"teams": teams.order_by("organisation__name", "name", "pk")}

    def operate(self, form):
        said = form.cleaned_data
        return handovers.offer(
            [self.case],
            handovers.Offer(
                to=case_moves.WHOLE_CASE,
                to_team=said["to"],
                moves_cases=True,
                reason=said["reason"],
                passes=said["passes"],
                keeps_sight_until=said["look"],
            ),
            by=self.request.actor,
            at=self.at,
            key=said["idempotency"],
        )

    def refusal_words(self, refusal):
        if isinstance(refusal, refusals.AlreadyOffered):
            return f"The whole case is offered already ({refusal}). Call that team, or withdraw the offer."
        return super().refusal_words(refusal)

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        return context | {"can_go": bool(context["form"].teams)}


OPERATIONS = (CloseCase, OfferCase, MoveCase)
