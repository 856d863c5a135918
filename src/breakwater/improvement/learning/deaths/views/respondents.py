"""Professionals are asked for a reporting form by a link and a number, and answer without an account: sent, or nothing to report."""

from functools import wraps

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import NEUTRAL_TITLE, public_page
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...incidents.views.agencies import Door
from .. import forms, lookup
from ..operations import professionals
from .of_death import AT, WORDS_STAY

COOKIE = "agency-return"
DOOR = "agency-return/"
LETTER = (
    "A child whom you may have known has died. Please complete the reporting form in the local system (eCDOP), with what your agency "
    "knows and no more. If you hold nothing, a nil return is a return. Answer by this link once it is done."
)


def shown_once(request, asked):
    address = f"{settings.SITE_URL}/{DOOR}{asked.token}/"
    context = {"asked": asked.request, "number": asked.number, "address": address}
    return render(request, "learning/deaths/link.html", context)


class Ask(StepView):
    """The link and the number are shown this once."""

    route, name = f"{AT}professionals/<str:public_id>/ask/", "death_ask"
    subjects, permission, permission_of = lookup.PROFESSIONALS, Permission.DEATH_WORK, "subject.death"
    leads_to, words_stay = ("learning:death", "subject.death.public_id"), WORDS_STAY
    form_class, heading, button = forms.AskForm, "Ask for a reporting form", "Make the link"
    operation = staticmethod(professionals.ask)
    when = staticmethod(lambda one: not any(each.is_open for each in one.requests.all()))

    def get_initial(self):
        death = self.subject.death
        known = [death.called, f"born {death.born_on:%-d %B %Y}" if death.born_on else "", death.nhs_number]
        return {"about": ", ".join(filter(None, known)), "letter": LETTER}

    def done(self, words):
        asked = getattr(self, "result", None)
        return shown_once(self.request, asked) if asked else super().done(words)


class OfRequest:
    subjects, permission, permission_of = lookup.REQUESTS, Permission.DEATH_WORK, "subject.death"
    audited_as, leads_to, words_stay = "death_request", ("learning:death", "subject.death.public_id"), WORDS_STAY


class AskAgain(OfRequest, ButtonView):
    """A new link and number in place of the old."""

    route, name = f"{AT}asked/<str:public_id>/again/", "death_ask_again"
    operation = staticmethod(professionals.ask_again)

    def done(self, words):
        return shown_once(self.request, self.result)


class RequestStep(OfRequest, StepView):
    steps_at, steps_named, success_message, button = f"{AT}asked/<str:public_id>/", "death_request", "Recorded", "Save"
    when = staticmethod(lambda request: request.is_open)

    def get_initial(self):
        return {"on": london_date(self.at)}


class Chase(RequestStep.of("chase", "Chase the form", forms.ChaseForm, professionals.chase)):
    pass


class GoWithout(RequestStep.of("without", "Go on without this form", forms.WhyForm, professionals.go_without)):
    def operate(self, form):
        return professionals.go_without(self.subject, form.cleaned_data["why"], london_date(self.at), **self.acting)


Received = RequestStep.of("returned", "The form came another way", forms.ReturnForm, professionals.record_return)


def _shared() -> dict:
    return {"title": NEUTRAL_TITLE, "partnership": ""}


def _closed(request):
    """The same words for a link that ended, that never was, and that somebody guessed at. What was typed is given back."""
    label = forms.LinkReturnForm.base_fields["words"].label
    typed = [(label, request.POST["words"])] if request.POST.get("words") else []
    return render(request, "learning/agency/closed.html", _shared() | {"typed": typed})


def _hold(response, door):
    kept = {"httponly": True, "samesite": "Strict", "secure": settings.HTTPS, "path": f"/{DOOR}"}
    response.set_cookie(COOKIE, professionals.held_in(door), **kept)
    return response


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, token):
    """The link was opened: ask for the number. Five wrong ones end it; which of the two was wrong is never said."""
    now = timezone.now()
    if professionals.door_behind(token, at=now) is None:
        return _closed(request)
    form = forms.NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = professionals.opened_with(token, form.cleaned_data["number"], at=now)
        if opened is not None:
            return _hold(redirect("learning:agency_return"), opened)
        if professionals.door_behind(token, at=now) is None:
            return _closed(request)
        form.add_error("number", "That is not the number. After five wrong ones the link ends; ask whoever sent it")
    return render(request, "learning/agency/enter.html", _shared() | {"form": form})


def behind_the_door(view):
    @wraps(view)
    def answered(request, *args, **kwargs):
        door = professionals.held_open(request.COOKIES.get(COOKIE, ""), at=timezone.now())
        found = professionals.request_behind(door) if door else None
        if found is None:
            return _closed(request)
        return _hold(view(request, door, found, *args, **kwargs), door)

    return public_page(answered)


@behind_the_door
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, door, asked):
    """Read what is asked; say that the form is completed where it belongs, or that there is nothing to report."""
    is_sent = request.method == "POST"
    if is_sent and request.POST.get("of") != asked.public_id:
        return _closed(request)  # the page is of another request, whose link this browser opened before
    form = forms.LinkReturnForm(request.POST if is_sent else None, initial={"of": asked.public_id})
    if is_sent and form.is_valid() and run(form, professionals.return_by_link, door, form.facts(), at=timezone.now()):
        return render(request, "learning/deaths/returned.html", _shared())
    return render(request, "learning/deaths/return.html", _shared() | {"form": form, "asked": asked})


VIEWS = (
    Ask,
    AskAgain,
    Chase,
    GoWithout,
    Received,
    Door(DOOR, answer, "agency_return"),
    Door(f"{DOOR}<str:token>/", enter, "agency_return_enter"),
)
