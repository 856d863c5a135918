"""Agencies are asked for their summaries by a link and a number, and answer without an account."""

from django.shortcuts import render
from django.utils import timezone

from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.access import Permission

from ...doors import SHARED, Doorway
from ...models import State
from .. import forms, lookup, papers_asked
from ..operations import requests
from .of_incident import AT, WORDS_STAY
from .steps import IncidentStep


class AskAgency(IncidentStep.of("ask", "Ask an agency", forms.AskForm, requests.ask_agency)):
    """The link and the number are shown this once."""

    when = staticmethod(lambda incident: incident.state == State.RAPID_OPEN)

    def get_initial(self):
        known = [self.subject.called, f"born {lookup.born_of(self.subject)}" if self.subject.born else ""]
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
        "address": DOORWAY.address(asked.token),
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


def _typed(posted) -> list[tuple[str, str]]:
    return [(box.label, posted[box.name]) for box in papers_asked.boxes_of("summary") if posted.get(box.name)]


DOORWAY = Doorway("agency-summary/", "agency_summary", requests.request_behind, _typed)


@DOORWAY.behind
def summary(request, door, asked):
    """Read what is asked; write the summary, keep it to go on with later, or send it."""
    is_sent = request.method == "POST"
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
            return render(request, "learning/agency/thanks.html", SHARED)
        saved = done is not None
        form.data = form.data.copy()  # what is sent next is meant for what stands now
        form.data["revision"] = str(requests.revision_of(done or requests.request_behind(door) or asked))
    context = SHARED | {"form": form, "asked": asked, "saved": saved, "today": timezone.localdate()}
    return render(request, "learning/agency/summary.html", context)


VIEWS = (AskAgency, AskAgain, GoWithout, *DOORWAY.paths(summary))
