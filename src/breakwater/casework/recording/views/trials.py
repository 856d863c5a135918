"""Trying a draft as the person would meet it. Nothing is kept but what an editor chooses to keep as a test."""

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from breakwater.casework.recording import answers
from breakwater.casework.recording.definitions import UnknownPage
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.forms.pieces import SureForm
from breakwater.casework.recording.forms.releases import TrialForm
from breakwater.foundation.dates.london_time import london_date

from .changes import draft_or_404

SALT = "a form tried"
HOLDS = 24 * 3600  # seconds


def trying(request, public_id):
    """One page of the draft with what was answered so far, wide or as on a phone; then what would be recorded."""
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    posted = request.POST if request.method == "POST" else None
    values = _carried(found, posted)
    narrow = bool(posted and (posted.get("narrow") == "1") != ("turn" in posted))
    asked_for = (posted or request.GET).get("page", "")
    try:
        page = form.page(asked_for) if asked_for else answers.next_page(form, values)
    except UnknownPage:
        page = answers.next_page(form, values)
    if page is None:
        raise Http404
    drawing = {"draft": found, "form_drawn": form, "narrow": narrow}
    if not posted or "open" in posted:
        return _draw(request, drawing, answers.open_page(form, page, values, asking=_asking(request)), values)
    data = posted.copy()
    if "turn" in data or "back" in data:
        data["keep"] = "1"
    if "result" in data:
        data["save"] = "1"
    opened = answers.open_page(form, page, values, data=data, files=request.FILES, asking=_asking(request))
    if not opened.is_valid():
        return _draw(request, drawing, opened, values)
    values = answers.merge_page(form, page, values, opened.cleaned, on=london_date(timezone.now()))
    if "result" in data:
        return _result(request, drawing, values)
    if "turn" in data:
        return _draw(request, drawing, answers.open_page(form, page, values, asking=_asking(request)), values)
    there = (
        answers.previous_page(form, values, page.key) if "back" in data else answers.next_page(form, values, page.key)
    )
    if there is None:
        return _result(request, drawing, values) if "back" not in data else redirect("casework:form_draft", public_id)
    return _draw(request, drawing, answers.open_page(form, there, values, asking=_asking(request)), values)


def _asking(request) -> answers.Asking:
    """A file is described and goes nowhere."""
    return answers.Asking(by=request.actor, keep_file=lambda question, upload: {"name": upload.name, "document": ""})


def _carried(found, posted) -> dict:
    """The answers so far: they travel with the page and lie nowhere. What cannot be read begins again."""
    text = posted.get("carried", "") if posted else ""
    try:
        return signing.loads(text, salt=f"{SALT} {found.pk}", max_age=HOLDS) if text else {}
    except signing.BadSignature:
        return {}


def _carry(found, values) -> str:
    return signing.dumps(values, salt=f"{SALT} {found.pk}", compress=True)


def _draw(request, drawing, opened, values):
    form, found = drawing["form_drawn"], drawing["draft"]
    carried = _carry(found, values)
    pages = answers.visible_pages(form, values)
    hidden = Markup(
        '<input type="hidden" name="carried" value="{}"><input type="hidden" name="page" value="{}"><input type="hidden" name="narrow" value="{}">'
    ).format(carried, opened.page.key, "1" if drawing["narrow"] else "")
    keys = [page.key for page in pages]
    return render(
        request,
        "casework/recording/area_forms/try.html",
        drawing
        | {
            "form": opened,
            "hidden": hidden,
            "number": keys.index(opened.page.key) + 1 if opened.page.key in keys else 0,
            "count": len(keys),
            "first": opened.page.key == keys[0] if keys else True,
            "action": reverse("casework:form_try", args=[found.public_id]),
        },
    )


def _result(request, drawing, values, trial=None):
    found, form = drawing["draft"], drawing["form_drawn"]
    carried = _carry(found, values)
    return render(
        request,
        "casework/recording/area_forms/result.html",
        drawing
        | {
            "sections": answers.summary(form, values),
            "missing": answers.missing(form, values),
            "carried": carried,
            "first": answers.next_page(form, values),
            "form": trial or TrialForm(initial={"carried": carried}),
            "in_danger": form.says_danger(values),
        },
    )


@require_POST
def keep(request, public_id):
    """Keep what was tried as a test of the form."""
    found = draft_or_404(request, public_id)
    form = TrialForm(request.POST)
    values = _carried(found, request.POST)
    if not form.is_valid() or not values:
        return _result(request, {"draft": found, "form_drawn": keeping.form_of(found), "narrow": False}, values, form)
    keeping.keep_trial(
        draft=found,
        title=form.cleaned_data["title"],
        values={key: value for key, value in values.items() if not key.startswith("_")},
        key=form.cleaned_data["idempotency"],
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, "Saved as a test. It is tried again whenever the form is released")
    return redirect("casework:form_tests", public_id)


@require_safe
def tests(request, public_id):
    """The form's tests, and which of them the draft fails."""
    found = draft_or_404(request, public_id)
    form, today = keeping.form_of(found), london_date(timezone.now())
    tried = keeping.try_all(found, form, on=today)
    rows = [
        {
            "trial": each.trial,
            "fails": each.fails,
            "carried": _carry(found, each.trial.values),
            "sections": answers.summary(form, each.trial.values),
        }
        for each in tried
    ]
    return render(
        request, "casework/recording/area_forms/tests.html", {"draft": found, "tried": rows, "sure": SureForm()}
    )


@require_POST
def test_change(request, public_id, trial_id, what):
    """Take a test away, or say that what the draft makes of it is what is wanted now."""
    found = draft_or_404(request, public_id)
    trial = get_object_or_404(keeping.trials_of(found.form, found.area).select_related("form"), public_id=trial_id)
    now = timezone.now()
    if what == "drop":
        keeping.drop_trial(trial=trial, by=request.actor, at=now)
        messages.success(request, "The test is taken away")
    else:
        keeping.accept_trial(trial=trial, draft=found, by=request.actor, at=now)
        messages.success(request, "From now on the test expects what the draft records")
    return redirect("casework:form_tests", public_id)
