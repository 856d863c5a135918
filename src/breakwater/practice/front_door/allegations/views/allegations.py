"""Allegations for the designated officers, and the specialist route for the Prevent compartment. Nobody else finds a page."""

from collections.abc import Sequence
from contextlib import suppress

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.clocks.display import shown as clock_shown
from breakwater.casework.models import Clock, Task
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.operations import NobodyReceives

from ...arrivals.operations import allegation_intake
from ...child_as_told import children_in_words
from ...contact_lookup import asked_for
from ...information_requests.operations import labels
from ...information_requests.quotes import say_what_is_quoted
from ...models import Addition, Allegation, Contact, DutyAction, EmployerPerson, OfficerStep, PassedOn, Submission
from ..forms.allegations import AllegationDecisionForm, SetApartForm
from ..operations import allegations as compartments
from ..operations import officers, separation

A_PAGE = 25


@require_safe
def allegations(request):
    """Allegations that this post is a named reader of: open ones first, of these a child in danger now, then who cannot wait, then the newest."""
    require(request.actor, Permission.ALLEGATION_WORK)
    found = Allegation.objects.select_related("case", "organisation", "taken_up_by__user")
    page = Paginator(
        found.order_by(F("decided_at").asc(nulls_first=True), *Allegation.URGENT_FIRST, "-received_at", "-pk"), A_PAGE
    ).get_page(request.GET.get("page"))
    audit.saw("case", *(each.case_id for each in page))
    now = timezone.now()
    running = Clock.objects.running().filter(case__in=[each.case_id for each in page]).order_by("-due_at", "-pk")
    clocks = {clock.case_id: clock_shown(clock, now=now) for clock in running}
    rows = [(each, clocks.get(each.case_id)) for each in page]
    return render(request, "front_door/compartments/allegations.html", {"page": page, "rows": rows, "now": now})


@require_safe
def allegation(request, reference):
    """One allegation: what was said, of whom, where, the time left, who hears nothing, and how it ended."""
    found = found_allegation(reference)
    require(request.actor, Permission.CASE_READ, found.case)
    now = timezone.now()
    others = compartments.others_of(found)
    running = Clock.objects.running().filter(case=found.case_id).order_by("due_at")
    context = {
        "allegation": found,
        "children": children_in_words(found.children),
        "clocks": [clock_shown(clock, now=now, with_source=True) for clock in running],
        "others": others,
        "forms": _forms(found, others),
        "additions": list(
            Addition.objects.filter(submission__in=[found.submission_id, *(each.pk for each in others)]).order_by(
                "received_at", "pk"
            )
        ),
        "struck": list(
            found.case.struck_organisations.select_related(
                "organisation",
                "lifted_by__membership__user",
                "lifted_by__membership__role",
                "lifted_by__membership__team",
            ).order_by("since", "pk")
        ),
        "passed_on": list(PassedOn.objects.filter(within=found.case_id).order_by("pk")),
        "done_before": list(
            DutyAction.objects.filter(contact__in=allegation_intake.contacts_of(found))
            .select_related("contact", "by__membership__user", "by__membership__role", "by__membership__team")
            .order_by("done_at", "pk")
        ),
        **_officers_side(found),
        "works": may(request.actor, Permission.ALLEGATION_WORK) and found.case.closed_at is None,
        "is_mine": found.taken_up_by_id == request.actor.membership_id,
        "now": now,
    }
    return render(request, "front_door/compartments/allegation.html", context)


def _officers_side(allegation: Allegation) -> dict:
    """What the officers have recorded since, and what is not recorded yet. The same queries however much there is."""
    by = ("by__membership__user", "by__membership__role", "by__membership__team")
    told_by = tuple(f"told_{each}" for each in by)
    return {
        "people": list(
            EmployerPerson.objects.filter(case=allegation.case_id).select_related(*told_by).order_by("named_at", "pk")
        ),
        "steps": list(
            OfficerStep.objects.filter(case=allegation.case_id).select_related(*by).order_by("happened_on", "pk")
        ),
        "actions": list(Task.objects.filter(case=allegation.case_id).order_by("due_at", "pk")),
        "lacks": officers.lacks_of(allegation),
    }


def _forms(allegation: Allegation, others: Sequence[Submission]) -> list[dict]:
    """How to reach each sender safely, and everything they answered: for whoever acts on it. The first is what it began with."""
    audit.saw("submission", *(each.pk for each in others))
    return [
        {"sent_at": allegation.received_at, **allegation.form},
        *({"sent_at": each.received_at, **allegation_intake.form_told(each)} for each in others),
    ]


@require_POST
def take_up(request, reference):
    found = work_on(request, reference)
    compartments.take_up(allegation=found, by=request.actor, at=timezone.now())
    messages.success(request, f"You have taken up {found.reference}")
    return redirect("front_door:allegation", found.reference)


def decide(request, reference):
    """How it ended; it closes."""
    found = work_on(request, reference)
    lacks = officers.lacks_of(found, request.POST.get("outcome", ""))
    form = AllegationDecisionForm(request.POST or None, lacks=lacks)
    if form.is_valid():
        try:
            compartments.decide_allegation(allegation=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except compartments.AlreadyDecided as refusal:
            messages.error(request, refusal.words)
        else:
            messages.success(request, f"{found.reference} is decided and closed")
        return redirect("front_door:allegation", found.reference)
    return ask(request, found, form, title="Decide and close", button="Decide and close", kind="warning")


def set_apart(request, reference):
    """The MASH: this contact is about someone who works with children."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.ALLEGATION_SEND, contact)
    is_late = contact.is_decided or contact.case.closed_at is not None
    form = SetApartForm(request.POST or None)
    if form.is_valid():
        try:
            is_late = not _set_apart(request, contact, form, is_late=is_late)
        except labels.QuotesAnAnswer as refusal:
            say_what_is_quoted(form, refusal)
        except (allegation_intake.NotSeenWhole, allegation_intake.NobodyGuards) as refusal:
            form.add_error(None, refusal.words)
        except NobodyReceives:
            form.add_error(None, allegation_intake.NobodyGuards.words)
        else:
            if is_late:
                messages.warning(
                    request,
                    f"What you wrote is with the designated officers. {contact.reference} was decided before, so "
                    "others have read it: call them now and say who",
                )
                return redirect("front_door:contact", contact.reference)
            messages.success(request, "It has gone to the designated officers, and nobody else can open it now")
            return redirect("front_door:board")
    context = {"contact": contact, "form": form, "is_late": is_late}
    return render(request, "front_door/compartments/set_apart.html", context)


def _set_apart(request, contact: Contact, form: SetApartForm, *, is_late: bool) -> bool:
    """Whether the contact left the board; where it was too late for that, the officers have what was written all the same."""
    facts = {"contact": contact, "told": form.told, "because": form.cleaned_data["because"]}
    if not is_late:
        with suppress(allegation_intake.TooLateToSetApart):
            separation.set_contact_apart(**facts, by=request.actor, at=timezone.now())
            return True
    separation.send_late(**facts, key=form.cleaned_data["idempotency"], by=request.actor, at=timezone.now())
    return False


def found_allegation(reference: str) -> Allegation:
    """The allegation, for one of its readers. Raises Http404."""
    found = (
        Allegation.objects.select_related(
            "case__area",
            "case__responsible_team",
            "organisation",
            "taken_up_by__user",
            "decided_by__membership__user",
            "decided_by__membership__role",
            "decided_by__membership__team",
        )
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Http404
    audit.saw("case", found.case_id)
    return found


def work_on(request, reference: str) -> Allegation:
    """An open allegation, for one of its readers."""
    found = found_allegation(reference)
    require(request.actor, Permission.ALLEGATION_WORK, found)
    return found


def ask(request, found: Allegation, form, *, title: str, button: str, kind: str = ""):
    """One question about an allegation, on a page of its own."""
    context = {"allegation": found, "form": form, "heading": title, "button": button, "kind": kind}
    return render(request, "front_door/compartments/ask.html", context)


# The specialist route.
