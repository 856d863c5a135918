"""A whole case goes to another team: asked of them first, as every handover is."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.forms.moving import MoveForm
from breakwater.casework.handovers import moving
from breakwater.casework.handovers import operations as handovers
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from .cases import MUST_NOT_LEARN, case_or_404


def move(request, reference):
    """Offer the whole case to another team. Until they accept the present team is responsible."""
    found = case_or_404(reference)
    require(request.actor, Permission.HANDOVER_OFFER, found)
    teams = moving.teams_that_could_take(found, on=timezone.localdate()).select_related("organisation")
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        teams=teams.order_by("organisation__name", "name", "pk"),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = handovers.offer(
                cases_carried=[found],
                to=moving.WHOLE_CASE,
                to_team=said["to"],
                moves_cases=True,
                reason=said["reason"],
                passes=said["passes"],
                keeps_sight_until=said["look"],
                by=request.actor,
                at=timezone.now(),
                key=said["idempotency"],
            )
        except handovers.AlreadyOffered as waiting:
            form.add_error(
                "to", f"The whole case is offered already ({waiting}). Ring that team, or withdraw the offer."
            )
        except cases.CaseIsClosed:
            form.add_error(None, "The case is closed. Open a new one.")
        except handovers.MustNotLearn:
            form.add_error("to", MUST_NOT_LEARN)
        except handovers.NoReaderThere as team:
            form.add_error(
                "to",
                f"This record is restricted, and nobody of {team} may read it. Name a reader in that team first, on the page "
                "of the person.",
            )
        else:
            messages.success(request, f"The whole case is offered: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("case", found.pk)
    return render(
        request,
        "casework/move.html",
        {"form": form, "case": found, "called": cases_shown.called(found), "can_go": bool(form.teams)},
    )
