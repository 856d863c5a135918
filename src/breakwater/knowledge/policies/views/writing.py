"""Writing the next version: save, ask agencies, close the asking, settle, or give up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.organisations.access import Permission, require

from .. import differences
from ..forms import ConsultForm, DraftForm, initial_of
from ..models import Version
from ..operations import consulting, drafting
from .keeping import chapter_of

P = Permission


def _version(request, public_id: str) -> Version:
    found = get_object_or_404(Version.objects.select_related("chapter__manual", "follows"), public_id=public_id)
    require(request.actor, P.POLICY_EDIT, found)
    return found


def _to_chapter(version: Version):
    return redirect("policies:chapter_kept", version.chapter.public_id)


@require_POST
def write(request, public_id):
    """Open the draft there is, or begin one with the text that is newest."""
    found = chapter_of(request, public_id)
    return redirect("policies:draft", drafting.begin(chapter=found, by=request.actor, at=timezone.now()).public_id)


@require_http_methods(["GET", "POST"])
def draft(request, public_id):
    """The draft in its boxes, and what it changes so far."""
    version = _version(request, public_id)
    if version.state != Version.State.DRAFT:
        return _to_chapter(version)
    form = DraftForm(request.POST or None, initial=initial_of(version, drafting.text_of(version)))
    if form.is_valid():
        said = form.cleaned_data
        revision = whole_number(said["revision"])
        revision = -1 if revision is None else revision
        try:
            drafting.write(
                version=version,
                facts=form.facts,
                text=said["text"],
                revision=revision,
                by=request.actor,
                at=timezone.now(),
            )
        except drafting.ChangedMeanwhile:
            form.add_error(
                None,
                "Someone else saved this draft while you wrote. Open it in another window, compare, and save again there.",
            )
        except drafting.NotOpen:
            form.add_error(None, "This draft has gone on meanwhile: its text does not change now.")
        else:
            messages.success(request, "Saved")
            return redirect("policies:draft", public_id)
    audit.saw("policy_version", version.pk)
    before = version.follows.body if version.follows else []
    return render(
        request,
        "policies/draft.html",
        {
            "form": form,
            "version": version,
            "lacks": drafting.lacks(version),
            "found": differences.changed(before, version.body) if before else [],
        },
    )


@require_http_methods(["GET", "POST"])
def settle(request, public_id):
    """Asked once: a settled text never changes again."""
    version = _version(request, public_id)
    if request.method == "POST":
        try:
            made = drafting.settle(version=version, by=request.actor, at=timezone.now())
        except drafting.NotReady as refused:
            messages.error(request, f"It cannot be settled yet. {refused}")
            return redirect("policies:draft", public_id)
        except drafting.NotOpen:  # pressed twice, or a colleague was first
            version.refresh_from_db(fields=["state"])
            messages.info(request, f"Nothing was done: this text stands at “{version.get_state_display()}”")
            return _to_chapter(version)
        messages.success(request, f"Version {made.number} is settled. Each area decides on it now")
        return _to_chapter(version)
    return render(request, "policies/settle.html", {"version": version, "lacks": drafting.lacks(version)})


@require_POST
def give_up(request, public_id):
    """Leave the draft; the chapter stays as it is in force."""
    version = _version(request, public_id)
    try:
        drafting.give_up(version=version, by=request.actor, at=timezone.now())
    except drafting.NotOpen:
        messages.error(request, "This draft has gone on meanwhile, so it cannot be given up")
    else:
        messages.success(request, "The draft is given up")
    return _to_chapter(version)


@require_http_methods(["GET", "POST"])
def consult(request, public_id):
    """Ask agencies until a day."""
    version, now = _version(request, public_id), timezone.now()
    earliest = consulting.earliest_close(london_date(now))
    form = ConsultForm(request.POST or None, initial={"closes_on": earliest})
    if form.is_valid():
        try:
            consulting.open_to(version=version, by=request.actor, at=now, **form.cleaned_data)
        except consulting.TooShort:
            form.add_error("closes_on", f"Give agencies at least {consulting.AT_LEAST} working days")
        except consulting.NotADraft:
            form.add_error(None, "Write the text first. A draft that is out already cannot go out again.")
        else:
            messages.success(request, "Agencies are asked: it stands on their Today")
            return _to_chapter(version)
    return render(request, "policies/consult.html", {"form": form, "version": version, "earliest": earliest})


@require_POST
def close(request, public_id):
    """The asking is over: the text can be revised."""
    version = _version(request, public_id)
    try:
        consulting.close(version=version, by=request.actor, at=timezone.now())
    except consulting.TooShort as early:
        messages.error(request, f"Agencies have until the end of {early.args[0]:%-d %B %Y}")
        return _to_chapter(version)
    except consulting.NotOpen:
        messages.error(request, "It is not out to consultation")
        return _to_chapter(version)
    messages.success(request, "The consultation is closed. Answer every comment, and revise the text")
    return redirect("policies:comments", public_id)
