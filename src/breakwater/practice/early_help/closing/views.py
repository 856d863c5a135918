"""Ending an episode."""

from itertools import groupby

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers import ledger
from breakwater.casework.handovers.operations import OfferStillWaiting
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.agreed import agreements_of, latest
from breakwater.practice.early_help.episodes.operations.step_up import brought_up
from breakwater.practice.early_help.episodes.participants import whom_to_ask
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation
from breakwater.practice.early_help.episodes.withholding import care_of
from breakwater.practice.early_help.models import Agreement, MovedOn

from . import moving, open_tasks
from . import operations as closing
from .forms import CloseForm, ReceiptForm
from .open_ends import KINDS, mark_of, still_open, whom_to_inform


class Close(EpisodeOperation):
    """Ask once how it ends, what is still open, who does not agree any more and who is told; then close."""

    route, name, template_name = f"{EPISODE}close/", "close", "early_help/close.html"
    success_message = "The episode is closed"
    harm = "It cannot end yet: it says that a child is at risk. Step that up to the MASH first, as said above."
    words_of = {assessments.HarmNotBrought: harm}

    @cached_property
    def ends(self):
        return still_open(self.subject, self.at)

    def get_form(self, form_class=None):
        return _form(self.request, self.subject, self.ends)

    def operate(self, form):
        return closing.end_episode(self.subject, form.facts(), **self.acting)

    def refusal_words(self, refusal):
        if not isinstance(refusal, OfferStillWaiting):
            return super().refusal_words(refusal)
        what = f"offer {refusal.reference}" if refusal.reference else "an offer made by another team"
        return f"It cannot end yet: {what} still waits for an answer. Call them, or withdraw the offer first."

    def get_success_url(self):
        if self.subject.case.responsible_team_id == self.request.actor.membership.team_id:
            return reverse("early_help:episode", args=[self.subject.reference])
        return reverse("early_help:episodes")  # with the post of a lead elsewhere their sight of it has ended (SG-09)

    def get_context_data(self, **more):
        found = self.subject
        lines = ledger.of_case(found.case, reader=self.request.actor.membership.team.organisation)
        audit.saw("person", *(fact.person.pk for one in lines for fact in one.facts if fact.person))
        assessed = getattr(found, "assessment", None)
        return super().get_context_data(
            **more,
            says_harm=assessed if assessed and assessed.harm_waits() else None,
            brought_up=brought_up(found, self.at),
            cautions=ledger.cautions(lines),
            ends=[(KINDS[kind], list(some)) for kind, some in groupby(self.ends, key=lambda end: end.kind)],
        )


class SettleMove(EpisodeOperation):
    """Who there took over the help of a family that moved away, once they have answered."""

    route, name = f"{EPISODE}moved/", "moved"
    model, related = MovedOn, ("episode__case__responsible_team", "episode__case__area")
    lookup, lookup_field = "reference", "episode__reference"
    permission = Permission.EPISODE_SETTLE
    form_class, template_name = ReceiptForm, "early_help/moved.html"
    operation = staticmethod(moving.settle)
    success_message = "Saved. The clock has stopped"
    leads_to = "early_help:episode", "episode.reference"

    def answer_instead(self):
        """Who answered is on the episode's page; what was sent twice is answered by the operation."""
        if not self.subject.is_settled or self.request.method == "POST":
            return None
        return redirect(self.get_success_url())


OPERATIONS = (SettleMove, Close)


def _form(request, found, ends) -> CloseForm:
    """The form as it is asked now; what is shown as open comes back with it, whatever was typed before."""
    people = {person.name: person for person in whom_to_ask(found, timezone.localdate())}
    posts = case_display.workers_of([found.case])[found.case_id]
    workers = [f"{post.membership.user.name}, {post.membership.team.organisation.name}" for post in posts]
    mark, data = mark_of(ends), None
    if request.method == "POST":
        data = request.POST.copy()
        if data.get("open_mark", "") != mark:
            data.setlist("confirmed", [])
            data["open_mark"] = mark
    return CloseForm(
        data,
        agreements=[one for one in latest(agreements_of(found)) if one.answer == Agreement.Answer.AGREES],
        inform=whom_to_inform(found, people, workers),
        care=care_of(people),
        ends=ends,
        tasks=[(task, open_tasks.ways_for(task, found)) for task in open_tasks.open_tasks_of(found)],
        initial={"open_mark": mark},
    )
