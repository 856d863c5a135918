"""Writing the next version: save, ask agencies, close the asking, settle, or discard."""

from typing import ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission

from .. import differences, presenting
from ..forms import ConsultForm, DraftForm, initial_of
from ..models import Version
from ..operations import consulting, drafting
from .keeping import OfChapter

DRAFT = "policies/drafts/<str:public_id>/"


class BeginToWrite(OfChapter, ButtonView):
    """Open the draft there is, or begin one with the text that is newest."""

    route, name = "policies/<str:public_id>/write/", "write"
    leads_to = "policies:draft", "result.public_id"
    operation = staticmethod(drafting.begin)


class OfDraft:
    """What is done with a version that is being written; the chapter's page is what one sees next."""

    model, related = Version, ("chapter__manual", "follows")
    permission = Permission.POLICY_EDIT
    leads_to = "policies:chapter_kept", "subject.chapter.public_id"
    context_object_name = "version"


class Write(OfDraft, OperationView):
    """The draft in its boxes, and what it changes so far. Each button saves first; what the page sends by itself is answered without one."""

    THEN: ClassVar = {"preview": "policies:preview", "consult": "policies:consult", "settle": "policies:settle"}

    route, name = DRAFT, "draft"
    form_class, template_name = DraftForm, "policies/draft.html"
    audited_as = "policy_version"

    def answer_instead(self):
        if self.subject.state == Version.State.DRAFT:
            return None
        return redirect("policies:chapter_kept", self.subject.chapter.public_id)

    def get_initial(self):
        return initial_of(self.subject, drafting.text_of(self.subject))

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("text", "revision")}
        return drafting.write(version=self.subject, facts=form.facts, **said, **self.acting)

    @property
    def is_as_typed(self) -> bool:
        return self.request.headers.get("x-requested-with") == "fetch"

    @property
    def success_message(self):
        return "" if self.request.POST.get("do") in self.THEN else "Saved"

    def get_success_url(self):
        return self.address_of(self.THEN.get(self.request.POST.get("do"), "policies:draft"), "subject.public_id")

    def done(self, words):
        if self.is_as_typed:
            return HttpResponse(status=204, headers={"X-revision": str(self.result.revision)})
        return super().done(words)

    def form_invalid(self, form):
        return HttpResponse(status=422) if self.is_as_typed else super().form_invalid(form)

    def form_refused(self, form, refusal):
        return HttpResponse(status=409) if self.is_as_typed else super().form_refused(form, refusal)

    def get_context_data(self, **more):
        version, before = self.subject, self.subject.follows.body if self.subject.follows else []
        found = differences.changed(before, version.body) if before else []
        return super().get_context_data(lacks=drafting.lacks(version), found=found, **more)


class Preview(OfDraft, SubjectPage):
    """The draft as its readers will see it in the area."""

    route, name, template_name = f"{DRAFT}preview/", "preview", "policies/preview.html"
    audited_as = "policy_version"

    def get_context_data(self, **more):
        area = self.request.post.team.area
        drawn = presenting.drawn(self.subject, None, area, london_date(self.at))
        return super().get_context_data(area=area, drawn=drawn, notes=presenting.notes_of(self.subject), **more)


class Settle(OfDraft, OperationView):
    """Asked once: a settled text never changes again."""

    route, name = f"{DRAFT}settle/", "settle"
    form_class, template_name = Form, "policies/settle.html"
    success_message = "Version {result.number} is final. Each area decides on it now"
    operation = staticmethod(drafting.settle)

    def form_refused(self, form, refusal):
        if isinstance(refusal, drafting.NotReady):
            messages.error(self.request, refusal.words)
            return redirect("policies:draft", self.subject.public_id)
        self.subject.refresh_from_db(fields=["state"])  # pressed twice, or a colleague was first
        stands = self.subject.get_state_display()
        messages.info(self.request, f"Nothing was done: this text is at “{stands}”")
        return redirect(self.get_success_url())

    def get_context_data(self, **more):
        return super().get_context_data(lacks=drafting.lacks(self.subject), **more)


class GiveUp(OfDraft, ButtonView):
    """Leave the draft; the chapter stays as it is in force."""

    route, name = f"{DRAFT}give-up/", "give_up"
    success_message = "Draft discarded"
    words_of = {drafting.NotOpen: "This draft has gone on meanwhile, so it cannot be discarded"}
    operation = staticmethod(drafting.give_up)


class Consult(OfDraft, OperationView):
    """Ask agencies until a day."""

    route, name = f"{DRAFT}consult/", "consult"
    form_class, template_name = ConsultForm, "policies/consult.html"
    success_message = "Agencies are asked: it is on their Today"
    operation = staticmethod(consulting.open_to)

    @property
    def earliest(self):
        return consulting.earliest_close(london_date(self.at))

    def get_initial(self):
        return {"closes_on": self.earliest}

    def get_context_data(self, **more):
        return super().get_context_data(earliest=self.earliest, **more)


class CloseConsultation(OfDraft, ButtonView):
    """The asking is over: the text can be revised."""

    route, name = f"{DRAFT}close/", "close"
    success_message = "The consultation is closed. Answer every comment, and revise the text"
    leads_to = "policies:comments", "subject.public_id"
    refused_to = "policies:chapter_kept", "subject.chapter.public_id"
    operation = staticmethod(consulting.close)


VIEWS = (Write, Preview, Settle, GiveUp, Consult, CloseConsultation, BeginToWrite)
