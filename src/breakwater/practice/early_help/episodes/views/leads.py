"""Asking a professional to lead."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.cases.models import Capacity, Participant
from breakwater.casework.handovers import leads
from breakwater.casework.handovers.operations import NoReaderThere
from breakwater.casework.handovers.refusals import AlreadyOffered, MustNotLearn
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.early_help.episodes.forms.leads import LeadForm, OrganisationForm, StepAcrossForm
from breakwater.practice.early_help.episodes.operations import agreements, episodes
from breakwater.practice.early_help.episodes.operations import leads as leads_operations
from breakwater.practice.early_help.episodes.view import episode_or_404, whose
from breakwater.practice.early_help.models import Episode


def _who_may_lead(found: Episode):
    held = leads.who_may_lead(case=found.case, on=timezone.localdate())
    return held.exclude(team=found.case.responsible_team)


def _schools_of(found: Episode) -> set[int]:
    """The schools whose roll a child of the episode is on today."""
    children = Participant.objects.filter(case=found.case, capacity=Capacity.CHILD, ends_at=None).values("person")
    today = timezone.localdate()
    places = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), person__in=children, starts_on__lte=today
    )
    return set(places.values_list("school", flat=True))


def _until_then(found: Episode, leads_now) -> str:
    if leads_now:
        return f"{leads_now.membership.user.name} leads"
    return f"{found.case.responsible_team.name} answers for the family"


def lead(request, reference):
    """Ask a professional to lead: first where they work, then who."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    leads_now = leads_operations.lead_of(found.case)
    possible = _who_may_lead(found)
    if leads_now:
        possible = possible.exclude(user=leads_now.user_id)
    organisations = Organisation.objects.filter(pk__in=possible.values("team__organisation")).order_by("name", "pk")
    where = OrganisationForm(
        request.GET if "organisation" in request.GET else None,
        organisations=organisations,
        schools=_schools_of(found),
    )
    form = None
    if where.is_valid():
        chosen = where.cleaned_data["organisation"]
        people = possible.filter(team__organisation__public_id=chosen).select_related(
            "user", "role", "team__area", "team__organisation"
        )
        proposed = leads_operations.proposed_lead(found)
        form = (StepAcrossForm if leads_now else LeadForm)(
            request.POST if request.method == "POST" else None,
            people=people.order_by("user__name", "pk"),
            initial={"lead": proposed.public_id} if proposed else None,
        )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            key = form.cleaned_data["idempotency"]
            offer = leads_operations.invite_lead(found, form.facts(), key=key, by=request.actor, at=timezone.now())
        except leads_operations.LeadsAlready as refusal:
            form.add_error(refusal.box, refusal.words)
        except leads_operations.NobodyAgreed:
            form.add_error(
                None,
                "Nobody in the family has agreed yet, so nobody can be asked to lead. Write down their agreement first.",
            )
        except episodes.EpisodeIsClosed:
            form.add_error(None, episodes.EpisodeIsClosed.words)
        except MustNotLearn:
            form.add_error(
                None,
                "The organisation they work for must not learn of this family. Nobody was asked. Ring the designated "
                "officers, or choose someone else.",
            )
        except NoReaderThere as team:
            form.add_error(
                None,
                f"This record is restricted, and nobody of {team} may read it. Name a reader in that team first, on the "
                "page of the person.",
            )
        except AlreadyOffered as waiting:
            form.add_error(
                None, f"Someone is asked to lead already ({waiting}). Wait for their answer, or withdraw the offer."
            )
        else:
            messages.success(
                request, f"They are asked: {offer.reference}. Until they accept, {_until_then(found, leads_now)}."
            )
            if leads_now:
                return redirect("casework:handover_actions", offer.reference)
            return redirect("early_help:episode", found.reference)
    audit.saw("case", found.case_id)
    asked = Handover.objects.waiting().filter(carried__case=found.case, service="lead_professional").first()
    return render(
        request,
        "early_help/lead.html",
        {
            "form": form,
            "where": where,
            **whose(found),
            "leads_now": leads_now,
            "asked": asked,
            "agreed": agreements.has_agreement(found),
        },
    )
