"""What differs, release from a day on, and a form that comes as a file."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.recording.definitions import Form
from breakwater.casework.recording.editing import form_files
from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.definition import read
from breakwater.casework.recording.editing.differences import differences
from breakwater.casework.recording.forms.pieces import SureForm
from breakwater.casework.recording.forms.releases import ReleaseForm, SendFileForm, TakeFileForm
from breakwater.casework.recording.operations import definition_of
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date

from .changes import GONE, draft_or_404, form_or_404, title_of

SALT = "a form sent as a file"
HOLDS = 3600  # seconds


def against(draft, form: Form):
    """What the draft changes of the version it was made from."""
    return differences(definition_of(draft.made_from) if draft.made_from else None, form)


@require_safe
def what_differs(request, public_id):
    found = draft_or_404(request, public_id)
    form = keeping.form_of(found)
    return render(
        request,
        "casework/recording/area_forms/differences.html",
        {"draft": found, "form": form, "differences": against(found, form)},
    )


def release(request, public_id):
    """One page that says what will happen, and asks once."""
    found = draft_or_404(request, public_id)
    now = timezone.now()
    today, drawn = london_date(now), keeping.form_of(found)
    held = keeping.holding(found.form, area=found.area, at=now)
    form = ReleaseForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": today, "revision": found.revision}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = keeping.release(
                draft=found,
                revision=said["revision"],
                starts_on=said["starts_on"],
                note=said["note"],
                key=said["idempotency"],
                by=request.actor,
                at=now,
            )
        except keeping.NotThatDay:
            form.add_error(
                "starts_on", "Choose today or a later day within two years, on which no other version begins"
            )
        except keeping.NothingChanged:
            form.add_error(None, "Nothing differs from the version in force. There is nothing to release")
        except keeping.ChangedMeanwhile:
            form.data = form.data.copy()
            found.refresh_from_db()
            form.data["revision"] = str(found.revision)
            drawn = keeping.form_of(found)
            form.add_error(
                None, "The draft was changed while you had this page open. Read below what differs now, then release it"
            )
        except keeping.NotReady as refusal:
            for reason in refusal.reasons[:3]:
                form.add_error(None, reason)
        except keeping.DraftGone:
            form.add_error(None, GONE)
        else:
            begins = "It holds from now on" if row.starts_at <= now else "It begins by itself on that day"
            messages.success(
                request,
                f"Version {row.version.number} is released. {begins}. What was answered before keeps its version",
            )
            return redirect("casework:form", found.form.key)
    return render(
        request,
        "casework/recording/area_forms/release.html",
        {
            "form": form,
            "draft": found,
            "held": held,
            "differences": against(found, drawn),
            "in_the_way": keeping.in_the_way(found, on=today),
            "tests": len(keeping.try_all(found, drawn, on=today)),
            "title": drawn.title,
            "now": now,
        },
    )


def discard(request, public_id):
    """Throw the draft away, after asking once."""
    found = draft_or_404(request, public_id)
    form = SureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keeping.discard(draft=found, by=request.actor, at=timezone.now())
        messages.success(request, "The draft is thrown away. What is in force stays")
        return redirect("casework:form", found.form.key)
    drawn = keeping.form_of(found)
    return render(
        request,
        "casework/recording/area_forms/discard.html",
        {"form": form, "draft": found, "title": drawn.title, "count": len(against(found, drawn))},
    )


def send_file(request, key):
    """A version from another installation: checked, compared, and only then a draft."""
    found, area = form_or_404(request, key)
    held = keeping.holding(found, area=area, at=timezone.now())
    form = SendFileForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    context = {
        "form": form,
        "found": found,
        "title": title_of(found, area),
        "back": reverse("casework:form", args=[key]),
    }
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(form_files.LONGEST + 1)
        audit.did("sent a form's file", "area", area.pk, form=key)
        try:
            carried = form_files.read_file(content, form_key=key)
        except form_files.NotAFormFile as fault:
            form.add_error("file", fault.words)
        else:
            return _compare(request, context, carried, content.decode("utf-8"), held)
    return render(request, "casework/recording/area_forms/send_file.html", context)


def _compare(request, context, carried, text, held, form=None, status=200):
    """What the file would change, before it becomes a draft."""
    drawn = read(carried.form_key, carried.definition)
    sealed = signing.dumps(text, salt=SALT, compress=True)
    lost = keeping.lost(context["found"], drawn)
    same = bool(held.version and held.version.definition == keeping.as_written(carried.definition))
    return render(
        request,
        "casework/recording/area_forms/take_file.html",
        context
        | {
            "form": form or TakeFileForm(initial={"carried": sealed}),
            "carried": carried,
            "lost": lost,
            "same": same,
            "differences": differences(definition_of(held.version) if held.version else None, drawn),
        },
        status=status,
    )


def take_file(request, key):
    """Make the file that was compared the draft."""
    found, area = form_or_404(request, key)
    if request.method != "POST":
        return redirect("casework:form_send_file", key)
    form = TakeFileForm(request.POST)
    try:
        text = signing.loads(request.POST.get("carried", ""), salt=SALT, max_age=HOLDS)
        carried = form_files.read_file(text.encode(), form_key=key)
    except (signing.BadSignature, form_files.NotAFormFile):
        messages.error(request, "Send the file once more: this page was open too long")
        return redirect("casework:form_send_file", key)
    if form.is_valid():
        try:
            draft = keeping.take_file(
                form=found,
                carried=carried,
                area=area,
                key=form.cleaned_data["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except keeping.NothingChanged:
            messages.success(request, "This file holds what stands here already. Nothing was changed")
            return redirect("casework:form", key)
        except keeping.DraftBegun:
            form.add_error(None, "There is a draft already. Release or discard it first, then send the file once more")
        except keeping.NotReady as refusal:
            form.add_error(None, refusal.reasons[0])
        else:
            messages.success(request, "The file is a draft now. Try it, then release it from a day on")
            return redirect("casework:form_draft", draft.public_id)
    held = keeping.holding(found, area=area, at=timezone.now())
    context = {"found": found, "title": title_of(found, area), "back": reverse("casework:form", args=[key])}
    return _compare(request, context, carried, text, held, form)
