"""Early help: the list, the episode, the family's agreement, the lead professional, step-up, closing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers import leads
from breakwater.casework.handovers.operations import AlreadyOffered, MustNotLearn, NoReaderThere, OfferStillWaiting
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation

from . import operations, showing
from .forms import AgreementForm, CloseForm, LeadForm, OrganisationForm, StepUpForm
from .models import Episode

SHOWN = 30
CLOSED = "It is closed. If the family needs help again, a new one is opened."
SHELVES = {
    "mine": "Yours",
    "agreement": "No agreement yet",
    "lead": "No lead yet",
    "active": "Active",
    "all": "All open",
    "closed": "Closed",
}


def _on_shelf(episodes, shelf: str, actor):
    if shelf == "closed":
        return episodes.exclude(case__closed_at=None)
    opened = episodes.filter(case__closed_at=None)
    if shelf == "mine":
        mine = Q(case__workers__user_id=actor.membership.user_id, case__workers__ends_at=None)
        return opened.filter(mine).distinct()
    stage = {"agreement": "offered", "lead": "agreed", "active": "active"}.get(shelf)
    return opened.filter(case__stage=stage) if stage else opened


@require_safe
def episodes(request):
    """A co-ordinator's list: offers that wait, then episodes by what they wait for."""
    require(request.actor, Permission.EPISODE_READ)
    now, me = timezone.now(), request.actor.membership
    shelf = request.GET.get("shown", "mine")
    shelf = shelf if shelf in SHELVES else "mine"
    found = _on_shelf(Episode.objects.select_related("case__responsible_team"), shelf, request.actor)
    nearest = Clock.objects.running().filter(case=OuterRef("case")).order_by("due_at").values("due_at")[:1]
    found = found.annotate(due=Subquery(nearest)).order_by(F("due").asc(nulls_last=True), "-opened_at", "-pk")
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rows = _rows(list(page), now)
    waiting = []
    if may(request.actor, Permission.HANDOVER_ANSWER):
        waiting = list(
            Handover.objects.waiting()
            .filter(to_team=me.team)
            .select_related("from_team")
            .prefetch_related("carried__case")
            .order_by("answer_due_at", "pk")[:SHOWN]
        )
    offered = {one.pk: [row.case for row in one.carried.all()] for one in waiting}
    about = cases_shown.about(case for cases in offered.values() for case in cases)
    waiting_about = {
        pk: ", ".join(about[case.pk] for case in cases if case.pk in about) for pk, cases in offered.items()
    }
    audit.saw("case", *{one.case_id for one in page})
    audit.saw("handover", *{one.pk for one in waiting})
    return render(
        request,
        "early_help/episodes.html",
        {
            "rows": rows,
            "page": page,
            "shelf": shelf,
            "shelves": SHELVES,
            "waiting": waiting,
            "waiting_about": waiting_about,
            "now": now,
        },
    )


def _rows(found: list[Episode], now) -> list[dict]:
    cases = [episode.case for episode in found]
    children = cases_shown.children_of(case.pk for case in cases)
    posts = cases_shown.workers_of(cases)
    clocks: dict[int, Clock] = {}
    for clock in Clock.objects.running().filter(case__in=cases).order_by("due_at", "pk"):
        clocks.setdefault(clock.case_id, clock)
    return [
        {
            "episode": episode,
            "children": children.get(episode.case_id, "Nobody named yet"),
            "stage": episode.case.stage_label,
            "workers": [cases_shown.worker_said(post) for post in posts[episode.case_id]],
            "clock": clocks_shown.shown(clocks[episode.case_id], now=now) if episode.case_id in clocks else None,
        }
        for episode in found
    ]


def episode_or_404(reference: str) -> Episode:
    found = Episode.objects.select_related(
        "case__responsible_team__organisation", "case__responsible_team__area", "case__area"
    )
    return get_object_or_404(found, reference=reference)


@require_safe
def episode(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_READ, found)
    page = showing.episode_page(found, timezone.now())
    audit.saw("case", found.case_id)
    audit.saw("person", *page.person_ids)
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    coordinates = page.coordinator is not None and page.coordinator.user_id == request.actor.membership.user_id
    return render(
        request,
        "early_help/episode.html",
        {
            "page": page,
            "may_work": may_work,
            "may_coordinate": may_work
            and not coordinates
            and found.case.responsible_team_id == request.actor.membership.team_id,
            "may_see_looks": may(request.actor, Permission.LOOKS_READ),
        },
    )


@require_POST
def coordinate(request, reference):
    """Become the co-ordinator."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    operations.coordinate(episode=found, membership=request.actor.membership, by=request.actor, at=timezone.now())
    messages.success(request, "You co-ordinate this now")
    return redirect("early_help:episode", found.reference)


def agreement(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_agreement(episode=found, by=request.actor, at=timezone.now(), **form.facts())
        except operations.AgreementSaysNothing:
            form.add_error("to", "Choose the first or the second: without one of them there is nothing to do")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "What they said is kept")
            return redirect("early_help:episode", found.reference)
    audit.saw("case", found.case_id)
    return render(request, "early_help/agreement.html", {"form": form, "episode": found})


def _who_may_lead(found: Episode):
    held = leads.who_may_lead(case=found.case, on=timezone.localdate())
    return held.exclude(team=found.case.responsible_team)


def lead(request, reference):
    """Ask a professional to lead: first where they work, then who."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    possible = _who_may_lead(found)
    organisations = Organisation.objects.filter(pk__in=possible.values("team__organisation")).order_by("name", "pk")
    where = OrganisationForm(request.GET if "organisation" in request.GET else None, organisations=organisations)
    form = None
    if where.is_valid():
        chosen = where.cleaned_data["organisation"]
        people = possible.filter(team__organisation__public_id=chosen).select_related(
            "user", "role", "team__area", "team__organisation"
        )
        proposed = showing.proposed_lead(found)
        form = LeadForm(
            request.POST if request.method == "POST" else None,
            people=people.order_by("user__name", "pk"),
            initial={"lead": proposed.public_id} if proposed else None,
        )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            offer = operations.invite_lead(
                episode=found, lead=form.cleaned_data["lead"], words=form.cleaned_data["words"], by=request.actor,
                at=timezone.now(), key=form.cleaned_data["idempotency"],
            )  # fmt: skip
        except operations.NobodyAgreed:
            form.add_error(
                None,
                "Nobody in the family has agreed yet, so nobody can be asked to lead. Write down their agreement first.",
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
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
                request, f"They are asked: {offer.reference}. Until they accept, your team stays responsible."
            )
            return redirect("early_help:episode", found.reference)
    audit.saw("case", found.case_id)
    return render(request, "early_help/lead.html", {"form": form, "where": where, "episode": found})


def step_up(request, reference):
    """Bring the family to the front door. The next page is the receipt (SG-01)."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    form = StepUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.step_up(
                episode=found, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now(),
                key=form.cleaned_data["idempotency"],
            )  # fmt: skip
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, f"The front door has received it: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("case", found.case_id)
    return render(request, "early_help/step_up.html", {"form": form, "episode": found})


def close(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_episode(
                episode=found, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
            )
        except OfferStillWaiting as waiting:
            form.add_error(
                None,
                f"It cannot end yet: offer {waiting} still waits for an answer. Ring them, or withdraw the offer first.",
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is closed")
            return redirect("early_help:episodes")
    audit.saw("case", found.case_id)
    return render(request, "early_help/close.html", {"form": form, "episode": found})
