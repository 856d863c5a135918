"""Disagreements between professionals: raising one, the ladder, answering, settling."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases.compartments import for_a_file
from breakwater.casework.cases.display import address_of, called
from breakwater.casework.cases.registry import Named, named_by
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks import time_left
from breakwater.casework.escalations import operations as escalations
from breakwater.casework.escalations.lookup import ESCALATIONS, case_of, is_seen, of_team
from breakwater.casework.escalations.models import Escalation
from breakwater.casework.escalations.pathway import LABELS, LADDER, LAST, OF_MANAGERS, WHO
from breakwater.casework.escalations.registry import matter_of
from breakwater.foundation import audit
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require

from .forms import AnswerForm, FurtherForm, MatterForm, RaiseForm, SettleForm
from .registry import NOT_REPEATED


class TeamDisagreements(ListPage):
    """Disagreements this team raised or answers, the open ones first."""

    route, name, template_name = "disagreements/", "escalations", "casework/escalations/list.html"
    permission = Permission.ESCALATION_RAISE

    def get_queryset(self):
        return of_team(self.request.actor.membership.team)

    def rows_for_a_file(self, listed):
        return for_a_file(listed, "raised_team", "answering_team")

    def rows_of(self, page):
        rows = list(page.object_list)
        audit.saw("case", *(one.case_id for one in rows))
        return rows

    def get_context_data(self, **more):
        return super().get_context_data(team=self.request.actor.membership.team, now=self.at, **more)


def find(request):
    """Which matter is it? By the reference one holds."""
    require(request.actor, Permission.ESCALATION_RAISE)
    form = MatterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reference = parse_reference(form.cleaned_data["reference"]) or ""
        if reference and matter_of(reference, request.actor):
            return redirect("casework:escalation_new", reference)
        form.add_error("reference", "You hold nothing with this reference. Check it against your receipt or the case")
    return render(request, "casework/escalations/find.html", {"form": form})


class RaiseDisagreement(OperationView):
    """Raise a disagreement about a matter whose reference one holds."""

    route, name = "disagreements/new/<str:reference>/", "escalation_new"
    permission = Permission.ESCALATION_RAISE
    form_class, template_name = RaiseForm, "casework/escalations/new.html"
    permission_of = ""
    context_object_name = "about"
    success_message = "Raised as {result.case.reference}, for {subject.team.name} to answer"

    def find_subject(self):
        require(self.request.actor, self.permission)
        about = matter_of(self.kwargs["reference"], self.request.actor)
        if about is None:
            raise Http404
        return about

    def operate(self, form):
        said = dict(form.cleaned_data)
        key = said.pop("idempotency")
        return escalations.raise_disagreement(about=self.subject, key=key, by=self.request.actor, at=self.at, **said)

    def form_refused(self, form, refusal):
        if isinstance(refusal, escalations.RaisedAlready):
            messages.success(self.request, f"It was raised before, for {self.subject.team.name} to answer")
            return redirect("casework:escalations")
        return super().form_refused(form, refusal)

    def get_success_url(self):
        if not is_seen(self.result):  # it follows the seal of what it is about
            return reverse("casework:escalations")
        return reverse("casework:escalation", args=[self.result.case.reference])


@require_safe
def escalation(request, reference):
    """One disagreement: the matter, the ladder, and the next thing to do."""
    require(request.actor, Permission.ESCALATION_RAISE)
    found = get_object_or_404(ESCALATIONS, case__reference=reference)
    now = timezone.now()
    steps = list(
        found.steps.select_related(
            "answered_by__membership__user",
            "answered_by__membership__role",
            "answered_by__membership__team",
            "answered_by__area",
        ).order_by("began_at", "pk")
    )
    clock = clocks.running_in(found.case_id)
    audit.saw("case", found.case_id)
    raiser = may(request.actor, Permission.ESCALATION_RAISE, found)
    answers = may(request.actor, Permission.ESCALATION_ANSWER, found)
    current = steps[-1]
    return render(
        request,
        "casework/escalations/page.html",
        {
            "found": found,
            "behind": _behind(found, request.actor),
            "ladder": _ladder(found, steps),
            "labels": LABELS,
            "steps": steps,
            "clock": time_left.shown(clock, now=now, with_source=True) if clock else None,
            "of_managers": found.case.stage in OF_MANAGERS,
            "may_answer": answers and current.answered_at is None,
            "may_settle": (raiser or answers and found.case.stage == LAST) and current.answered_at is not None,
            "may_go_further": raiser and found.case.stage != LAST,
            "may_withdraw": raiser,
            "is_answered": current.answered_at is not None,
            "now": now,
        },
    )


def _behind(found: Escalation, by) -> list[Named]:
    """The pages of the matter that this reader may open: of the case it follows, or of what its reference stands for."""
    case = case_of(found)
    named = named_by(found.about_reference, by)
    return named or ([Named(called(case), address_of(case))] if case else [])


def _ladder(found: Escalation, steps) -> list[dict]:
    """The stages from the first to the last, which is now, and who speaks at each."""
    began = {step.stage: step for step in steps}
    return [
        {
            "label": LABELS[stage],
            "who": WHO[stage],
            "state": "now" if stage == found.case.stage else ("done" if stage in began else "ahead"),
        }
        for stage in LADDER
    ]


class EscalationOperation(OperationView):
    """A step of a disagreement."""

    subjects, lookup, lookup_field = ESCALATIONS, "reference", "case__reference"
    permission = Permission.ESCALATION_RAISE
    template_name = "casework/escalations/ask.html"
    heading = button = ""

    def operate(self, form):
        return self.operation(escalation=self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)

    def record_sight(self):
        audit.saw("case", self.subject.case_id)

    def before(self) -> str:
        """The stages that this reader has answered already, in words."""
        return ""

    def get_context_data(self, **more):
        return super().get_context_data(
            found=self.subject,
            behind=_behind(self.subject, self.request.actor),
            heading=self.heading,
            button=self.button,
            before=self.before(),
            **more,
        )

    def get_success_url(self):
        return reverse("casework:escalation", args=[self.kwargs["reference"]])


class AnswerDisagreement(EscalationOperation):
    route, name = "disagreements/<str:reference>/answer/", "escalation_answer"
    permission = Permission.ESCALATION_ANSWER
    form_class = AnswerForm
    operation = staticmethod(escalations.answer)
    heading, button = "Answer a disagreement", "Give the answer"
    success_message = "The answer is given, and whoever raised it is told"

    def form_refused(self, form, refusal):
        if isinstance(refusal, escalations.RepeatsTooMuch):
            form.add_error("words", refusal.faults)
            return self.form_invalid(form)
        return super().form_refused(form, refusal)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if whose := [said for find in NOT_REPEATED.values() for said in find(self.subject)]:
            form.fields["words"].help_text += f" Do not repeat the answers of {'; '.join(whose)}."
        return form

    def before(self):
        answered = self.subject.steps.filter(answered_by__membership__user=self.request.user)
        return " and ".join(LABELS[step.stage] for step in answered.order_by("began_at", "pk"))


class TakeFurther(EscalationOperation):
    route, name = "disagreements/<str:reference>/further/", "escalation_further"
    form_class = FurtherForm
    heading, button = "Take it a stage further", "Take it further"
    words_of = {escalations.AlreadyAnswered: "This is the last stage: the partnership settles it."}

    def answer_instead(self):
        is_last = self.subject.case.stage == LAST and self.request.method != "POST"
        return redirect("casework:escalation", self.kwargs["reference"]) if is_last else None

    def get_initial(self):
        return {"stage": self.subject.case.stage}

    def operate(self, form):
        return escalations.take_further(
            escalation=self.subject,
            because=form.cleaned_data["because"],
            from_stage=form.cleaned_data["stage"],
            by=self.request.actor,
            at=self.at,
        )

    def form_refused(self, form, refusal):
        if isinstance(refusal, escalations.MovedMeanwhile):
            stage = self.subject.case.stage_label
            messages.success(self.request, f"It is at {stage} already. Nothing was taken further twice")
            return redirect(self.get_success_url())
        return super().form_refused(form, refusal)

    @property
    def success_message(self):
        return f"It is at {LABELS[self.result.stage]} now"


class SettleDisagreement(EscalationOperation):
    route, name = "disagreements/<str:reference>/settle/", "escalation_settle"
    form_class = SettleForm
    operation = staticmethod(escalations.settle)
    heading, button = "Settle a disagreement", "Settle it"
    success_message = "It is settled"

    @property
    def permission(self):
        """Its raiser settles it; at the last stage the partnership does."""
        at_the_last = self.subject.case.stage == LAST
        answers = at_the_last and may(self.request.actor, Permission.ESCALATION_ANSWER, self.subject)
        return Permission.ESCALATION_ANSWER if answers else Permission.ESCALATION_RAISE


OPERATIONS = (TeamDisagreements, RaiseDisagreement, AnswerDisagreement, TakeFurther, SettleDisagreement)
