"""Joining contacts of one incident, marking one as sent again, and parting them."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.organisations.access import Permission, may, require

from ...contact_lookup import asked_for
from ...models import Contact, ContactLink
from ..forms.links import JoinForm
from ..operations import links

DOES = {"INCIDENT": links.join, "DUPLICATE": links.mark_sent_again}
SAID = {
    "INCIDENT": "{} and {} are one incident now: they are decided together, and the earliest receipt drives the time",
    "DUPLICATE": "{} and {} are one now, sent again: what both say is kept, and one clock runs",
}


@require_http_methods(["GET", "HEAD", "POST"])
def join(request, reference):
    """Join this contact to another, from a suggestion or by reference."""
    contact = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_JOIN, contact)
    form = JoinForm(request.POST or None, initial={"kind": "INCIDENT"})
    if form.is_valid() and _joined(request, contact, form):
        return redirect("front_door:contact", contact.reference)
    return render(request, "front_door/mash/join.html", {"contact": contact, "form": form})


def _joined(request, contact: Contact, form: JoinForm) -> bool:
    named = parse_reference(form.cleaned_data["other"]) or ""
    other = Contact.objects.filter(reference=named).select_related("case").first()
    if other is None or other.pk == contact.pk or not may(request.actor, Permission.CONTACT_JOIN, other):
        form.add_error("other", "Enter the reference of another open contact that your post may work on")
        return False
    audit.saw("case", other.case_id)
    kind = form.cleaned_data["kind"]
    try:
        DOES[kind](contact=contact, other=other, by=request.actor, at=timezone.now())
    except links.NotOneIncident:
        form.add_error(
            "other", "They cannot be joined: they are settled to be about different children, or one is decided"
        )
    except links.NotSentAgain:
        form.add_error(
            "kind",
            "Only what the same agency sent on the same day is the same contact. Join them as one incident instead",
        )
    except links.JoinedAlready:
        form.add_error("other", "One of them is joined to another contact already. Part that first, on its page")
    else:
        messages.success(request, SAID[kind].format(contact.reference, other.reference))
        return True
    return False


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
