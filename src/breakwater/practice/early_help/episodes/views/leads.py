"""Asking a professional to lead."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.casework.handovers import leads
from breakwater.casework.handovers.refusals import AlreadyOffered, MustNotLearn
from breakwater.practice.early_help.episodes.forms.leads import LeadForm, OrganisationForm, StepAcrossForm
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.episodes.operations import leads as leads_operations
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation
from breakwater.practice.early_help.models import Episode


def _who_may_lead(found: Episode):
    held = leads.who_may_lead(case=found.case, on=timezone.localdate())
    return held.exclude(team=found.case.responsible_team)


def _until_then(found: Episode, leads_now) -> str:
    if leads_now:
        return f"{leads_now.membership.user.name} leads"
    return f"the family stays with {found.case.responsible_team.name}"


class AskToLead(EpisodeOperation):
    """Ask a professional to lead: first where they work, then who."""

    route, name, template_name = f"{EPISODE}lead/", "lead", "early_help/lead.html"
    operation = staticmethod(leads_operations.invite_lead)
    words_of = {
        leads_operations.NobodyAgreed: "Nobody in the family has agreed yet, so nobody can be asked to lead. Record their "
        "agreement first.",
        MustNotLearn: "The organisation they work for must not learn of this family. Nobody was asked. Call the designated "
        "officers, or choose someone else.",
    }

    @cached_property
    def leads_now(self):
        return leads_operations.lead_of(self.subject.case)

    @cached_property
    def possible(self):
        possible = _who_may_lead(self.subject)
        return possible.exclude(user=self.leads_now.user_id) if self.leads_now else possible

    @cached_property
    def where(self) -> OrganisationForm:
        return OrganisationForm(
            self.request.GET if "organisation" in self.request.GET else None,
            organisations=leads_operations.organisations_of(self.possible),
            schools=leads_operations.schools_of(self.subject, on=timezone.localdate()),
        )

    def get_form_class(self):
        return StepAcrossForm if self.leads_now else LeadForm

    def get_form_kwargs(self):
        chosen = self.possible.filter(team__organisation__public_id=self.where.cleaned_data["organisation"])
        people = chosen.select_related("user", "role", "team__area", "team__organisation")
        return super().get_form_kwargs() | {"people": people.order_by("user__name", "pk")}

    def get_initial(self):
        proposed = leads_operations.proposed_lead(self.subject)
        return {"lead": proposed.public_id} if proposed else {}

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.where.is_valid() else None

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.where.is_valid() else self.get(request, *args, **kwargs)

    def refusal_words(self, refusal):
        if isinstance(refusal, AlreadyOffered):
            return f"Someone is asked to lead already ({refusal}). Wait for their answer, or withdraw the offer."
        return super().refusal_words(refusal)

    @property
    def success_message(self):
        return (
            f"They are asked: {self.result.reference}. Until they accept, {_until_then(self.subject, self.leads_now)}."
        )

    def get_success_url(self):
        if self.leads_now:
            return reverse("casework:handover_actions", args=[self.result.reference])
        return reverse("early_help:episode", args=[self.subject.reference])

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            where=self.where,
            leads_now=self.leads_now,
            asked=leads_operations.asked_now(self.subject),
            agreed=agreements.has_agreement(self.subject),
        )


OPERATIONS = (AskToLead,)
