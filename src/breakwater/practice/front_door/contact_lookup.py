"""Finding the contact a MASH page is about, and what a page that changes something of it does."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from breakwater.casework.chronology import disputes
from breakwater.foundation import audit
from breakwater.foundation.models.references import parse_reference
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require

from .models import Contact

# The submission is never among them: it is hidden with any one of its children who is restricted, and a join would take
# the others along (SG-22). A team that is offered the case reads the contact and never its sender.
_WITH = ("case__area", "case__responsible_team", "child", "claimed_by__user")
_CONTACTS = Contact.objects.select_related(*_WITH)
WITH_DISPUTES = disputes.with_notes(_CONTACTS)  # for the page that draws them


def contact_or_404(contacts: QuerySet[Contact] = _CONTACTS, /, **named) -> Contact:
    """The contact, for someone of the MASH. Whoever may not know of it finds no such page."""
    found = get_object_or_404(contacts, **named)
    audit.saw("case", found.case_id)
    return found


def read_only(request, reference: str, contacts: QuerySet[Contact] = _CONTACTS) -> Contact:
    """The contact, for anyone who may read its case. Raises NotPermitted, Http404."""
    found = contact_or_404(contacts, reference=reference)
    require(request.actor, Permission.CASE_READ, found.case)
    return found


def contact_named(reference: str) -> Contact | None:
    """The contact of a reference that somebody typed, as far as they may know of it."""
    return Contact.objects.filter(reference=parse_reference(reference) or "").select_related("case").first()


def first_of(submission: int) -> Contact | None:
    """The first contact that a submission made, of those that the reader may know of."""
    return Contact.objects.filter(submission=submission).order_by("position").first()


def is_still_open_to(contact: Contact) -> bool:
    """Whether whoever acts may still read a contact, after what they just did to it (TR-19)."""
    return Contact.objects.filter(pk=contact.pk).exists()


class ContactOperation(OperationView):
    """Something done with a contact by the MASH; its page is what one sees next."""

    leads_to = "front_door:contact", "subject.reference"

    def find_subject(self):
        return contact_or_404(reference=self.kwargs["reference"])

    def get_context_data(self, **more):
        return super().get_context_data(**{"contact": self.subject} | more)
