"""The school's part between two calls: what it says to a prompt, and whether a file has come."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.answers.operations import prompts
from breakwater.practice.education.answers.operations.answers import NotOpened
from breakwater.practice.education.answers.prompts import STARTS_HELP
from breakwater.practice.education.consultations.operations import pupil_files
from breakwater.practice.education.models import FileReceipt, PromptAnswer
from breakwater.practice.education.our_list.forms import PromptForm, ReceiptForm

from .lists import of_a_row

P = Permission


@of_a_row
def prompt(request, row, number):
    """One thing that is asked beside a pupil: take it up, decline it with a reason, or talk about it."""
    if not 0 < number <= len(row.prompts):
        raise Http404
    words, form = row.prompts[number - 1], PromptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        try:
            made = prompts.say(
                row=row,
                prompt=words,
                said=of["said"],
                reason=of["reason"],
                key=of["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except NotOpened:
            messages.warning(request, "Open the list first, then answer.")
        else:
            messages.success(request, _follows(made))
        return redirect(f"{redirect('education:school_list', row.list.public_id).url}#row-{row.pupil.code}")
    given = prompts.standing([row]).get((row.pk, words))
    return render(request, "education/prompt.html", {"row": row, "words": words, "form": form, "given": given})


def _follows(made: PromptAnswer) -> str:
    return {
        PromptAnswer.Said.ACCEPTED: "Thank you. Talk to the family first"
        + (": then “Start early help” beside the pupil" if made.prompt in STARTS_HELP else ""),
        PromptAnswer.Said.DECLINED: "Noted. It is not asked again while nothing changes",
        PromptAnswer.Said.ASKED: "Noted. Your link co-ordinator talks about it with you on the next call",
    }[PromptAnswer.Said(made.said)]


def file_came(request, public_id):
    """Say whether the safeguarding file of a pupil who came has come too."""
    require(request.actor, P.LIST_ANSWER)
    found = get_object_or_404(FileReceipt, public_id=public_id, school_team=request.actor.membership.team_id)
    audit.saw("file_receipt", found.pk)
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pupil_files.received(receipt=found, outcome=form.cleaned_data["outcome"], by=request.actor, at=timezone.now())
        messages.success(request, "Noted. Thank you")
        return redirect("education:our_list")
    return render(request, "education/file_came.html", {"found": found, "form": form})
