"""The agency that is asked: its inbox, its answers, what it asks back. It never reads the contact (TR-11)."""

from functools import partial

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, SubjectView
from breakwater.partnership.organisations.access import Permission, require

from ...models import AgencyKind, InformationAnswer, InformationRequest
from .. import forms, pages
from ..operations import answering
from ..operations import requests as operations

ANSWERED_LATELY = 30
Finding = InformationAnswer.Finding


@require_safe
def requests(request):
    """What one's team is asked: waiting, nearest first, and what it answered lately."""
    require(request.actor, Permission.REQUEST_ANSWER)
    now, ours = timezone.now(), pages.to_team(request.actor)
    waiting = ours.filter(status__in=InformationRequest.WAITING).order_by("due_at", "pk")
    done = ours.exclude(status__in=InformationRequest.WAITING).order_by("-issued_at", "-pk")[:ANSWERED_LATELY]
    return render(
        request,
        "front_door/requests/inbox.html",
        {
            "waiting": pages.inbox_rows(waiting, request.actor, now=now),
            "done": pages.inbox_rows(done, request.actor, now=now),
            "team": request.actor.membership.team,
            "now": now,
        },
    )


class OfRequest(SubjectView):
    model, lookup, context_object_name = InformationRequest, "reference", "asked"
    related = (*pages.WITH, *(f"asked_{each}" for each in pages.BY))

    def find_subject(self):
        found = super().find_subject()
        audit.saw("request", found.pk)
        return found


class RequestOperation(OfRequest, OperationView):
    """Something done with a request by the team that is asked; the request is what one sees next."""

    permission = Permission.REQUEST_ANSWER
    leads_to = "front_door:request", "subject.reference"

    @property
    def is_open(self):
        return self.subject.is_waiting or self.subject.is_answered

    def get_context_data(self, **more):
        return super().get_context_data(**more, about=pages.about(self.subject), is_open=self.is_open)


class AnswerOperation(RequestOperation):
    """An answer of one kind. The label is its owner's to choose."""

    initial = {"label": InformationAnswer.Label.MASH}
    operation = staticmethod(answering.answer)


class AnswerRequest(AnswerOperation):
    """Read a request, and answer it on the same page."""

    route, name = "requests/<str:reference>/", "request"
    form_class, template_name = forms.AnswerForm, "front_door/requests/request.html"
    success_message = "The MASH has your answer"

    def get(self, request, *args, **kwargs):
        answering.see(request=self.subject, by=request.actor, at=self.at)
        self.subject = self.find_subject()
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        """The answer that stands, to amend it; its label is chosen again each time."""
        found = self.subject
        first = forms.first_words(found, pages.searched_first(found.people.order_by("position")))
        last = found.answers.filter(issue=found.issue, replaced_at=None).first()
        if last is None or last.finding not in (Finding.KNOWN, Finding.PART):
            return first | {"label": ""}
        return {"text": last.text, "finding": last.finding, "caveats": last.caveats} | first | {"label": ""}

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.is_open or self.request.method == "POST" else None

    def get_context_data(self, **more):
        return super().get_context_data(
            **more,
            **pages.shown(self.subject, now=self.at),
            is_mine=self.subject.taken_by_id == self.request.actor.membership_id,
            closed_words=operations.RequestIsClosed.words,
        )


class HoldNothing(AnswerOperation):
    route, name = "requests/<str:reference>/nothing/", "request_nothing"
    form_class, template_name = forms.NothingForm, "front_door/requests/nothing.html"
    success_message = "The MASH knows that you hold nothing"

    def get_form_kwargs(self):
        is_school = self.subject.kind == AgencyKind.SCHOOL
        names = self.subject.people.order_by("position").values_list("name", flat=True) if is_school else ()
        return super().get_form_kwargs() | {"pupils": list(names)}


class DeclineToShare(AnswerOperation):
    route, name = "requests/<str:reference>/decline/", "request_decline"
    form_class, template_name = forms.DeclineForm, "front_door/requests/decline.html"
    success_message = "The MASH knows that you do not share it, and why"


class AskBack(RequestOperation):
    route, name = "requests/<str:reference>/ask/", "request_ask"
    form_class, template_name = forms.SaidForm, "front_door/requests/ask_back.html"
    operation = staticmethod(partial(answering.say, from_agency=True))
    success_message = "The MASH has your question. The time to answer goes on."


class TakeRequest(ButtonView, RequestOperation):
    route, name = "requests/<str:reference>/take/", "request_take"
    words_of = {operations.RequestIsClosed: "This request waits for no answer any more."}
    operation = staticmethod(answering.take)
    success_message = "{subject.reference} is yours to answer"
