"""Bringing a family to the front door."""

from django.contrib import messages
from django.shortcuts import redirect

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation.refusals import Refusal
from breakwater.practice.early_help.episodes.forms.step_up import StepUpForm
from breakwater.practice.early_help.episodes.operations import step_up
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation


class StepUp(EpisodeOperation):
    """Bring the family to the front door. The next page is the receipt (SG-01)."""

    route, name = f"{EPISODE}step-up/", "step_up"
    form_class, template_name = StepUpForm, "early_help/step_up.html"
    operation = staticmethod(step_up.step_up)
    success_message = "The MASH has received it: {result.reference}"
    leads_to = "casework:handover", "result.reference"
    hears_again = True  # danger said after no is an alarm at once

    def answer_instead(self):
        return self.front_door_knew() if "told_before" in self.request.POST else None

    def front_door_knew(self):
        """They say that the front door heard of this harm when the family was brought there, just before it was written down."""
        try:
            step_up.told_before(episode=self.subject, by=self.request.actor, at=self.at)
        except Refusal as refusal:
            messages.error(self.request, refusal.words)
        else:
            messages.success(self.request, "Recorded: the MASH knows of this harm")
        return redirect("early_help:episode", self.subject.reference)

    def get_context_data(self, **more):
        assessed = getattr(self.subject, "assessment", None)
        may_be_known = assessed is not None and assessed.may_be_known()
        ask_now = RECEIVERS["front_door"].ask_now(self.subject.case.area, self.at)
        return super().get_context_data(ask_now=ask_now, may_be_known=may_be_known, **more)


OPERATIONS = (StepUp,)
