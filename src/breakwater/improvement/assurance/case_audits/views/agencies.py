"""An agency audits its own record of a drawn case, domain by domain, and sends what it found."""

from django.http import Http404
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from .. import forms, lookup, tool
from ..operations import returns, safety
from .safety import AsksForRisk, RaisesConcern

AT = "case-returns/"
ONE = f"{AT}<str:public_id>/"
ANSWER = Permission.CASE_AUDIT_ANSWER
WORDS_STAY = "a return goes to those named on the audit and to nobody else"


class CaseReturns(ListPage):
    """The cases whose record the actor's agency audits."""

    route, name, template_name = AT, "case_returns", "assurance/case_audits/returns.html"
    permission, audited_as = ANSWER, "case_return"

    def get_queryset(self):
        return lookup.asked_of_team(self.request.actor.membership.team)

    def get_context_data(self, **more):
        return super().get_context_data(**more, today=london_date(self.at))


class OfReturn(SubjectView):
    subjects, context_object_name, audited_as = lookup.RETURNS, "one", "case_return"
    permission, leads_to, asks_first = ANSWER, ("assurance:case_return", "subject.public_id"), True

    def get_context_data(self, **more):
        return super().get_context_data(**{"whose_record": f"{self.subject.pseudonym}, {self.subject.theme}"} | more)


class ReturnPage(OfReturn, SubjectPage):
    """What is asked of one record, and how far the agency has come."""

    route, name, template_name = ONE, "case_return", "assurance/case_audits/return.html"

    def record_sight(self):
        super().record_sight()
        if self.child:
            audit.saw("person", self.child.pk)

    def get_context_data(self, **more):
        one, used = self.subject, tool.read(self.subject.tool)
        answers = tool.answers_of(one.answers)
        self.child, case = lookup.whom(one)
        return super().get_context_data(
            **more,
            child=self.child,
            case=case,
            domains=[(each, used.called(answers.get(each.key, {}).get("grade", ""))) for each in used.domains],
            missing=used.missing(answers),
            rows=lookup.rows_of(one) if one.sent_at else [],
            graded=used.called(one.grade),
            concerns=[each for each, of in lookup.raised_by(self.request.actor) if of.pk == one.pk],
            today=london_date(self.at),
            now=self.at,
        )


class WriteDomain(OfReturn, OperationView):
    route, name, template_name = f"{ONE}domains/<slug:domain>/", "case_return_domain", "design/step.html"
    form_class, words_stay, success_message = forms.DomainForm, WORDS_STAY, "Saved"
    saved = False

    @property
    def domain(self) -> tool.Domain:
        found = tool.read(self.subject.tool).domain(self.kwargs["domain"])
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"used": tool.read(self.subject.tool)}

    def get_initial(self):
        said = tool.answers_of(self.subject.answers).get(self.domain.key, {})
        return {"revision": 0} | said

    def operate(self, form):
        revision = form.cleaned_data["revision"]
        return returns.save_domain(self.subject, self.domain.key, form.facts(), revision=revision, **self.acting)

    def done(self, words):
        """On to the next domain without a grade."""
        self.saved = True
        return super().done(words)

    def get_success_url(self):
        missing = tool.read(self.result.tool).missing(tool.answers_of(self.result.answers)) if self.saved else []
        if missing:
            return reverse("assurance:case_return_domain", args=[self.subject.public_id, missing[0].key])
        return super().get_success_url()

    def form_again(self, form, **hidden):
        """Only what was saved of this domain counts against what was typed."""
        theirs = lookup.RETURNS.get(pk=self.subject.pk)
        now = tool.answers_of(theirs.answers).get(self.domain.key, {}).get("revision", 0)
        return super().form_again(form, revision=now)

    def get_context_data(self, **more):
        shown = {"heading": self.domain.title, "button": "Save", "lead": f"{self.domain.about}.", "kind": ""}
        return super().get_context_data(**shown | {"back": self.get_success_url()} | more)


class ReturnStep(OfReturn, StepView):
    steps_at, steps_named, words_stay = ONE, "case_return", WORDS_STAY


class Send(
    AsksForRisk,
    ReturnStep.of(
        "send",
        "Send the return",
        forms.SendForm,
        returns.send,
        says="Sent to whoever leads the audit",
        when=lambda one: not one.sent_at and not one.closed_at and not one.set_aside_at,
    ),
):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"used": tool.read(self.subject.tool)}

    def operate(self, form):
        return returns.send(self.subject, form.facts(), key=form.cleaned_data["idempotency"], **self.acting)


class RecordVoice(
    ReturnStep.of("view", "Record a view", forms.VoiceForm, returns.record_voice, says="Recorded", button="Save")
):
    pass


class RaiseForReturn(
    RaisesConcern, ReturnStep.of("safety", "A child may be at risk now", forms.SafetyForm, safety.raise_concern)
):
    pass


VIEWS = (CaseReturns, ReturnPage, WriteDomain, Send, RecordVoice, RaiseForReturn)
