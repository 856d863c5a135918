"""Starting early help: from a pupil, and from the receipt by which the MASH asks for it. One page, then the assessment is open."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from breakwater.casework.handovers.registry import ASKED_TO_START, AskedToStart
from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.operations import NobodyReceives
from breakwater.partnership.people.consent import is_asked_themselves
from breakwater.partnership.people.models import Person

from .family import proposed_for
from .forms import StartForm
from .operations import Wanted, start_early_help


class StartEarlyHelp(OperationView):
    """From a pupil whom the starter may see."""

    route, name, template_name = "early-help/start/<str:public_id>/", "start", "early_help/start.html"
    permission, permission_of, asks_first = Permission.EPISODE_START, "", True
    model, form_class = Person, StartForm
    words_of = {NobodyReceives: ("", "No co-ordinators are named in your area, so nothing was started. Call the MASH.")}
    leads_to = "early_help:assessment", "result.episode.reference"
    asked: AskedToStart | None = None

    @property
    def child(self) -> tuple[int, str]:
        """The key and the name of the child."""
        return self.subject.pk, self.subject.name

    def get_form_kwargs(self):
        pk, name = self.child
        pupil = Person.objects.filter(pk=pk).first()
        is_young = pupil is not None and is_asked_themselves(pupil.born, on=timezone.localdate())
        return super().get_form_kwargs() | {
            "asks_why": self.asked is None,
            "young": name if is_young else "",
            "proposed": proposed_for(pupil, at=self.at) if pupil else (),
        }

    def operate(self, form):
        said = form.cleaned_data
        concern = self.asked.reason if self.asked else said["concern"]
        wanted = Wanted(*self.child, concern, self.asked, form.chosen())
        return start_early_help(wanted=wanted, agreement=form.facts(), key=said["idempotency"], **self.acting)

    @property
    def success_message(self):
        episode = self.result.episode
        return episode and f"You lead {episode.reference}. The co-ordinator calls you by {day(self.result.called_by)}."

    def done(self, words):
        if words:
            return super().done(words)
        return render(self.request, "early_help/start_called.html", {"called_by": self.result.called_by})

    def record_sight(self):
        audit.saw("person", self.child[0])

    def get_context_data(self, **more):
        return super().get_context_data(**more, name=self.child[1], asked=self.asked)


class StartAsked(StartEarlyHelp):
    """From the line of a receipt: the child and the why are known."""

    route, name = "early-help/asked/<str:reference>/<int:line>/", "start_asked"

    def find_subject(self):
        found = (
            ask(self.kwargs["reference"], self.kwargs["line"], self.request.actor) for ask in ASKED_TO_START.values()
        )
        self.asked = next((one for one in found if one), None)
        if self.asked is None:
            raise Http404
        return self.asked

    @property
    def child(self):
        return self.asked.child, self.asked.name


OPERATIONS = (StartEarlyHelp, StartAsked)
