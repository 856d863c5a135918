"""What an area decides: to take a version, from when it is in force, where it does otherwise, that a chapter ends."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, require

from .. import differences, finding, presenting
from ..forms import CorrectDecisionForm, CorrectForm, DecisionForm, ForceForm, QuestionForm, VaryForm, WithdrawForm
from ..models import Question, Ratification, Version
from ..operations import force, ratifying, varying
from .keeping import area_of, chapter_of

P = Permission
LATER = "Something about this chapter was recorded at this very moment. Send it again."
BEFORE_ITS_DECISION = (
    "It was decided on {:%-d %B %Y}, and cannot have been in force before. Check the day, or correct the decision"
)


def _version(request, public_id: str) -> Version:
    """A settled version whose manual the actor's area shares."""
    rows = Version.objects.filter(state=Version.State.SETTLED).select_related("chapter__manual")
    found = get_object_or_404(rows, public_id=public_id)
    require(request.actor, P.POLICY_EDIT, found)
    require(request.actor, P.POLICY_RATIFY, request.actor.membership.team)
    return found


def _chapter(request, public_id: str):
    """A chapter of a manual that the actor's area shares, to decide on for that area."""
    found = chapter_of(request, public_id)
    require(request.actor, P.POLICY_RATIFY, request.actor.membership.team)
    return found


def _decision(form: DecisionForm) -> ratifying.Decision:
    said = form.cleaned_data
    return ratifying.Decision(said["body"], said["decided_on"], said["decision"], said["present"], said["needed"])


def _back(chapter):
    return redirect("policies:chapter_kept", chapter.public_id)


@require_http_methods(["GET", "POST"])
def ratify(request, public_id):
    """Put on record what the area's body decided."""
    version, area = _version(request, public_id), area_of(request)
    if request.method == "GET" and Ratification.objects.holding().filter(version=version, area=area).exists():
        return redirect("policies:correct_decision", public_id)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            ratifying.ratify(version=version, area=area, decision=_decision(form), by=request.actor, at=timezone.now())
        except ratifying.AlreadyRatified:
            messages.error(request, f"{area.name} has taken this version already")
            return _back(version.chapter)
        messages.success(request, f"{area.name} has ratified version {version.number}. Now put it in force")
        return redirect("policies:force", public_id)
    return render(
        request,
        "policies/ratify.html",
        {"form": form, "version": version, "area": area, "notes": presenting.notes_of(version)},
    )


@require_http_methods(["GET", "POST"])
def correct_decision(request, public_id):
    """Put a decision right that was recorded wrongly: what was recorded before stays beside it."""
    version, area = _version(request, public_id), area_of(request)
    rows = list(Ratification.objects.filter(version=version, area=area).order_by("recorded_at", "pk"))
    now = next((each for each in rows if each.corrected_at is None), None)
    if now is None:
        return redirect("policies:ratify", public_id)
    names = ("body", "decided_on", "decision", "present", "needed")
    form = CorrectDecisionForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    if form.is_valid():
        try:
            ratifying.correct(
                ratification=now,
                decision=_decision(form),
                why=form.cleaned_data["why"],
                by=request.actor,
                at=timezone.now(),
            )
        except ratifying.CorrectedAlready:
            messages.error(request, "Somebody has corrected it meanwhile. Look at what is recorded now")
            return redirect("policies:correct_decision", public_id)
        except ratifying.InForceBefore as before:
            form.add_error(
                "decided_on",
                f"The version is recorded as in force from {before.args[0]:%-d %B %Y}. Correct that date first, if it is wrong",
            )
        else:
            messages.success(request, "Corrected. What was recorded before stays beside it")
            return _back(version.chapter)
    return render(
        request,
        "policies/correct_decision.html",
        {"form": form, "version": version, "area": area, "now": now, "before": list(zip(rows, rows[1:], strict=False))},
    )


@require_http_methods(["GET", "POST"])
def force_now(request, public_id):
    """From when the version is in force in the area. What the area does otherwise is asked about first."""
    version, area = _version(request, public_id), area_of(request)
    waiting = Question.objects.filter(version=version, area=area, answer=Question.Answer.WAITING).first()
    if waiting:
        messages.info(request, "First say whether your area keeps its own wording")
        return redirect("policies:question", waiting.public_id)
    ratified = Ratification.objects.holding().filter(version=version, area=area).first()
    form = ForceForm(request.POST or None, initial={"starts_on": version.proposed_from or london_date(timezone.now())})
    if form.is_valid():
        starts_on = form.cleaned_data["starts_on"]
        try:
            force.put_in_force(version=version, area=area, starts_on=starts_on, by=request.actor, at=timezone.now())
        except force.NotRatified:
            form.add_error(None, f"{area.name} has not ratified this version. Record its decision first.")
        except force.VariationWaits as waits:
            asked = varying.ask(version=version, area=area, local=waits.args[0], at=timezone.now())
            messages.info(request, "First say whether your area keeps its own wording")
            return redirect("policies:question", asked.public_id)
        except force.BeforeItsDecision as decided:
            form.add_error("starts_on", BEFORE_ITS_DECISION.format(*decided.args))
        except force.NotInOrder:
            form.add_error(None, LATER)
        else:
            messages.success(request, f"Version {version.number} is in force in {area.name} from {starts_on:%-d %B %Y}")
            return _back(version.chapter)
    return render(
        request, "policies/force.html", {"form": form, "version": version, "area": area, "ratified": ratified}
    )


@require_http_methods(["GET", "POST"])
def question(request, public_id):
    """The shared text moves: what differs, what the area says instead, and whether it goes on saying so."""
    rows = Question.objects.select_related("version__chapter__manual", "version__follows", "local__written_for", "area")
    found = get_object_or_404(rows, public_id=public_id)
    require(request.actor, P.POLICY_RATIFY, found)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        try:
            varying.answer(
                question=found,
                keeps=form.cleaned_data["keeps"] == "keep",
                why=form.cleaned_data["why"],
                by=request.actor,
                at=timezone.now(),
            )
        except varying.AlreadyAnswered:
            messages.error(request, "Somebody of your area has said so already")
        else:
            messages.success(request, "Recorded")
        return _back(found.version.chapter)
    audit.saw("policy_question", found.pk)
    before, after = found.local.written_for.body, found.version.body
    moved = {each.anchor: each for each in differences.between(before, after)}
    shared = {each["anchor"]: each["text"] for each in after}
    places = [
        {
            "change": each,
            "difference": moved.get(each["anchor"]),
            "shared": shared.get(each["anchor"], ""),
            "said": varying.MODES[each["mode"]],
        }
        for each in found.local.changes
    ]
    return render(
        request, "policies/question.html", {"form": form, "question": found, "version": found.version, "places": places}
    )


@require_POST
def question_anew(request, public_id):
    """Take the area's answer back while the version is not in force, and ask once more."""
    rows = Question.objects.select_related("version__chapter__manual", "area")
    found = get_object_or_404(rows, public_id=public_id)
    require(request.actor, P.POLICY_RATIFY, found)
    try:
        varying.ask_anew(question=found, by=request.actor, at=timezone.now())
    except varying.InForceAlready:
        messages.error(
            request, "The version is in force by that answer, or is to be. Vary the paragraph by a decision instead"
        )
        return _back(found.version.chapter)
    return redirect("policies:question", public_id)


@require_http_methods(["GET", "POST"])
def vary(request, public_id, anchor):
    """Where the area does otherwise at one paragraph, by its own decision."""
    chapter, area = _chapter(request, public_id), area_of(request)
    today = london_date(timezone.now())
    period = finding.in_force(chapter, area, today)
    place = next((each for each in period.version.body if each["anchor"] == anchor), None) if period else None
    if place is None:
        messages.error(request, "That paragraph is not in force in your area now")
        return _back(chapter)
    own = next((each for each in (period.local.changes if period.local else []) if each["anchor"] == anchor), None)
    form = VaryForm(
        request.POST or None,
        initial={"starts_on": today, "text": own["text"] if own else place["text"], "mode": own["mode"] if own else ""},
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            varying.vary(
                chapter,
                area,
                varying.Variation(
                    anchor=anchor,
                    mode=said["mode"],
                    text=said["text"],
                    why=said["why"],
                    decision=_decision(form),
                    starts_on=said["starts_on"],
                ),
                by=request.actor,
                at=timezone.now(),
                key=said["idempotency"],
            )
        except varying.NothingInForce:
            form.add_error("starts_on", "Nothing of the chapter is in force in your area on that day")
        except varying.NoSuchParagraph:
            form.add_error("starts_on", "The version in force on that day has no such paragraph")
        except force.BeforeItsDecision as decided:
            form.add_error("starts_on", BEFORE_ITS_DECISION.format(*decided.args))
        except force.NotInOrder:
            form.add_error(None, LATER)
        else:
            messages.success(request, f"Recorded. {area.name} reads it so from {said['starts_on']:%-d %B %Y}")
            ends_on = varying.goes_no_further(chapter=chapter, area=area, anchor=anchor, starts_on=said["starts_on"])
            if ends_on and said["mode"] in varying.MODES:
                messages.info(
                    request,
                    f"Another text begins on {ends_on:%-d %B %Y}, without it. If it is to go on, vary it from that day too",
                )
            return _back(chapter)
    return render(
        request, "policies/vary.html", {"form": form, "chapter": chapter, "area": area, "place": place, "own": own}
    )


@require_http_methods(["GET", "POST"])
def withdraw(request, public_id):
    """The chapter ends in the area; its address goes on answering."""
    chapter, area = _chapter(request, public_id), area_of(request)
    others = {each.number: each for each in chapter.manual.chapters.exclude(pk=chapter.pk)}
    form = WithdrawForm(request.POST or None, others=others.values(), initial={"ends_on": london_date(timezone.now())})
    if form.is_valid():
        said = form.cleaned_data
        try:
            force.withdraw(
                chapter=chapter,
                area=area,
                ends_on=said["ends_on"],
                why=said["why"],
                look_at=others.get(said["look_at"]),
                by=request.actor,
                at=timezone.now(),
            )
        except force.NoSuchSpan:
            form.add_error("ends_on", "Nothing of the chapter is in force in your area on that day")
        except force.NotInOrder:
            form.add_error(None, LATER)
        else:
            messages.success(request, f"Withdrawn in {area.name}. Its address says why, and where to look")
            return _back(chapter)
    return render(request, "policies/withdraw.html", {"form": form, "chapter": chapter, "area": area})


@require_http_methods(["GET", "POST"])
def correct(request, public_id):
    """A first day that was recorded wrongly is put right; what was believed until now stays on record."""
    chapter, area = _chapter(request, public_id), area_of(request)
    spans = {f"{each.starts_on:%Y-%m-%d}": each for each in force.spans_of(chapter, area)}
    names = {each.pk: each.number for each in Version.objects.filter(pk__in=[span.version for span in spans.values()])}
    form = CorrectForm(
        request.POST or None,
        spans=[
            (key, f"{names[span.version]}, recorded as in force from {span.starts_on:%-d %B %Y}")
            for key, span in spans.items()
        ],
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            force.correct(
                chapter=chapter,
                area=area,
                span=spans[said["which"]],
                starts_on=said["starts_on"],
                why=said["why"],
                by=request.actor,
                at=timezone.now(),
            )
        except force.NoSuchSpan:
            form.add_error("starts_on", "That would take away the version before it or after it")
        except force.BeforeItsDecision as decided:
            form.add_error("starts_on", BEFORE_ITS_DECISION.format(*decided.args))
        except force.NotInOrder:
            form.add_error(None, LATER)
        else:
            messages.success(request, "Corrected. What was believed until now can still be read")
            return _back(chapter)
    decisions = Ratification.objects.holding().filter(area=area, version__in=names).select_related("version")
    return render(
        request,
        "policies/correct.html",
        {"form": form, "chapter": chapter, "area": area, "decisions": list(decisions.order_by("-decided_on", "-pk"))},
    )
