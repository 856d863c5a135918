"""What was known when it was decided, dissent, managers' entries, and the month's sample."""

from collections import Counter
from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.clocks import display as clock_display
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require

from ..contact_lookup import asked_for, read_only
from ..information_requests.operations.labels import QuotesAnAnswer
from ..information_requests.quotes import say_what_is_quoted
from ..models import Decision, InformationAnswer, KnownThen, Sample, SampleItem
from ..who_to_call import reach_now, who_acts
from . import operations
from .forms import DissentForm, JudgementForm, OversightForm

SHOWN = 40
NO_LONGER = "You decided by it, and may no longer read it."


@require_safe
def known_then(request, reference, number):
    """What was known when a decision was made, as far as this reader may know each thing (SG-18)."""
    contact = read_only(request, reference)
    decision = _decision(contact, number)
    rows = list(
        KnownThen.objects.filter(decision=decision)
        .select_related("answer__team__organisation", "other", "sealed_item")
        .order_by("order")
    )
    audit.saw("case", *(row.other_id for row in rows if row.other_id))
    audit.saw("person", *(row.person_id for row in rows if row.person_id))
    return render(
        request,
        "front_door/oversight/known_then.html",
        {
            "contact": contact,
            "decision": decision,
            "rows": [{"kind": _kind(row), "words": _words(row), "source": _source(row)} for row in rows],
            "dissents": list(decision.dissents.order_by("at", "pk")),
            "may_dissent": may(request.actor, Permission.CONTACT_SCREEN) and may(request.actor, Permission.BOARD_READ),
        },
    )


def _kind(row: KnownThen) -> str:
    """What it was. That an agency declined is no answer of theirs."""
    declined = row.answer_id and row.answer and row.answer.finding == InformationAnswer.Finding.DECLINED
    return "Why another agency declined to share" if declined else row.get_kind_display()


def _words(row: KnownThen) -> str:
    if row.answer_id:
        return (row.answer.text or row.answer.get_finding_display()) if row.answer else NO_LONGER
    if row.sealed_item_id:
        return "Open it on the contact’s page: it is sealed, and reading it is recorded."
    return row.words


def _source(row: KnownThen) -> str:
    if row.answer_id:
        if row.answer is None:
            return ""
        return f"{row.answer.team.organisation.name}, {row.answer.get_label_display().lower()}"
    return row.sealed_item.get_kind_display() if row.sealed_item else ""


def dissent(request, reference, number):
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_SCREEN)
    decision = _decision(contact, number)
    decision.contact = contact
    form = DissentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.dissent(
                decision=decision,
                who=said["who"],
                words=said["words"],
                key=said["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except QuotesAnAnswer as fault:
            say_what_is_quoted(form, fault)
        else:
            messages.success(request, "It stands beside the decision")
            return redirect("front_door:known_then", reference, number)
    return render(
        request,
        "front_door/oversight/ask.html",
        {"form": form, "contact": contact, "heading": "Someone saw it differently", "button": "Keep it"},
    )


def enter(request, reference):
    """A manager's entry on a contact."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_OVERSEE)
    form = OversightForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.enter(
            contact=contact,
            direction=said["direction"],
            reflection=said["reflection"],
            key=said["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        messages.success(request, "Your entry stands with the contact")
        return redirect("front_door:contact", reference)
    return render(
        request,
        "front_door/oversight/ask.html",
        {"form": form, "contact": contact, "heading": "Management oversight", "button": "Add your entry"},
    )


def samples(request):
    """The months that were sampled, and drawing last month's."""
    require(request.actor, Permission.CONTACT_OVERSEE)
    area, today = request.actor.membership.team.area, timezone.localdate()
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if request.method == "POST":
        made = operations.draw(area=area, month=last, by=request.actor, at=timezone.now())
        return redirect("front_door:sample", made.public_id)
    found = list(Sample.objects.filter(area=area).order_by("-month"))
    return render(
        request,
        "front_door/oversight/samples.html",
        {"samples": found, "last": last, "is_drawn": any(each.month == last for each in found)},
    )


@require_safe
def sample(request, public_id):
    require(request.actor, Permission.CONTACT_OVERSEE)
    found = get_object_or_404(Sample, public_id=public_id)
    items = found.items.select_related("contact__case", "contact__child").annotate(
        is_own=operations.for_another(request.user.pk)
    )
    items = items.order_by(F("looked_at").asc(nulls_first=True), "is_own", "pk")
    page = Paginator(items, SHOWN).get_page(request.GET.get("page"))
    audit.saw("case", *(item.contact.case_id for item in page))
    audit.saw("person", *(item.contact.child_id for item in page if item.contact.child_id))
    return render(
        request,
        "front_door/oversight/sample.html",
        {
            "sample": found,
            "page": page,
            "left": found.items.filter(looked_at=None).count(),
            "ends": _last_day(found.month),
            "why": Counter(
                SampleItem.Why(why).label for why in found.items.order_by("pk").values_list("why", flat=True)
            ),
        },
    )


def judge(request, public_id):
    require(request.actor, Permission.CONTACT_OVERSEE)
    item = get_object_or_404(
        SampleItem.objects.select_related(
            "sample",
            "contact__case",
            "contact__child",
            "looked_by__membership__user",
            "looked_by__membership__role",
            "looked_by__membership__team",
        ).annotate(is_own=operations.for_another(request.user.pk)),
        public_id=public_id,
    )
    form = JudgementForm(
        request.POST if request.method == "POST" else None, initial={"judgement": item.judgement, "words": item.words}
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.judge(item=item, **form.cleaned_data, by=request.actor, at=timezone.now())
        except operations.OwnDecision:
            form.add_error(None, "You took part in this decision, so another manager looks at it.")
        else:
            messages.success(request, f"{item.contact.reference} is looked at")
            if form.cleaned_data["judgement"] == SampleItem.Judgement.UNSAFE:
                messages.warning(request, who_acts(reach_now(timezone.now(), area=request.post.team.area)))
            return redirect("front_door:sample", item.sample.public_id)
    audit.saw("case", item.contact.case_id)
    decisions = list(item.contact.decisions.order_by("at", "pk"))
    return render(
        request,
        "front_door/oversight/judge.html",
        {
            "form": form,
            "item": item,
            "is_own": item.is_own,
            "decisions": [(number, each) for number, each in enumerate(decisions, 1)],
            "missed": [
                clock_display.shown(clock, now=timezone.now()) for clock in operations.missed_clocks(item.contact)
            ],
        },
    )


def _last_day(month: date) -> date:
    return operations.month_after(month) - timedelta(days=1)


def _decision(contact, number: int) -> Decision:
    """The nth decision of a contact, counted from the first."""
    found = list(contact.decisions.order_by("at", "pk"))
    if not 0 < number <= len(found):
        raise Http404
    return found[number - 1]
