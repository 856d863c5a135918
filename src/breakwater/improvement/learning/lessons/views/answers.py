"""What was sent to an organisation, and its answer: signed in, or by a link without an account."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import public_page
from breakwater.foundation.design.senders import is_from_elsewhere
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission, acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName

from .. import codes, forms, lookup
from ..operations import responses

ASKED = "recommendations/asked/"


class AskedOfUs(ListPage):
    """The recommendations that were sent to one's team, those to be answered first."""

    route, name, template_name = ASKED, "responses", "learning/lessons/asked.html"
    permission, audited_as = Permission.LEARNING_ANSWER, "recommendation_response"

    def get_queryset(self):
        return lookup.asked_of(self.request.actor.membership.team)

    def get_context_data(self, **more):
        return super().get_context_data(now=self.at, today=london_date(self.at), **more)


class ResponseStep(StepView):
    """Of one response, by the organisation it was sent to."""

    subjects, context_object_name, audited_as = lookup.RESPONSES, "response", "recommendation_response"
    permission, template_name = Permission.LEARNING_ANSWER, "learning/lessons/answer.html"
    leads_to = "learning:recommendation", "subject.recommendation.public_id"

    def get_context_data(self, **more):
        return super().get_context_data(theme=codes.THEMES.get(self.subject.recommendation.theme), **more)


class Answer(ResponseStep):
    """Accept it, in part or not."""

    route, name, heading, button = (
        f"{ASKED}<str:public_id>/",
        "response_answer",
        "Answer the recommendation",
        "Send the answer",
    )
    form_class, operation = forms.AnswerForm, staticmethod(responses.answer)
    success_message = "Sent. Whoever looks after the review is told"

    @classmethod
    def when(cls, subject):
        return not subject.is_answered


class AddAction(ResponseStep):
    """Another action of what was accepted."""

    route, name, heading, button = (
        f"{ASKED}<str:public_id>/action/",
        "response_action",
        "Add an action",
        "Add the action",
    )
    form_class, success_message = forms.ActionForm, "Added to your actions"

    @classmethod
    def when(cls, subject):
        return subject.is_accepted

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return responses.add_action(self.subject, form.facts(), key=key, **self.acting)


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request, token):
    """An organisation answers without signing in. The link is the key, so that no cross-site token is asked for."""
    at = timezone.now()
    response = responses.of_link(token, at)
    if response is None:
        return render(request, "learning/lessons/link_over.html", status=410)
    form = forms.GuestAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_from_elsewhere(request):
        raise PermissionDenied
    with acting_as(service_of(response.area, ServiceName.CLOCKS)) as by:
        audit.saw("recommendation_response", response.pk)
        if form.is_valid():
            run(form, responses.answer, response, form.facts(), by=by, at=at, key=form.cleaned_data["idempotency"])
            if form.is_valid():
                return redirect("learning:answer_by_link", token)
        one = response.recommendation
        page = {
            "response": response,
            "recommendation": one,
            "form": form,
            "theme": codes.THEMES.get(one.theme),
            "partnership": response.area.partnership_name,
        }
        return render(request, "learning/lessons/by_link.html", page)


class ByLink:
    """The address of the page without an account."""

    @staticmethod
    def path():
        return path("learning-from-reviews/answer/<str:token>/", by_link, name="answer_by_link")


VIEWS = (AskedOfUs, AddAction, Answer, ByLink)
