"""Professionals are asked for a reporting form by a link and a number, and answer without an account: sent, or nothing to report."""

from django.shortcuts import render
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...doors import SHARED, Doorway
from .. import forms, lookup
from ..operations import professionals
from .of_death import AT, WORDS_STAY

LETTER = (
    "A child your agency may have known has died. Please complete the reporting form in the local system (eCDOP), with what your agency "
    "knows and no more. If you hold nothing, a nil return is a return. Answer by this link once it is done."
)


def shown_once(request, asked):
    context = {"asked": asked.request, "number": asked.number, "address": DOORWAY.address(asked.token)}
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


class GoWithout(RequestStep.of("without", "Go on without this form", forms.WhyForm, professionals.go_without)):
    def operate(self, form):
        return professionals.go_without(self.subject, form.cleaned_data["why"], london_date(self.at), **self.acting)


Chase = RequestStep.of("chase", "Chase the form", forms.ChaseForm, professionals.chase)
Received = RequestStep.of("returned", "The form came another way", forms.ReturnForm, professionals.record_return)


def _typed(posted) -> list[tuple[str, str]]:
    label = forms.LinkReturnForm.base_fields["words"].label
    return [(label, posted["words"])] if posted.get("words") else []


DOORWAY = Doorway("agency-return/", "agency_return", professionals.request_behind, _typed)


@DOORWAY.behind
def answer(request, door, asked):
    """Read what is asked; say that the form is completed where it belongs, or that there is nothing to report."""
    is_sent = request.method == "POST"
    form = forms.LinkReturnForm(request.POST if is_sent else None, initial={"of": asked.public_id})
    if is_sent and form.is_valid() and run(form, professionals.return_by_link, door, form.facts(), at=timezone.now()):
        return render(request, "learning/deaths/returned.html", SHARED)
    return render(request, "learning/deaths/return.html", SHARED | {"form": form, "asked": asked})


VIEWS = (Ask, AskAgain, Chase, GoWithout, Received, *DOORWAY.paths(answer))
