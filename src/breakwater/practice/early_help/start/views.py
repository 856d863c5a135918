"""Starting early help: from a pupil, and from the receipt by which the MASH asks for it. One page, then the assessment is open."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from breakwater.casework.handovers.registry import ASKED_TO_START, AskedToStart
from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import NobodyReceives
from breakwater.partnership.people.consent import is_asked_themselves
from breakwater.partnership.people.models import Person

from .forms import StartForm
from .operations import Wanted, start_early_help


def start(request, public_id):
    """From a pupil whom the starter may see."""
    require(request.actor, Permission.EPISODE_START)
    child = get_object_or_404(Person, public_id=public_id)
    audit.saw("person", child.pk)
    return _page(request, child=child.pk, name=child.name)


def start_asked(request, reference, line):
    """From the line of a receipt: the child and the why are known."""
    require(request.actor, Permission.EPISODE_START)
    found = (ask(reference, line, request.actor) for ask in ASKED_TO_START.values())
    asked = next((one for one in found if one), None)
    if asked is None:
        raise Http404
    audit.saw("person", asked.child)
    return _page(request, child=asked.child, name=asked.name, asked=asked)


def _page(request, *, child: int, name: str, asked: AskedToStart | None = None):
    pupil = Person.objects.filter(pk=child).first()
    is_young = pupil is not None and is_asked_themselves(pupil.born, on=timezone.localdate())
    form = StartForm(
        request.POST if request.method == "POST" else None, asks_why=asked is None, young=name if is_young else ""
    )
    if request.method == "POST" and form.is_valid():
        wanted = Wanted(child, name, asked.reason if asked else form.cleaned_data["concern"], asked)
        try:
            made = start_early_help(
                wanted=wanted,
                agreement=form.facts(),
                by=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["idempotency"],
            )
        except NobodyReceives:
            form.add_error(None, "No co-ordinators are named in your area, so nothing was started. Call the MASH.")
        except Refusal as refusal:
            form.add_error(refusal.box, refusal.words)
        else:
            if made.episode is None:
                return render(request, "early_help/start_called.html", {"called_by": made.called_by})
            messages.success(
                request, f"You lead {made.episode.reference}. The co-ordinator calls you by {day(made.called_by)}."
            )
            return redirect("early_help:assessment", made.episode.reference)
    return render(request, "early_help/start.html", {"form": form, "name": name, "asked": asked})
