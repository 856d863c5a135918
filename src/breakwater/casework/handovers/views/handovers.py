"""Handovers: what waits for my team, what my team gave, the answer to one, and where its open actions go."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.models import Case
from breakwater.casework.handovers import actions, leads, measures
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.forms import (
    AcceptElsewhereForm,
    AcceptForm,
    ActionsForm,
    InsteadForm,
    QuestionForm,
    ReasonForm,
)
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import handovers as shown
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require

SHOWN = 25
WITH = (
    "from_team__organisation",
    "to_team__organisation",
    "area",
    "proposed_lead__user",
    "proposed_lead__team__organisation",
    "offered_by__membership__user",
    "offered_by__membership__role",
    "offered_by__membership__team__area",
    "offered_by__area",
    "answered_by__membership__user",
    "answered_by__membership__role",
    "answered_by__membership__team__area",
    "answered_by__area",
    "instead_by__membership__user",
    "instead_by__membership__role",
    "instead_by__membership__team__area",
    "instead_by__area",
)


@require_safe
def handovers_list(request):
    require(request.actor, Permission.HANDOVER_ANSWER)
    now, team = timezone.now(), request.actor.membership.team
    both = Handover.objects.select_related("from_team", "to_team")
    waiting = both.waiting().filter(to_team=team).order_by("answer_due_at", "pk")
    given = both.given_by(request.actor.membership).order_by("-offered_at", "-pk")
    late = []
    if may(request.actor, Permission.HANDOVER_LATE):
        late = measures.waiting_too_long(area=team.area, at=now).select_related("from_team", "to_team")[:SHOWN]
    given_page = Paginator(given, SHOWN).get_page(request.GET.get("given"))
    waiting_page = Paginator(waiting, SHOWN).get_page(request.GET.get("waiting"))
    rows = {
        "waiting": shown.rows(waiting_page, now),
        "given": shown.rows(given_page, now),
        "late": shown.rows(late, now),
    }
    audit.saw("handover", *{one.pk for one in (*waiting_page, *given_page, *late)})
    return render(
        request,
        "casework/handovers/handovers.html",
        {
            **rows,
            "given_page": given_page,
            "waiting_page": waiting_page,
            "sees_late": may(request.actor, Permission.HANDOVER_LATE),
            "team": team,
            "now": now,
        },
    )


def handover_or_404(reference: str) -> Handover:
    return get_object_or_404(Handover.objects.select_related(*WITH), reference=reference)


def _carried(handover: Handover):
    return [row.case for row in handover.carried.select_related("case").order_by("pk")]


def may_give(actor, handover: Handover) -> bool:
    """Whether the actor is on the giving side: they may offer one of its cases."""
    return any(may(actor, Permission.HANDOVER_OFFER, case) for case in _carried(handover))


@require_safe
def handover(request, reference):
    found = handover_or_404(reference)
    require(request.actor, Permission.HANDOVER_ANSWER)
    page = shown.handover_page(found, timezone.now(), post=request.actor.membership)
    audit.saw("handover", found.pk)
    audit.saw("case", *(carried.case.pk for carried in page.carried))
    audit.saw("person", *page.person_ids)
    is_waiting = found.status == Handover.Status.OFFERED
    gives = is_waiting and may_give(request.actor, found)
    accepted = found.status == Handover.Status.ACCEPTED and actions.asked_of(found)
    return render(
        request,
        "casework/handovers/handover.html",
        {
            "page": page,
            "status_kind": shown.STATUS_KIND[found.status],
            "may_answer": is_waiting and may(request.actor, Permission.HANDOVER_ANSWER, found),
            "may_decline": not (page.receiver.never_declined or page.receiver.is_receipt),
            "may_withdraw": gives,
            "may_plan": gives and bool(page.actions),
            "may_tell_family": accepted
            and any(may(request.actor, Permission.CASE_WORK, case) for case in _carried(found)),
            "may_settle": may(request.actor, Permission.HANDOVER_SETTLE, found),
        },
    )


def accept(request, reference):
    """Take responsibility, with the open tasks of its cases in view."""
    found = _to_answer(request, reference)
    form = AcceptElsewhereForm if RECEIVERS[found.service].works_elsewhere else AcceptForm
    asked = shown.asked(found, still_open=True)
    done = f"You accepted {found.reference}. Your team is responsible from now on."
    if RECEIVERS[found.service].takes_over:
        done = f"You accepted {found.reference}. You lead from now on; {found.from_team.name} stays responsible for the case."
    return _answer(request, found, partial(form, asked=asked), handovers.accept, done=done)


def decline(request, reference):
    found = _to_answer(request, reference)
    done = f"You declined {found.reference}. {found.from_team.name} decides again today."
    return _answer(request, found, ReasonForm, handovers.decline, done=done)


def withdraw(request, reference):
    found = handover_or_404(reference)
    if not may_give(request.actor, found):
        raise NotPermitted(Permission.HANDOVER_OFFER, "Only the team that gave this offer takes it back. Ring them.")
    done = f"{found.reference} is withdrawn. Your team stays responsible."
    return _answer(request, found, ReasonForm, handovers.withdraw, done=done)


def ask(request, reference):
    """Ask the giver something before answering."""
    found = _to_answer(request, reference)
    done = f"{found.from_team.name} has your question as a task"
    return _answer(request, found, QuestionForm, handovers.ask, done=done)


def _to_answer(request, reference: str) -> Handover:
    """The handover, for an actor whose team it is offered to."""
    found = handover_or_404(reference)
    require(request.actor, Permission.HANDOVER_ANSWER, found)
    return found


# What an answer may meet: the field it is said at, and the words.
REFUSED = {
    handovers.AlreadyAnswered: (None, "Someone has answered this offer already. Open it again to see the answer."),
    handovers.NotTheOneAsked: (
        None,
        "Only the person who is asked to lead can accept. Tell them that it waits; or decline it, if they cannot.",
    ),
    actions.NotOneOfThem: (None, "What is open has changed meanwhile. Read it again below, then answer."),
    handovers.MayNotBeDeclined: (
        None,
        "This work may not be declined. Accept it, then settle with the giver who does what.",
    ),
    handovers.ElsewhereNotNamed: ("elsewhere_reference", "Enter the reference and the worker of your own system"),
}


def url_of(found: Handover) -> str:
    return reverse("casework:handover", args=[found.reference])


def _lands_on(found: Handover) -> str:
    """Where work goes on once it is accepted: the case that was opened, or the case led from now on, if it may be read."""
    found = Handover.objects.get(pk=found.pk)
    takes_over = found.moves_cases or RECEIVERS[found.service].takes_over
    wanted = [row.case_id for row in found.carried.order_by("pk")] if takes_over else [found.opened_case_id]
    case = Case.objects.filter(pk__in=[pk for pk in wanted if pk]).first()
    return cases_shown.address_of(case) if case else url_of(found)


def _answer(request, found: Handover, kind: Callable[..., Form], gives: Callable, *, done: str):
    """The page of an answer and, once it is sent, the answer: `gives` is the operation, which takes the form's fields.

    The page is named as the operation is. Sent twice, it does one thing and answers with the same page.
    """
    if request.method != "POST" and found.status != Handover.Status.OFFERED:
        messages.info(request, f"{found.reference} is answered. This is what was said.")
        return redirect("casework:handover", found.reference)
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        if isinstance(form, ActionsForm):
            said = {name: value for name, value in said.items() if name not in form.names} | {"goes": form.goes()}
        if "idempotency" in said:
            said["key"] = said.pop("idempotency")
        try:
            gives(handover=found, by=request.actor, at=timezone.now(), **said)
        except tuple(REFUSED) as refusal:
            form.add_error(*REFUSED[type(refusal)])
        else:
            messages.success(request, done)
            return redirect(_lands_on(found) if gives is handovers.accept else url_of(found))
    page = shown.handover_page(found, timezone.now(), post=request.actor.membership)
    audit.saw("handover", found.pk)
    audit.saw("case", *(carried.case.pk for carried in page.carried))
    audit.saw("person", *page.person_ids)
    return render(request, f"casework/handovers/{gives.__name__}.html", {"form": form, "page": page})


def say_where(request, reference):
    """The giver says of each open action where it goes. What nobody said is asked of whoever accepts."""
    found = handover_or_404(reference)
    if not may_give(request.actor, found):
        raise NotPermitted(Permission.HANDOVER_OFFER, "Only the giving side says where its actions go. Ring them.")
    form = ActionsForm(
        request.POST if request.method == "POST" else None,
        asked=shown.asked(found, still_open=False),
        initial=actions.said_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan(handover=found, goes=form.goes(), by=request.actor, at=timezone.now())
        except actions.NotOneOfThem:
            form.add_error(None, "What is open has changed meanwhile. Read it again and choose anew.")
        else:
            messages.success(request, "It is kept. Whoever is asked reads it before they answer")
            return redirect("casework:handover", found.reference)
    audit.saw("handover", found.pk)
    audit.saw("case", *found.carried.values_list("case_id", flat=True))
    return render(
        request, "casework/handovers/handover_actions.html", {"form": form, "handover": found, "asks": bool(form.names)}
    )


def instead(request, reference):
    """Say what holds while nobody leads."""
    found = handover_or_404(reference)
    require(request.actor, Permission.HANDOVER_SETTLE, found)
    form = InsteadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            leads.settle(handover=found, instead=form.cleaned_data["instead"], by=request.actor, at=timezone.now())
        except leads.NothingToSettle:
            form.add_error(None, "Nothing waits for a lead here: open the handover to see who leads, or what was said.")
        else:
            messages.success(request, "It is kept. The case that was stepped down may close now.")
            return redirect("casework:handover", found.reference)
    carried = [row.case for row in found.carried.select_related("case").order_by("pk")]
    audit.saw("handover", found.pk)
    audit.saw("case", *(case.pk for case in carried))
    waited = [
        shown.lead_search_in_words(one)
        for case in carried
        for one in leads.waited_for(case)
        if one.handover.pk == found.pk
    ]
    return render(request, "casework/handovers/instead.html", {"form": form, "handover": found, "waited": waited})
