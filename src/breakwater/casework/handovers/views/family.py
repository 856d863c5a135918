"""Telling the family who helps them now, once work has changed hands."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.handovers import actions, family
from breakwater.casework.handovers.forms import FamilyToldForm
from breakwater.casework.handovers.lookup import HANDOVERS
from breakwater.casework.handovers.models import Handover
from breakwater.casework.handovers.pages import family as shown_family
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import NotPermitted, Permission, may, require

from .answers import HANDOVER, HandoverOperation


class TellFamily(HandoverOperation):
    """How it is safe to reach each of the family, the letter, and who was told."""

    route, name = f"{HANDOVER}family/", "handover_family"
    permission = Permission.CASE_WORK
    form_class, template_name = FamilyToldForm, "casework/handovers/handover_family.html"
    success_message = "It is kept"
    permission_of = ""
    leads_to = "casework:handover_family", "subject.reference"

    def find_subject(self):
        return changed_hands(self.request, super().find_subject())

    @cached_property
    def members(self):
        return family.members_of(self.subject)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"members": self.members}

    def get_initial(self):
        return {"told_on": timezone.localdate()}

    def operate(self, form):
        said = form.cleaned_data
        who = form.members[said["who"]].person
        facts = family.ToldFacts(who, said["how"], said["told_on"], said["words"])
        return family.told(self.subject, facts, by=self.request.actor, at=self.at, key=said["idempotency"])

    def record_sight(self):
        audit.saw("handover", self.subject.pk)
        audit.saw("person", *(member.person.pk for member in self.members))

    def get_context_data(self, **more):
        members = [shown_family.row(self.subject, member) for member in self.members]
        return super().get_context_data(members=members, **more)


@require_safe
def letter(request, reference):
    """A letter in plain words to one of the family. It names nobody else of them, no address and no reason."""
    found = changed_hands(request, get_object_or_404(HANDOVERS, reference=reference))
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


def changed_hands(request, found: Handover) -> Handover:
    """An accepted handover of the kind families are told of, for who works on one of its cases."""
    cases = [row.case for row in found.carried.select_related("case")]
    if not any(may(request.actor, Permission.CASE_WORK, case) for case in cases):
        require(request.actor, Permission.CASE_WORK)
        raise NotPermitted(Permission.CASE_WORK, "Whoever works on the case now tells the family. Call them.")
    if found.status != Handover.Status.ACCEPTED or not actions.asked_of(found):
        raise NotPermitted(
            Permission.CASE_WORK, "Nothing has changed hands here yet. The family is told once it is accepted."
        )
    return found
