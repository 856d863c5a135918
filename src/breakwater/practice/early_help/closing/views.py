"""Ending an episode."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers import ledger
from breakwater.casework.handovers.operations import OfferStillWaiting
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.agreed import agreements_of, latest
from breakwater.practice.early_help.episodes.operations import episodes
from breakwater.practice.early_help.episodes.operations.step_up import brought_up
from breakwater.practice.early_help.episodes.participants import whom_to_ask
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation, episode_or_404, whose
from breakwater.practice.early_help.episodes.withholding import care_of
from breakwater.practice.early_help.models import Agreement, Assessment, MovedOn

from . import moving, open_tasks
from . import operations as closing
from .forms import CloseForm, ReceiptForm
from .open_ends import KINDS, mark_of, still_open, whom_to_inform


def close(request, reference):
    """Ask once how it ends, what is still open, who does not agree any more and who is told; then close."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    now = timezone.now()
    ends = still_open(found, now)
    form = _form(request, found, ends)
    if request.method == "POST" and form.is_valid():
        try:
            closing.end_episode(episode=found, ending=form.facts(), by=request.actor, at=now)
        except OfferStillWaiting as waiting:
            form.add_error(
                None,
                f"It cannot end yet: {f'offer {waiting}' if str(waiting) else 'an offer made by another team'} still waits for an answer. Call them, or withdraw the offer first.",
            )
        except assessments.HarmNotBrought:
            form.add_error(
                None,
                "It cannot end yet: it says that a child is at risk. Bring that to the front door first, as said above.",
            )
        except closing.GoalsStillOpen:
            form.add_error("code", "Say first what became of each goal: open the plan, then “How far is it now?”")
        except closing.NoContingency:
            form.add_error("code", "Write into the plan first what happens if things go wrong again")
        except closing.NotSaid as name:
            form.add_error(str(name) if str(name) in form.fields else None, "Write this too")
        except (closing.StillOpen, open_tasks.TasksUnsettled):
            form.add_error(None, "Something else is open since you opened this page. Read the list again, then close.")
        except episodes.EpisodeIsClosed:
            form.add_error(None, episodes.EpisodeIsClosed.words)
        else:
            messages.success(request, "The episode is closed")
            if found.case.responsible_team_id == request.actor.membership.team_id:
                return redirect("early_help:episode", found.reference)
            return redirect(
                "early_help:episodes"
            )  # with the post of a lead elsewhere their sight of it has ended (SG-09)
    lines = ledger.of_case(found.case, reader=request.actor.membership.team.organisation)
    audit.saw("case", found.case_id)
    audit.saw("person", *(fact.person.pk for one in lines for fact in one.facts if fact.person))
    assessed = Assessment.objects.select_related("episode").filter(episode=found).first()
    context = {
        "form": form,
        "says_harm": assessed if assessed and assessed.harm_waits() else None,
        **whose(found),
        "brought_up": brought_up(found, now),
        "cautions": ledger.cautions(lines),
        "ends": [(KINDS[kind], list(some)) for kind, some in groupby(ends, key=lambda end: end.kind)],
    }
    return render(request, "early_help/close.html", context)


class SettleMove(EpisodeOperation):
    """Who there took over the help of a family that moved away, once they have answered."""

    route, name = f"{EPISODE}moved/", "moved"
    subjects = MovedOn.objects.select_related("episode__case__responsible_team", "episode__case__area")
    lookup, lookup_field = "reference", "episode__reference"
    permission = Permission.EPISODE_SETTLE
    form_class, template_name = ReceiptForm, "early_help/moved.html"
    operation = staticmethod(moving.settle)
    success_message = "Saved. The clock has stopped"

    def answer_instead(self):
        """Who answered is on the episode's page; what was sent twice is answered by the operation."""
        if not self.subject.is_settled or self.request.method == "POST":
            return None
        return redirect(self.get_success_url())

    def get_success_url(self):
        return reverse("early_help:episode", args=[self.episode.reference])


OPERATIONS = (SettleMove,)


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
