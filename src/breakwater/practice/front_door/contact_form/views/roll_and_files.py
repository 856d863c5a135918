"""Beside the sections of a contact form: the school's own roll, the files, and the manager who approves (SG-21, SG-29, FD 1.5)."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from breakwater.foundation import audit
from breakwater.foundation.storage import Refused
from breakwater.partnership.organisations.access import Permission, require

from ...models import Attachment, DispensingApproval
from ...who_to_call import reach_now
from ..forms.drafts import ApprovalForm, FileForm
from ..operations import approvals, attachments, roll
from .drafts import draft_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def pick(request, public_id):
    """Tick children of the school's own verified roll, found by name or by letter; several at once.

    A name is sent in the body, never in an address. Whom one ticked stays ticked while one looks for the next.
    """
    answers = draft_or_404(request, public_id)
    sent = request.POST if request.method == "POST" else request.GET
    looks_on = "find" in request.POST or "open" in request.POST
    ticked = request.POST.getlist("child")
    problem = ""
    if request.method == "POST" and not looks_on:
        if roll.add_from_roll(answers=answers, picked=ticked, by=request.actor, at=timezone.now()):
            return redirect("front_door:draft_page", answers.public_id, "children")
        problem = "Tick the children this is about"
        if ticked:
            problem = "They are in the form already, or it is full: a form takes twelve children"
    letter = (request.POST.get("open") or sent.get("letter", ""))[:1].upper()
    name = "" if "open" in request.POST else request.POST.get("name", "")[:100].strip()
    choice = roll.choose(answers=answers, by=request.actor, letter=letter, words=name, picked=ticked)
    if not choice.letters:
        raise Http404
    context = {
        "answers": answers,
        "choice": choice,
        "letter": "" if name else letter,
        "name": name,
        "ticked": set(ticked),
        "problem": problem,
    }
    audit.saw("person", *(pupil.pk for pupil in (*choice.ticked, *choice.found)))
    return render(request, "front_door/sending/roll.html", context)


@require_http_methods(["GET", "HEAD"])
def files(request, public_id):
    """What goes with the form. Before any box to choose a file: what must never be sent, and whom to ring (SG-29)."""
    answers = draft_or_404(request, public_id)
    context = {
        "answers": answers,
        "files": [(each, attachments.words_of(each)) for each in attachments.attachments_of(answers)],
        "reach": reach_now(timezone.now(), area=answers.area),
        "most": attachments.MOST,
    }
    return render(request, "front_door/sending/files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_file(request, public_id):
    """Choose one file and say what it is."""
    answers = draft_or_404(request, public_id)
    sent = request.method == "POST"
    form = FileForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"idempotency": uuid4(), "marking": Attachment.Marking.SENSITIVE},
    )
    if sent and form.is_valid() and _attached(request, answers, form):
        return redirect("front_door:draft_files", answers.public_id)
    return render(request, "front_door/sending/file_new.html", {"answers": answers, "form": form})


def _attached(request, answers, form: FileForm) -> bool:
    key = form.cleaned_data["idempotency"]
    try:
        made = attachments.attach(answers, form.facts(), key=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        form.add_error("file", str(refusal))
    except attachments.TooManyFiles as refusal:
        form.add_error(refusal.box, refusal.words)
    else:
        if made.state == Attachment.State.REFUSED:
            messages.error(
                request, "The virus scanner found something in the file. It is not sent. Tell your IT support."
            )
        else:
            messages.success(request, "The file goes with the form")
        return True
    return False


@require_POST
def remove_file(request, public_id, file_id):
    """Take a file out again."""
    answers = draft_or_404(request, public_id)
    found = Attachment.objects.filter(answers=answers, public_id=file_id).first()
    if found:
        attachments.take_out(attachment=found, by=request.actor)
        messages.success(request, "The file is taken out")
    return redirect("front_door:draft_files", answers.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request, public_id):
    """A manager is asked whether a contact may be made without telling the family; nobody else finds this page."""
    require(request.actor, Permission.CONTACT_MAKE)
    found = get_object_or_404(
        DispensingApproval.objects.select_related("asker", "manager_user"),
        public_id=public_id,
        manager_user=request.post.user_id,
    )
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            approvals.decide_approval(
                approval=found,
                approved=form.cleaned_data["approved"] == "yes",
                words=form.cleaned_data["words"],
                by=request.actor,
                at=timezone.now(),
            )
        except approvals.AnsweredAlready as refusal:
            messages.warning(request, refusal.words)
        else:
            messages.success(request, "Your answer is kept, and the sender is told")
        return redirect("front_door:approval", found.public_id)
    audit.saw("approval", found.pk)
    context = {"approval": found, "form": form, "is_open": found.state == approvals.State.ASKED}
    return render(request, "front_door/sending/approval.html", context)
