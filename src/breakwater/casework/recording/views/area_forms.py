"""The area's forms, and one form with its history."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.recording.editing import form_files, sheet
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import NotPossible
from breakwater.casework.recording.editing.differences import differences
from breakwater.casework.recording.editing.examples import examples
from breakwater.casework.recording.editing.overview import overview
from breakwater.casework.recording.forms.pieces import SureForm
from breakwater.casework.recording.forms.releases import NoteForm
from breakwater.casework.recording.models import Form, FormDraft, FormInForce, FormTrial, FormVersion
from breakwater.casework.recording.operations import definition_of
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date

from .changes import form_or_404, own_area, title_of


@require_safe
def forms(request):
    """Every form of the area: what holds, since when, whether a draft is worked on and what is dated ahead."""
    area = own_area(request)
    rows = overview(area, at=timezone.now())
    begun = {row.key for row in rows}
    return render(
        request,
        "casework/recording/area_forms/list.html",
        {
            "area": area,
            "rows": rows,
            "examples": [each for key, each in examples().items() if key not in begun],
            "sure": SureForm(),
        },
    )


@require_safe
def form(request, key):
    """One form: what holds, its draft, what is dated ahead, its history."""
    found, area = form_or_404(request, key)
    now = timezone.now()
    held = keeping.holding(found, area=area, at=now)
    history = FormInForce.objects.filter(form=found, area=area).select_related(
        "version", "by__membership__user", "called_off_by__membership__user"
    )
    return render(
        request,
        "casework/recording/area_forms/form.html",
        {
            "area": area,
            "found": found,
            "title": title_of(found, area),
            "held": held,
            "now": now,
            "sure": SureForm(),
            "draft": FormDraft.objects.filter(form=found, area=area)
            .select_related("saved_by__membership__user")
            .first(),
            "history": history.order_by("-starts_at", "-pk"),
            "edition": keeping.new_edition(held),
            "editions": FormVersion.objects.filter(form=found, area=None).order_by("-number"),
            "trials": FormTrial.objects.filter(form=found, area=area).count(),
        },
    )


@require_POST
def begin(request, key):
    """Begin the next version from the one in force."""
    found, area = form_or_404(request, key)
    try:
        draft = keeping.begin_draft(form=found, area=area, by=request.actor, at=timezone.now())
    except keeping.DraftBegun:
        messages.error(request, "There is a draft already. Go on with that one")
        return redirect("casework:form", key)
    return redirect("casework:form_draft", draft.public_id)


@require_POST
def begin_example(request, key):
    """Begin a form of the area's own from an example."""
    area = own_area(request)
    if key not in examples():
        raise Http404
    try:
        draft = keeping.begin_from_example(key=key, area=area, by=request.actor, at=timezone.now())
    except keeping.DraftBegun:
        messages.error(request, "There is a draft already. Go on with that one")
        return redirect("casework:forms")
    return redirect("casework:form_draft", draft.public_id)


def version_or_404(found: Form, area, code: str) -> FormVersion:
    """A version of the area, or an edition of the product, by its code: "area-2", "product-3"."""
    whose, _, number = code.partition("-")
    if whose not in ("area", "product") or not (number.isascii() and number.isdigit() and len(number) < 7):
        raise Http404
    of = area if whose == "area" else None
    version = FormVersion.objects.select_related("form").filter(form=found, area=of, number=int(number)).first()
    if version is None:
        raise Http404
    return version


@require_safe
def version(request, key, code):
    """A version to read whole, on paper if need be: every question in words."""
    found, area = form_or_404(request, key)
    shown = version_or_404(found, area, code)
    held = keeping.holding(found, area=area, at=timezone.now())
    return render(
        request,
        "casework/recording/area_forms/version.html",
        {
            "found": found,
            "version": shown,
            "pages": sheet.sheet(definition_of(shown)),
            "form": definition_of(shown),
            "holds": held.version == shown and not held.follows_product,
            "held": held,
        },
    )


@require_safe
def version_file(request, key, code):
    """A version as a file, to carry it to another installation."""
    found, area = form_or_404(request, key)
    carried = version_or_404(found, area, code)
    trials = [
        {"title": each.title, "values": each.values, "recorded": each.recorded, "open": each.open}
        for each in FormTrial.objects.filter(form=found, area=area).order_by("at", "pk")
    ]
    audit.did("downloaded a form", "area", area.pk, form=found.key, version=carried.code)
    response = HttpResponse(
        form_files.file_of(carried, from_where=area.name, trials=trials), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.key.replace(".", "-")}-{carried.code}.json"'
    return response


def again(request, key, code):
    """Roll back: put an earlier version in force again from now, after saying what that changes."""
    found, area = form_or_404(request, key)
    earlier = version_or_404(found, area, code)
    held = keeping.holding(found, area=area, at=timezone.now())
    asks = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and asks.is_valid():
        try:
            keeping.roll_back(
                version=earlier,
                area=area,
                note=asks.cleaned_data["note"],
                key=asks.cleaned_data["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except keeping.NothingChanged:
            asks.add_error(None, "This version holds already. There is nothing to roll back")
        else:
            messages.success(request, f"{earlier.named.capitalize()} holds again from now. Nothing was taken away")
            return redirect("casework:form", key)
    return render(
        request,
        "casework/recording/area_forms/again.html",
        {
            "form": asks,
            "found": found,
            "earlier": earlier,
            "held": held,
            "title": title_of(found, area),
            "differences": differences(definition_of(held.version), definition_of(earlier)) if held.version else [],
        },
    )


@require_POST
def call_off(request, key, public_id):
    found, area = form_or_404(request, key)
    row = FormInForce.objects.filter(form=found, area=area, public_id=public_id).select_related("form").first()
    if row is None:
        raise Http404
    try:
        keeping.call_off(row=row, by=request.actor, at=timezone.now())
    except keeping.BegunAlready:
        messages.error(request, "It has begun already. Roll back to the version before it instead")
    else:
        messages.success(request, f"It will not begin on {date_in_words(london_date(row.starts_at))}")
    return redirect("casework:form", key)


def edition(request, key):
    """A new edition from the product: what it changes, and whether the area takes it over."""
    found, area = form_or_404(request, key)
    held = keeping.holding(found, area=area, at=timezone.now())
    newest = keeping.new_edition(held)
    if newest is None:
        messages.success(request, "There is no new edition to look at")
        return redirect("casework:form", key)
    asks = NoteForm(request.POST if request.method == "POST" else None)
    take = request.method == "POST" and "take" in request.POST
    if take:
        asks.fields["note"].required = False
    if request.method == "POST" and asks.is_valid():
        try:
            return _taken(request, found, area) if take else _kept(request, found, area, asks)
        except keeping.DraftBegun:
            asks.add_error(
                None, "There is a draft already. Release or discard it first, then take the new edition over"
            )
        except NotPossible as refusal:
            asks.add_error(None, f"The two cannot be joined by themselves. {refusal.words}")
    known = held.since.product
    return render(
        request,
        "casework/recording/area_forms/edition.html",
        {
            "form": asks,
            "found": found,
            "title": title_of(found, area),
            "edition": newest,
            "held": held,
            "theirs": differences(definition_of(known), definition_of(newest)) if known else [],
            "ours": differences(definition_of(newest), definition_of(held.version)),
            "known": known,
        },
    )


def _taken(request, found, area):
    draft, contested = keeping.begin_from_product(form=found, area=area, by=request.actor, at=timezone.now())
    if contested:
        names = "; ".join(f"“{each}”" for each in contested[:5])
        messages.warning(request, f"Both changed these, so yours stands. Look at them: {names}")
    messages.success(request, "The new edition is joined into a draft of yours. Look at what differs, then release it")
    return redirect("casework:form_draft", draft.public_id)


def _kept(request, found, area, asks):
    keeping.keep_ours(
        form=found,
        area=area,
        note=asks.cleaned_data["note"],
        key=asks.cleaned_data["idempotency"],
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, "Your version stays in force. The new edition stays in the form’s history")
    return redirect(reverse("casework:form", args=[found.key]))
