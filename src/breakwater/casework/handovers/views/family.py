"""Telling the family who helps them now, once work has changed hands."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.handovers import actions, family
from breakwater.casework.handovers.forms import FamilyToldForm
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import family as shown_family
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require

from .handovers import handover_or_404


def tell_family(request, reference):
    """How it is safe to reach each of the family, the letter, and who was told."""
    found = _changed_hands(request, reference)
    members = family.members_of(found)
    form = FamilyToldForm(
        request.POST if request.method == "POST" else None, members=members, initial={"told_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        family.told(
            handover=found,
            person=form.members[said["who"]].person,
            how=said["how"],
            told_on=said["told_on"],
            words=said["words"],
            by=request.actor,
            at=timezone.now(),
            key=said["idempotency"],
        )
        messages.success(request, "It is kept")
        return redirect("casework:handover_family", found.reference)
    audit.saw("handover", found.pk)
    audit.saw("person", *(member.person.pk for member in members))
    return render(
        request,
        "casework/handovers/handover_family.html",
        {"form": form, "handover": found, "members": [shown_family.row(found, member) for member in members]},
    )


@require_safe
def letter(request, reference):
    """A letter in plain words to one of the family. It names nobody else of them, no address and no reason."""
    found = _changed_hands(request, reference)
    to = request.GET.get("to", "")
    member = next((one for one in family.members_of(found) if one.person.public_id == to), None)
    if member is None:
        raise Http404
    audit.saw("handover", found.pk)
    audit.saw("person", member.person.pk)
    return render(
        request,
        "casework/handovers/handover_letter.html",
        {"handover": found, "letter": shown_family.letter(found, member)},
    )


def _changed_hands(request, reference: str) -> Handover:
    """An accepted handover of the kind families are told of, for who works on one of its cases."""
    found = handover_or_404(reference)
    cases = [row.case for row in found.carried.select_related("case")]
    if not any(may(request.actor, Permission.CASE_WORK, case) for case in cases):
        require(request.actor, Permission.CASE_WORK)
        raise NotPermitted(Permission.CASE_WORK, "Whoever works on the case now tells the family. Ring them.")
    if found.status != Handover.Status.ACCEPTED or not actions.asked_of(found):
        raise NotPermitted(
            Permission.CASE_WORK, "Nothing has changed hands here yet. The family is told once it is accepted."
        )
    return found
