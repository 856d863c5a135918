"""Agencies are asked for their summaries by a link and a number, and answer without an account."""

from functools import wraps

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation.design.pages import NEUTRAL_TITLE, public_page
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...models import State
from .. import forms, lookup, papers_asked
from ..operations import requests
from .of_incident import AT, WORDS_STAY
from .steps import IncidentStep

COOKIE = "agency"
DOOR = "agency-summary/"


class AskAgency(IncidentStep.of("ask", "Ask an agency", forms.AskForm, requests.ask_agency)):
    """The link and the number are shown this once."""

    when = staticmethod(lambda incident: incident.state == State.RAPID_OPEN)

    def get_initial(self):
        known = [self.subject.called, f"born {self.subject.born}" if self.subject.born else ""]
        return {"about": ", ".join(filter(None, known)), "letter": LETTER}

    def done(self, words):
        asked = getattr(self, "result", None)
        return shown_once(self.request, self.subject, asked) if asked else super().done(words)


LETTER = (
    "A rapid review is open. Secure your records now. Write a summary of what your agency knows and did: involvement, key dates, "
    "analysis, good practice, learning, and what you have done already."
)


def shown_once(request, incident, asked):
    context = {
        "incident": incident,
        "asked": asked.request,
        "number": asked.number,
        "address": f"{settings.SITE_URL}/{DOOR}{asked.token}/",
    }
    return render(request, "learning/incidents/link.html", context)


class OfRequest:
    subjects, permission, permission_of = lookup.REQUESTS, Permission.SERIOUS_WORK, "subject.incident"
    audited_as, leads_to = "agency_request", ("learning:incident", "subject.incident.public_id")


class AskAgain(OfRequest, ButtonView):
    """A new link and number in place of the old."""

    route, name = f"{AT}asked/<str:public_id>/again/", "ask_again"
    operation = staticmethod(requests.ask_again)

    def done(self, words):
        return shown_once(self.request, self.subject.incident, self.result)


class GoWithout(OfRequest, StepView):
    """The review goes on without this summary."""

    route, name = f"{AT}asked/<str:public_id>/without/", "go_without"
    form_class, heading, words_stay = forms.WithoutForm, "Go on without this summary", WORDS_STAY
    success_message = "Recorded. The link still works"
    when = staticmethod(lambda request: request.sent_at is None)

    def operate(self, form):
        return requests.go_without(self.subject, form.cleaned_data["why"], timezone.localdate(), **self.acting)


def _shared(request) -> dict:
    return {"title": NEUTRAL_TITLE, "partnership": ""}


def _closed(request):
    """The same words for a link that ended, that never was, and that somebody guessed at. What was typed is given back."""
    typed = [
        (box.label, request.POST[box.name]) for box in papers_asked.boxes_of("summary") if request.POST.get(box.name)
    ]
    return render(request, "learning/agency/closed.html", _shared(request) | {"typed": typed})


def _hold(response, door):
    kept = {"httponly": True, "samesite": "Strict", "secure": settings.HTTPS, "path": f"/{DOOR}"}
    response.set_cookie(COOKIE, requests.held_in(door), **kept)
    return response


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, token):
    """The link was opened: ask for the number. Five wrong ones end it; which of the two was wrong is never said."""
    now = timezone.now()
    if requests.door_behind(token, at=now) is None:
        return _closed(request)
    form = forms.NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = requests.opened_with(token, form.cleaned_data["number"], at=now)
        if opened is not None:
            return _hold(redirect("learning:agency_summary"), opened)
        if requests.door_behind(token, at=now) is None:
            return _closed(request)
        form.add_error("number", "That is not the number. After five wrong ones the link ends; ask whoever sent it")
    return render(request, "learning/agency/enter.html", _shared(request) | {"form": form})


def behind_the_door(view):
    @wraps(view)
    def answered(request, *args, **kwargs):
        door = requests.held_open(request.COOKIES.get(COOKIE, ""), at=timezone.now())
        found = requests.request_behind(door) if door else None
        if found is None:
            return _closed(request)
        return _hold(view(request, door, found, *args, **kwargs), door)

    return public_page(answered)


@behind_the_door
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request, door, asked):
    """Read what is asked; write the summary, keep it to go on with later, or send it."""
    is_sent = request.method == "POST"
    if is_sent and request.POST.get("of") != asked.public_id:
        return _closed(request)  # the page is of another request, whose link this browser opened before
    boxes = papers_asked.boxes_of("summary")
    hidden = {"of": asked.public_id, "revision": requests.revision_of(asked)}
    known = papers_asked.read(asked.answers) | hidden
    form = forms.SummaryForm(request.POST if is_sent else None, boxes=boxes, initial=known)
    saved = False
    if is_sent and form.is_valid():
        sends = "send" in request.POST
        said = {name: value for name, value in form.cleaned_data.items() if name not in hidden}
        facts = {"revision": form.cleaned_data["revision"], "sends": sends, "at": timezone.now()}
        done = run(form, requests.save_by_link, door, said, **facts)
        if done and sends:
            return render(request, "learning/agency/thanks.html", _shared(request))
        saved = done is not None
        form.data = form.data.copy()  # what is sent next is meant for what stands now
        form.data["revision"] = str(requests.revision_of(done or requests.request_behind(door) or asked))
    context = _shared(request) | {"form": form, "asked": asked, "saved": saved, "today": timezone.localdate()}
    return render(request, "learning/agency/summary.html", context)


class Door:
    """A public page, as the room's list of addresses takes it."""

    def __init__(self, route, view, name):
        self.route, self.view, self.name = route, view, name

    def path(self):
        return path(self.route, self.view, name=self.name)


VIEWS = (
    AskAgency,
    AskAgain,
    GoWithout,
    Door(DOOR, summary, "agency_summary"),
    Door(f"{DOOR}<str:token>/", enter, "agency_enter"),
)
