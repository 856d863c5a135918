"""Offering a case to another team, moving the whole of it, and closing it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.cases.models import Case
from breakwater.casework.handovers import leads, moving
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.forms import CloseForm, MoveForm, OfferForm
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import handovers as shown
from breakwater.casework.handovers.registry import RECEIVERS, kept_out
from breakwater.casework.pathways.registry import IllegalMove
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require
from breakwater.partnership.organisations.models import TeamService
from breakwater.partnership.organisations.operations import NobodyReceives

# Asked for through the page of the case itself, where the person is chosen first.
NOT_OFFERED_HERE = ("lead_professional",)
MOST_LEADS = 500
MUST_NOT_LEARN = (
    "That organisation must not learn of this. Nothing was offered. Ring the designated officers, or choose another."
)
NAME_A_READER = "Name a reader in that team first, on the page of the person."


def close(request, reference):
    found = case_or_404(reference)
    require(request.actor, Permission.CASE_WORK, found)
    if found.pathway.ends_on_its_own_page:
        raise NotPermitted(Permission.CASE_WORK, f"A {found.pathway.noun} closes by what is decided on its own page.")
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            handovers.close_case(case=found, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
        except handovers.OfferStillWaiting as waiting:
            form.add_error(
                None,
                f"It cannot close yet: {f'offer {waiting}' if str(waiting) else 'an offer made by another team'} still waits for an answer, and until it is accepted you are responsible. "
                "Ring the team it is offered to, or withdraw the offer.",
            )
        except handovers.NobodyLeadsYet as without:
            leads.chase(case=found, by=request.actor, at=timezone.now())
            for one in without.waited:
                form.add_error(
                    None,
                    f"It cannot close yet: {shown.lead_search_in_words(one)}. The team has been told that you wait. Until someone leads, "
                    "your team goes on; or a manager says what holds instead.",
                )
        except IllegalMove:
            form.add_error(None, f"It is at the stage '{found.stage_label}'. Finish that on its own page first.")
        except cases.CaseIsClosed:
            form.add_error(None, "Someone has closed it already.")
        else:
            messages.success(request, f"{cases_shown.called(found)} is closed")
            return redirect("casework:case", found.reference)
    waiting = [one for one in shown.handovers_of(found) if one["is_waiting"]]
    audit.saw("case", found.pk)
    return render(
        request,
        "casework/handovers/close.html",
        {
            "form": form,
            "case": found,
            "called": cases_shown.called(found),
            "waiting": waiting,
            "without_a_lead": [
                {
                    "words": shown.lead_search_in_words(one),
                    "href": reverse("casework:handover", args=[one.handover.reference]),
                    "reference": one.handover.reference,
                    "settle": reverse("casework:instead", args=[one.handover.reference])
                    if may(request.actor, Permission.HANDOVER_SETTLE, one.handover)
                    else "",
                }
                for one in leads.waited_for(found)
            ],
        },
    )


def services_offered(found: Case) -> list[tuple[str, str, str]]:
    """The services that some team of the area receives for: key, words, and what happens when they are offered it."""
    received = TeamService.objects.filter(area=found.area).exclude(team=found.responsible_team).select_related("team")
    offered = []
    received = list(received.order_by("service", "pk"))
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


def offer(request, reference):
    found = case_or_404(reference)
    require(request.actor, Permission.HANDOVER_OFFER, found)
    if found.pathway.offered_to == ():
        raise NotPermitted(
            Permission.HANDOVER_OFFER, f"A {found.pathway.noun} moves on by what is decided on its own page."
        )
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        services=services_offered(found),
        leads=possible_leads(found),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = handovers.offer(
                cases_carried=[found],
                to=said["to"],
                reason=said["reason"],
                passes=said["passes"],
                proposed_lead=said["lead"],
                by=request.actor,
                at=timezone.now(),
                key=said["idempotency"],
                danger=said.get("danger") or None,
            )
        except handovers.AlreadyOffered as waiting:
            form.add_error("to", f"It is offered to them already ({waiting}). Ring them, or withdraw that offer.")
        except cases.CaseIsClosed:
            form.add_error(None, "The case is closed. Open a new one.")
        except handovers.NoReaderThere as team:
            form.add_error("to", f"This record is restricted, and nobody of {team} may read it. {NAME_A_READER}")
        except handovers.MustNotLearn:
            form.add_error("to", MUST_NOT_LEARN)
        except NobodyReceives:
            form.add_error(
                "to", "No team of the area receives this now. Tell your business manager, and choose another."
            )
        else:
            words = "It is received" if made.status == Handover.Status.ACCEPTED else "The offer is made"
            messages.success(request, f"{words}: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("case", found.pk)
    return render(
        request, "casework/handovers/offer.html", {"form": form, "case": found, "called": cases_shown.called(found)}
    )


def move(request, reference):
    """Offer the whole case to another team. Until they accept the present team is responsible."""
    found = case_or_404(reference)
    require(request.actor, Permission.HANDOVER_OFFER, found)
    teams = moving.teams_that_could_take(found, on=timezone.localdate()).select_related("organisation")
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        teams=teams.order_by("organisation__name", "name", "pk"),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = handovers.offer(
                cases_carried=[found],
                to=moving.WHOLE_CASE,
                to_team=said["to"],
                moves_cases=True,
                reason=said["reason"],
                passes=said["passes"],
                keeps_sight_until=said["look"],
                by=request.actor,
                at=timezone.now(),
                key=said["idempotency"],
            )
        except handovers.AlreadyOffered as waiting:
            form.add_error(
                "to", f"The whole case is offered already ({waiting}). Ring that team, or withdraw the offer."
            )
        except cases.CaseIsClosed:
            form.add_error(None, "The case is closed. Open a new one.")
        except handovers.MustNotLearn:
            form.add_error("to", MUST_NOT_LEARN)
        except handovers.NoReaderThere as team:
            form.add_error(
                "to",
                f"This record is restricted, and nobody of {team} may read it. Name a reader in that team first, on the page "
                "of the person.",
            )
        else:
            messages.success(request, f"The whole case is offered: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("case", found.pk)
    return render(
        request,
        "casework/handovers/move.html",
        {"form": form, "case": found, "called": cases_shown.called(found), "can_go": bool(form.teams)},
    )
