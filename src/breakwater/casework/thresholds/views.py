"""Levels of need: the chart in force, its editor, and the level that a person sees in a case."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.lookup import case_or_404
from breakwater.casework.cases.models import Capacity
from breakwater.casework.thresholds import operations as thresholds
from breakwater.casework.thresholds.models import Domain, Indicator, Level, ThresholdEdition
from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.partnership.organisations.access import Permission, may, require

from .forms import IndicatorForm, LevelForm, ReleaseForm, WordsForm

USUAL_REVIEW = timedelta(days=365)
RELEASED = "This edition has been released meanwhile, and a released edition is never changed. Begin a new draft."


@require_safe
def chart(request):
    """The continuum of need in force today in the acting post's area."""
    area = request.actor.membership.team.area
    edition = ThresholdEdition.objects.in_force(area, timezone.localdate()).first()
    return render(
        request,
        "casework/thresholds/chart.html",
        {
            "area": area,
            "edition": edition,
            "chart": charted(edition) if edition else [],
            "levels": _levels(edition),
            "may_edit": may(request.actor, Permission.THRESHOLDS_EDIT),
            "today": timezone.localdate(),
        },
    )


def charted(edition: ThresholdEdition) -> list[dict]:
    """An edition as a page draws it: domains, in each its topics, in each the indicators by tier."""
    domains: dict[str, dict[str, dict[int, list[Indicator]]]] = {key: {} for key in Domain.values}
    for each in edition.indicators.order_by("order", "pk"):
        domains[each.domain].setdefault(each.topic, {level: [] for level in Level.values})[each.level].append(each)
    return [{"key": key, "title": Domain(key).label, "topics": topics} for key, topics in domains.items() if topics]


def _levels(edition: ThresholdEdition | None) -> list[dict]:
    if edition is None:
        return []
    return [
        {
            "level": level.value,
            "label": edition.label_of(level),
            "who": edition.tiers.get(str(level.value), {}).get("who", ""),
        }
        for level in Level
    ]


@require_safe
def editions(request):
    """The area's editions, and its draft."""
    area = _own_area(request)
    rows = list(ThresholdEdition.objects.filter(area=area).order_by("-starts_on", "-pk"))
    today = timezone.localdate()
    in_force = ThresholdEdition.objects.in_force(area, today).first()
    return render(
        request,
        "casework/thresholds/editions.html",
        {
            "area": area,
            "draft": next((row for row in rows if row.is_draft), None),
            "editions": [row for row in rows if not row.is_draft],
            "in_force": in_force,
            "today": today,
        },
    )


@require_POST
def begin(request):
    area = _own_area(request)
    try:
        draft = thresholds.begin_draft(area=area, by=request.actor, at=timezone.now())
    except thresholds.DraftBegun:
        messages.error(request, "There is a draft already. Go on with that one")
        return redirect("casework:threshold_editions")
    return redirect("casework:threshold_draft", draft.public_id)


@require_safe
def draft(request, public_id):
    edition = _edition(request, public_id)
    return render(
        request,
        "casework/thresholds/draft.html",
        {"edition": edition, "chart": charted(edition), "levels": _levels(edition)},
    )


def words(request, public_id):
    edition = _edition(request, public_id)
    form = WordsForm(request.POST if request.method == "POST" else None, initial=WordsForm.initial_of(edition))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            thresholds.describe(
                edition=edition,
                title=said["title"],
                source=said["source"],
                tiers=form.tiers(),
                by=request.actor,
                at=timezone.now(),
            )
        except thresholds.AlreadyReleased:
            form.add_error(None, RELEASED)
        else:
            messages.success(request, "The words of the draft are changed")
            return redirect("casework:threshold_draft", edition.public_id)
    return render(request, "casework/thresholds/words.html", {"form": form, "edition": edition})


def indicator(request, public_id, code=""):
    """Add an indicator to a draft, or change one."""
    edition = _edition(request, public_id)
    found = edition.indicators.filter(code=code).first() if code else None
    if code and found is None:
        messages.error(request, "That indicator is no longer in the draft")
        return redirect("casework:threshold_draft", edition.public_id)
    initial = {}
    if found:
        initial = {
            "level": found.level,
            "domain": found.domain,
            "topic": found.topic,
            "text": found.text,
            "alone": ["alone"] if found.alone else [],
        }
    form = IndicatorForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            thresholds.write_indicator(
                edition=edition,
                code=code,
                level=int(said["level"]),
                domain=said["domain"],
                topic=said["topic"],
                text=said["text"],
                alone=bool(said["alone"]),
                by=request.actor,
                at=timezone.now(),
            )
        except thresholds.AlreadyReleased:
            form.add_error(None, RELEASED)
        except thresholds.SaidTwice:
            form.add_error("text", "These words stand under this heading and tier already")
        else:
            messages.success(request, f"“{said['text']}” stands in the draft")
            return redirect("casework:threshold_draft", edition.public_id)
    return render(request, "casework/thresholds/indicator.html", {"form": form, "edition": edition, "found": found})


@require_POST
def drop(request, public_id, code):
    edition = _edition(request, public_id)
    try:
        thresholds.drop_indicator(edition=edition, code=code, by=request.actor, at=timezone.now())
    except thresholds.AlreadyReleased:
        messages.error(request, RELEASED)
        return redirect("casework:threshold_editions")
    messages.success(request, "The indicator is taken out of the draft")
    return redirect("casework:threshold_draft", edition.public_id)


def undo(request, public_id):
    """Undo everything that a draft changes; asked once."""
    edition = _edition(request, public_id)
    if request.method == "POST":
        try:
            thresholds.undo_changes(edition=edition, by=request.actor, at=timezone.now())
        except thresholds.AlreadyReleased:
            messages.error(request, RELEASED)
            return redirect("casework:threshold_editions")
        messages.success(request, "Every change of the draft is undone. What is in force stays as it is")
        return redirect("casework:threshold_draft", edition.public_id)
    context = {"form": Form(), "edition": edition, "changes": thresholds.changes_of(edition)}
    return render(request, "casework/thresholds/undo.html", context)


def release(request, public_id):
    edition = _edition(request, public_id)
    today = timezone.localdate()
    form = ReleaseForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today, "review_by": today + USUAL_REVIEW},
    )
    if request.method == "POST" and form.is_valid():
        try:
            thresholds.release(edition=edition, **form.cleaned_data, by=request.actor, at=timezone.now())
        except thresholds.AlreadyReleased:
            form.add_error(None, RELEASED)
        except thresholds.Incomplete:
            form.add_error(None, "Add at least one indicator to every tier, then release it.")
        except thresholds.FromTooEarly:
            form.add_error("starts_on", "Choose today or a later day, on which no other edition begins")
        else:
            messages.success(
                request, "The edition is released. What was decided before keeps the edition it was decided by"
            )
            return redirect("casework:threshold_editions")
    context = {"form": form, "edition": edition, "changes": thresholds.changes_of(edition)}
    return render(request, "casework/thresholds/release.html", context)


def level(request, reference):
    """The level of need that a person sees in a case, beside what was seen before."""
    case = case_or_404(reference)
    require(request.actor, Permission.CASE_WORK, case)
    now = timezone.now()
    edition = ThresholdEdition.objects.in_force(case.area, timezone.localdate()).first()
    if edition is None:
        return render(request, "casework/thresholds/none.html", {"case": case, "called": cases_shown.called(case)})
    indicators = list(edition.indicators.order_by("order", "pk"))
    children = [
        part.person for part in case.participants.filter(capacity=Capacity.CHILD, ends_at=None).select_related("person")
    ]
    last = thresholds.view_of(case)
    form = LevelForm(
        request.POST if request.method == "POST" else None,
        edition=edition,
        indicators=indicators,
    )
    if request.method == "POST" and form.is_valid():
        ticked = set(form.indicators())
        said = form.cleaned_data
        try:
            thresholds.consider(
                case=case,
                level=int(said["level"]),
                reason=said["reason"],
                indicators=ticked,
                missing=form.missing_lines(),
                key=said["idempotency"],
                by=request.actor,
                at=now,
            )
        except (thresholds.NoEdition, thresholds.OfAnotherEdition):
            form.add_error(
                None,
                "A new edition came into force meanwhile. Open the page again; your reasons are kept here to copy.",
            )
        else:
            points = thresholds.suggest([each for each in indicators if each.pk in ticked])
            words = "The level of need is recorded"
            if points.level and points.level != int(said["level"]):
                words += f". What you ticked points elsewhere: {points.why} You decide; say so in your reasons"
            messages.success(request, words)
            return redirect(cases_shown.address_of(case))
    audit.saw("case", case.pk)
    audit.saw("person", *(child.pk for child in children))
    return render(
        request,
        "casework/thresholds/level.html",
        {
            "form": form,
            "case": case,
            "called": cases_shown.called(case),
            "edition": edition,
            "last": last,
            "domains": _domains(form, edition),
            "before": thresholds.seen_before(children, case=case, at=now) if children else [],
            "back": cases_shown.address_of(case),
        },
    )


def _domains(form: LevelForm, edition: ThresholdEdition) -> list[dict]:
    """The form's boxes by domain, in each by tier, with how many there are and how many are ticked."""
    found = []
    for domain in Domain:
        tiers = []
        for level in Level:
            if name := form.groups.get((domain.value, level.value)):
                box = form[name]
                ticked = len(box.value() or []) if form.is_bound else 0
                tiers.append(
                    {"title": edition.label_of(level), "box": box, "ticked": ticked, "of": len(box.field.choices)}
                )
        if tiers:
            found.append({"key": domain.value, "title": domain.label, "tiers": tiers})
    return found


def _own_area(request):
    require(request.actor, Permission.THRESHOLDS_EDIT)
    return request.actor.membership.team.area


def _edition(request, public_id) -> ThresholdEdition:
    area = _own_area(request)
    edition = ThresholdEdition.objects.filter(area=area, public_id=public_id, released_at=None).first()
    if edition is None:
        raise Http404
    return edition
