"""The school's part between two calls: what it says to a prompt, and whether a file has come."""

from django.http import Http404

from breakwater.partnership.kit.operation_view import OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission
from breakwater.practice.education.answers.operations import prompts
from breakwater.practice.education.answers.prompts import STARTS_HELP
from breakwater.practice.education.consultations.operations import pupil_files
from breakwater.practice.education.models import FileReceipt, PromptAnswer
from breakwater.practice.education.our_list.forms import PromptForm, ReceiptForm

from .lists import ROW, OfRow

FOLLOWS = {
    PromptAnswer.Said.DECLINED: "Noted. It is not asked again while nothing changes",
    PromptAnswer.Said.ASKED: "Noted. Your link co-ordinator talks about it with you on the next call",
}


class AnswerPrompt(RefusedAbove, OfRow, OperationView):
    """One thing that is asked beside a pupil: take it up, decline it with a reason, or talk about it."""

    route, name = f"{ROW}prompts/<int:number>/", "prompt"
    form_class, template_name = PromptForm, "education/prompt.html"

    def answer_instead(self):
        answer, number = super().answer_instead(), self.kwargs["number"]
        if answer is None and not 0 < number <= len(self.subject.prompts):
            raise Http404
        return answer

    @property
    def words(self) -> str:
        return self.subject.prompts[self.kwargs["number"] - 1]

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("said", "reason")}
        key = form.cleaned_data["idempotency"]
        return prompts.say(row=self.subject, prompt=self.words, key=key, **said, **self.acting)

    @property
    def success_message(self):
        then = ": then “Start early help” beside the pupil" if self.words in STARTS_HELP else ""
        return FOLLOWS.get(PromptAnswer.Said(self.result.said), f"Thank you. Talk to the family first{then}")

    def get_context_data(self, **more):
        given = prompts.standing([self.subject]).get((self.subject.pk, self.words))
        return super().get_context_data(words=self.words, given=given, **more)


class FileCame(OperationView):
    """Say whether the safeguarding file of a pupil who came has come too."""

    route, name = "our-list/came/<str:public_id>/", "file_came"
    model, permission = FileReceipt, Permission.LIST_ANSWER
    form_class, template_name = ReceiptForm, "education/file_came.html"
    success_message = "Noted. Thank you"
    leads_to = ("education:our_list",)
    permission_of = ""
    audited_as = "file_receipt"
    context_object_name = "found"
    operation = staticmethod(pupil_files.received)

    def answer_instead(self):
        if self.subject.school_team_id != self.request.actor.membership.team_id:
            raise Http404


VIEWS = (AnswerPrompt, FileCame)
