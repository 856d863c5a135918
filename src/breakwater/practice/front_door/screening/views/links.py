"""Joining contacts of one incident, marking one as sent again, and parting them."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.access import Permission, may, require

from ...contact_lookup import ContactOperation, asked_for
from ...models import Contact, ContactLink
from ..forms.links import JoinForm
from ..operations import links

DOES = {"INCIDENT": links.join, "DUPLICATE": links.mark_sent_again}
SAID = {
    "INCIDENT": "{} and {} are one incident now: they are decided together, and the earliest receipt drives the time",
    "DUPLICATE": "{} and {} are one now, sent again: what both say is kept, and one clock runs",
}


class JoinContact(ContactOperation):
    """Join this contact to another, from a suggestion or by reference."""

    route, name = "mash/contacts/<str:reference>/join/", "join"
    permission = Permission.CONTACT_JOIN
    form_class, template_name = JoinForm, "front_door/mash/join.html"
    initial = {"kind": "INCIDENT"}

    def form_valid(self, form):
        named = parse_reference(form.cleaned_data["other"]) or ""
        self.other = Contact.objects.filter(reference=named).select_related("case").first()
        if self.other in (None, self.subject) or not may(self.request.actor, self.permission, self.other):
            form.add_error("other", "Enter the reference of another open contact that your post may work on")
            return self.form_invalid(form)
        audit.saw("case", self.other.case_id)
        return super().form_valid(form)

    def operate(self, form):
        kind = form.cleaned_data["kind"]
        self.success_message = SAID[kind].format(self.subject.reference, self.other.reference)
        return DOES[kind](contact=self.subject, other=self.other, by=self.request.actor, at=self.at)


@require_POST
def part(request, reference):
    """Undo: the later contact has its own time again."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_JOIN, contact)
    above = ContactLink.objects.filter(other=contact, ended_at=None).values("first")
    of_its_group = ContactLink.objects.filter(
        Q(first=contact) | Q(other=contact) | Q(first__in=above)
    )  # one that is parted already is parted once
    link = get_object_or_404(
        of_its_group.select_related("first__case", "other__case"),
        pk=whole_number(request.POST.get("link")) or 0,
    )
    for one in (link.first, link.other):
        require(request.actor, Permission.CONTACT_JOIN, one)
    try:
        links.part(link=link, by=request.actor, at=timezone.now())
    except links.NotOneIncident:
        messages.error(request, "They were decided together, so they stay joined")
    else:
        messages.success(request, f"{link.first.reference} and {link.other.reference} are no longer joined")
    return redirect("front_door:contact", contact.reference)
