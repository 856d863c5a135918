"""Writing down what the family says."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.handovers import ledger
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.early_help.episodes.agreed import agreements_of
from breakwater.practice.early_help.episodes.agreement_form import AgreementForm
from breakwater.practice.early_help.episodes.ledger import Recorded, recorded_consent
from breakwater.practice.early_help.episodes.operations import agreements, episodes
from breakwater.practice.early_help.episodes.participants import whom_to_ask
from breakwater.practice.early_help.episodes.view import CLOSED, episode_or_404, number, whose
from breakwater.practice.early_help.models import Episode


def agreement(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    asked = whom_to_ask(found, timezone.localdate())
    recorded = _recorded(request, found)
    form = AgreementForm(request.POST if request.method == "POST" else None, people=asked, recorded=recorded)
    if request.method == "POST" and form.is_valid():
        try:
            agreements.record_agreement(episode=found, by=request.actor, at=timezone.now(), **form.facts())
        except agreements.AgreementSaysNothing:
            form.add_error("to", "Choose the first or the second: without one of them there is nothing to do")
        except agreements.ReasonMissing as field:
            form.add_error(str(field), "Write this too")
        except episodes.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "What they said is kept")
            return redirect("early_help:episode", found.reference)
    audit.saw("case", found.case_id)
    audit.saw("person", *(person.pk for person in asked))
    return render(request, "early_help/agreement.html", {"form": form, "recorded": recorded, **whose(found)})


def _recorded(request, episode: Episode) -> Recorded | None:
    """The consent of the handover that is being confirmed, as the address names it; none for anything else."""
    lines = ledger.of_case(episode.case, reader=request.actor.membership.team.organisation)
    wanted = number(request.GET.get("recorded", ""))
    waiting = recorded_consent(lines, agreements_of(episode))
    return next((one for one in waiting if one.number == wanted), None)
