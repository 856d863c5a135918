"""What follows from a screening record besides its decision: the worker of an open case, a second manager."""

from django.utils.functional import cached_property

from breakwater.casework.handovers.operations import NoReaderThere
from breakwater.casework.handovers.refusals import MustNotLearn
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.organisations.operations import NobodyReceives

from ... import family_reads
from ...contact_lookup import ContactOperation
from ...contact_page.page import contact_page
from ...feedback.operations import hears_no_outcome
from ...information_requests.operations.labels import QuotesAnAnswer
from ...information_requests.quotes import warn_at_the_box
from ...models import Outcome
from ...screening.operations import requirements
from ...social_care_list import listed_children
from ...social_care_list.operations import open_cases
from ..forms.second_manager import RouteForm, SecondForm
from ..operations import decisions, open_tasks

NOBODY_NAMED = "Nobody is named to receive this here, so nothing was passed on. Call the worker, and tell your manager."
CHANGED = "Something has changed since it was proposed. Say no, and decide it again."


class BesidePage(ContactOperation):
    """A question about a contact, with the contact's page beside it."""

    def get_context_data(self, **more):
        page = contact_page(self.subject, self.request.actor, now=self.at)
        audit.saw("case", *page.seen_cases)
        audit.saw("person", *page.seen_people)
        return super().get_context_data(**more, page=page, now=self.at)


class PassToWorker(BesidePage):
    """Pass a contact to the worker of the case that social care has open."""

    route, name = "mash/contacts/<str:reference>/open-case/", "open_case"
    permission = Permission.CONTACT_ROUTE
    form_class, template_name = RouteForm, "front_door/mash/open_case.html"
    words_of = {
        MustNotLearn: "The organisation that would receive it must not learn of this, so nothing was passed on. Call the designated "
        "officers: they can let it hear.",
        NobodyReceives: NOBODY_NAMED,
        NoReaderThere: NOBODY_NAMED,
        decisions.DecidesTheirOwn: "You made this contact, so someone else passes it on.",
    }

    @cached_property
    def known(self):
        return open_cases.open_with(self.subject)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "needs_a_look": listed_children.needs_a_look(self.subject, at=self.at),
            "sender_is_public": hears_no_outcome(self.subject),
        }

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        warn_at_the_box(form, [self.subject])
        return form

    def form_valid(self, form):
        return super().form_valid(form) if self.known else self.form_invalid(form)

    def operate(self, form):
        said = form.cleaned_data
        return decisions.pass_to_worker(
            contact=self.subject,
            note=said["note"],
            words_for_sender=said.get("words_for_sender") or "",
            checked_by_hand=bool(said.get("checked_by_hand")),
            by=self.request.actor,
            at=self.at,
        )

    @property
    def success_message(self):
        if self.result:
            return f"{self.subject.reference} is passed to {self.result.to_team.name}, which acknowledges today"
        return "It waits for a manager's approval, within the hour. Your manager is told; call the worker meanwhile"

    def get_context_data(self, **more):
        return super().get_context_data(**more, known=self.known)


class AnswerProposal(BesidePage):
    """A second manager agrees to a third ending without further action, or does not (TR-13)."""

    route, name = "mash/contacts/<str:reference>/second/", "second"
    permission = Permission.CONTACT_DECIDE
    form_class, template_name = SecondForm, "front_door/mash/second.html"
    words_of = {
        decisions.SecondManagerNeeded: "You proposed it, so another manager answers.",
        requirements.ContactAlreadyDecided: "It was decided meanwhile. Open the contact to read the decision.",
    } | dict.fromkeys(
        (
            requirements.NotCheckedByHand,
            requirements.ScreeningNotWhole,
            decisions.AgreementNeeded,
            requirements.ContactNotReady,
            open_tasks.TasksUnsettled,
            QuotesAnAnswer,
        ),
        CHANGED,
    )

    @cached_property
    def waiting(self):
        proposals = self.subject.proposals.filter(answered_at=None).select_related("contact", *actor_relations("by"))
        return proposals.first()

    def form_valid(self, form):
        return super().form_valid(form) if self.waiting else self.form_invalid(form)

    def operate(self, form):
        said = form.cleaned_data
        agreed = said["agreed"] == "yes"
        words = f"Decision recorded for {self.subject.reference}" if agreed else "It stays to be decided"
        self.success_message = words
        return decisions.answer_proposal(
            proposal=self.waiting,
            agreed=agreed,
            answer=said.get("answer") or "",
            by=self.request.actor,
            at=self.at,
        )

    def get_context_data(self, **more):
        outcome = Outcome(self.waiting.said["outcome"]).label if self.waiting else ""
        rows = self.waiting.said.get("for_family", ()) if self.waiting else ()
        told = family_reads.in_words(self.request.actor, self.subject, rows)
        return super().get_context_data(**more, proposal=self.waiting, outcome=outcome, family_told_rows=told)
