"""Disagreements between professionals: raising one, the ladder, answering, settling."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.models import Case
from breakwater.casework.cases.registry import Named, named_by
from breakwater.casework.cases.showing import address_of, called
from breakwater.casework.clocks import showing as clocks_shown
from breakwater.casework.clocks.models import Clock
from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.models import Escalation
from breakwater.casework.escalations.pathway import LABELS, LADDER, LAST, OF_MANAGERS, WHO
from breakwater.casework.escalations.registry import matter_of
from breakwater.foundation import audit
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.access import Permission, may, require

from .forms import AnswerForm, FurtherForm, MatterForm, RaiseForm, SettleForm

SHOWN = 30
SETTLED = "It has been settled or withdrawn meanwhile. Nothing more is needed."


@require_safe
def escalations_list(request):
    """Disagreements this team raised or answers, the open ones first."""
    require(request.actor, Permission.ESCALATION_RAISE)
    team = request.actor.membership.team
    found = Escalation.objects.filter(
        Q(raised_team=team) | Q(answering_team=team) | Q(scrutiny_team=team)
    ).select_related("case", "raised_team__organisation", "answering_team__organisation")
    page = Paginator(found.order_by("settled_at", "-case__opened_at", "-pk"), SHOWN).get_page(request.GET.get("page"))
    audit.saw("case", *(one.case_id for one in page))
    return render(request, "casework/escalations/list.html", {"page": page, "team": team, "now": timezone.now()})


def find(request):
    """Which matter is it? By the reference one holds."""
    require(request.actor, Permission.ESCALATION_RAISE)
    form = MatterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reference = parse_reference(form.cleaned_data["reference"]) or ""
        if reference and matter_of(reference, request.actor):
            return redirect("casework:escalation_new", reference)
        form.add_error("reference", "You hold nothing with this reference. Check it against your receipt or the case")
    return render(request, "casework/escalations/find.html", {"form": form})


def new(request, reference):
    """Raise a disagreement about a matter whose reference one holds."""
    require(request.actor, Permission.ESCALATION_RAISE)
    about = matter_of(reference, request.actor)
    if about is None:
        raise Http404
    form = RaiseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = escalations.raise_disagreement(
                about=about,
                theme=said["theme"],
                issue=said["issue"],
                wanted=said["wanted"],
                key=said["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except escalations.OurOwnDecision:
            form.add_error(None, "Your own team answers for this. Speak with your manager; they may ask another team.")
        except escalations.RaisedAlready:
            messages.success(request, f"It was raised before. {about.team.name} answers")
            return redirect("casework:escalations")
        else:
            messages.success(request, f"Raised as {made.case.reference}. {about.team.name} answers")
            if not Escalation.objects.filter(pk=made.pk).exists():  # it follows the seal of what it is about
                return redirect("casework:escalations")
            return redirect("casework:escalation", made.case.reference)
    return render(request, "casework/escalations/new.html", {"form": form, "about": about})


@require_safe
def escalation(request, reference):
    """One disagreement: the matter, the ladder, and the next thing to do."""
    require(request.actor, Permission.ESCALATION_RAISE)
    found = _found(reference)
    now = timezone.now()
    steps = list(
        found.steps.select_related(
            "answered_by__membership__user",
            "answered_by__membership__role",
            "answered_by__membership__team",
            "answered_by__area",
        ).order_by("began_at", "pk")
    )
    clock = Clock.objects.running().filter(case=found.case_id).first()
    audit.saw("case", found.case_id)
    raiser = may(request.actor, Permission.ESCALATION_RAISE, found)
    answers = may(request.actor, Permission.ESCALATION_ANSWER, found)
    current = steps[-1]
    return render(
        request,
        "casework/escalations/page.html",
        {
            "found": found,
            "behind": _behind(found, request.actor),
            "ladder": _ladder(found, steps),
            "labels": LABELS,
            "steps": steps,
            "clock": clocks_shown.shown(clock, now=now, with_source=True) if clock else None,
            "of_managers": found.case.stage in OF_MANAGERS,
            "may_answer": answers and current.answered_at is None,
            "may_settle": (raiser or answers and found.case.stage == LAST) and current.answered_at is not None,
            "may_go_further": raiser and found.case.stage != LAST,
            "may_withdraw": raiser,
            "is_answered": current.answered_at is not None,
            "now": now,
        },
    )


def _behind(found: Escalation, by) -> list[Named]:
    """The pages of the matter that this reader may open: of the case it follows, or of what its reference stands for."""
    case = Case.objects.filter(pk=found.about_case_id).first()
    named = named_by(found.about_reference, by)
    return named or ([Named(called(case), address_of(case))] if case else [])


def _ladder(found: Escalation, steps) -> list[dict]:
    """The stages from the first to the last, which is now, and who speaks at each."""
    began = {step.stage: step for step in steps}
    return [
        {
            "label": LABELS[stage],
            "who": WHO[stage],
            "state": "now" if stage == found.case.stage else ("done" if stage in began else "ahead"),
        }
        for stage in LADDER
    ]


def answer(request, reference):
    found = _found(reference)
    require(request.actor, Permission.ESCALATION_ANSWER, found)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            escalations.answer(escalation=found, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
        except escalations.AlreadyAnswered:
            form.add_error(None, "A colleague has answered this stage meanwhile. Your words stand below to copy.")
        except escalations.IsSettled:
            form.add_error(None, SETTLED)
        except escalations.RepeatsTooMuch as refusal:
            form.add_error("words", refusal.faults)
        else:
            messages.success(request, "The answer is given, and whoever raised it is told")
            return redirect("casework:escalation", reference)
    before = [
        LABELS[step.stage]
        for step in found.steps.filter(answered_by__membership__user=request.user).order_by("began_at", "pk")
    ]
    return _ask(
        request, found, form, heading="Answer a disagreement", button="Give the answer", before=" and ".join(before)
    )


def further(request, reference):
    found = _found(reference)
    require(request.actor, Permission.ESCALATION_RAISE, found)
    if found.case.stage == LAST and request.method != "POST":
        return redirect("casework:escalation", reference)
    form = FurtherForm(request.POST if request.method == "POST" else None, initial={"stage": found.case.stage})
    if request.method == "POST" and form.is_valid():
        try:
            step = escalations.take_further(
                escalation=found,
                because=form.cleaned_data["because"],
                from_stage=form.cleaned_data["stage"],
                by=request.actor,
                at=timezone.now(),
            )
        except escalations.MovedMeanwhile:
            messages.success(request, f"It stands at {found.case.stage_label} already. Nothing was taken further twice")
            return redirect("casework:escalation", reference)
        except escalations.NobodyScrutinises:
            form.add_error(
                None, "The area has not said which team of the partnership takes the last stage. Ring the partnership."
            )
        except escalations.AlreadyAnswered:
            form.add_error(None, "This is the last stage: the partnership settles it.")
        except escalations.IsSettled:
            form.add_error(None, SETTLED)
        else:
            messages.success(request, f"It stands at {LABELS[step.stage]} now")
            return redirect("casework:escalation", reference)
    return _ask(request, found, form, heading="Take it a stage further", button="Take it further")


def settle(request, reference):
    found = _found(reference)
    if found.case.stage == LAST and may(request.actor, Permission.ESCALATION_ANSWER, found):
        require(request.actor, Permission.ESCALATION_ANSWER, found)
    else:
        require(request.actor, Permission.ESCALATION_RAISE, found)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            escalations.settle(escalation=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except escalations.NotAnswered:
            form.add_error("outcome", "There is no answer at this stage yet. Wait for it, withdraw, or take it further")
        except escalations.IsSettled:
            form.add_error(None, SETTLED)
        else:
            messages.success(request, "It is settled")
            return redirect("casework:escalation", reference)
    return _ask(request, found, form, heading="Settle a disagreement", button="Settle it")


def _ask(request, found: Escalation, form, *, heading: str, button: str, before: str = ""):
    """`before` are the stages that this reader has answered already."""
    audit.saw("case", found.case_id)
    return render(
        request,
        "casework/escalations/ask.html",
        {
            "form": form,
            "found": found,
            "behind": _behind(found, request.actor),
            "heading": heading,
            "button": button,
            "before": before,
        },
    )


def _found(reference: str) -> Escalation:
    found = (
        Escalation.objects.filter(case__reference=reference)
        .select_related(
            "case__area", "raised_team__organisation", "answering_team__organisation", "scrutiny_team", "raised_user"
        )
        .first()
    )
    if found is None:
        raise Http404
    return found
