"""Writing down what the family says."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .. import operations, showing
from ..forms.agreements import AgreementForm
from .finding import CLOSED, episode_or_404, whose


def agreement(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    asked = showing.whom_to_ask(found, timezone.localdate())
    form = AgreementForm(request.POST if request.method == "POST" else None, people=asked)
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_agreement(episode=found, by=request.actor, at=timezone.now(), **form.facts())
        except operations.AgreementSaysNothing:
            form.add_error("to", "Choose the first or the second: without one of them there is nothing to do")
        except operations.ReasonMissing as field:
            form.add_error(str(field), "Write this too")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "What they said is kept")
            return redirect("early_help:episode", found.reference)
    audit.saw("case", found.case_id)
    audit.saw("person", *(person.pk for person in asked))
    return render(request, "early_help/agreement.html", {"form": form, **whose(found)})
