"""Beside the sections of a contact form: the school's own roll, the files, and the manager who approves (SG-21, SG-29, FD 1.5)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission

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


class AddFile(OperationView):
    """Choose one file and say what it is."""

    route, name = "contacts/drafts/<str:public_id>/files/new/", "draft_file_new"
    permission, permission_of = Permission.CONTACT_MAKE, ""
    form_class, template_name, context_object_name = FileForm, "front_door/sending/file_new.html", "answers"
    initial = {"marking": Attachment.Marking.SENSITIVE}
    operation = staticmethod(attachments.attach)
    leads_to = "front_door:draft_files", "subject.public_id"

    def find_subject(self):
        return draft_or_404(self.request, self.kwargs["public_id"])

    @property
    def is_refused(self):
        return self.result.state == Attachment.State.REFUSED

    @property
    def success_as(self):
        return messages.ERROR if self.is_refused else messages.SUCCESS

    @property
    def success_message(self):
        if self.is_refused:
            return "The virus scanner found something in the file. It is not sent. Tell your IT support."
        return "The file goes with the form"


@require_POST
def remove_file(request, public_id, file_id):
    """Take a file out again."""
    answers = draft_or_404(request, public_id)
    found = answers.attachments.filter(public_id=file_id).first()
    if found:
        attachments.take_out(attachment=found, by=request.actor)
        messages.success(request, "The file is taken out")
    return redirect("front_door:draft_files", answers.public_id)


class DecideApproval(OperationView):
    """A manager is asked whether a contact may be made without telling the family; nobody else finds this page."""

    route, name, template_name = "contacts/approvals/<str:public_id>/", "approval", "front_door/sending/approval.html"
    model, related, context_object_name = DispensingApproval, ("asker", "manager_user"), "approval"
    permission, permission_of, asks_first = Permission.CONTACT_MAKE, "", True
    form_class, audited_as = ApprovalForm, "approval"
    success_message = "Your answer is kept, and the referrer is told"
    leads_to = "front_door:approval", "subject.public_id"
    refused_above, refused_as = (approvals.AnsweredAlready,), messages.WARNING

    def find_subject(self):
        found = super().find_subject()
        if found.manager_user_id != self.request.post.user_id:
            raise Http404
        return found

    def operate(self, form):
        said = form.cleaned_data
        facts = {"approved": said["approved"] == "yes", "words": said["words"]}
        return approvals.decide_approval(approval=self.subject, **facts, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(**more, is_open=self.subject.state == approvals.State.ASKED)
