"""Finding the contact a MASH page is about, and what a page that changes something of it does."""

from django.http import Http404
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, require

from .models import Contact

# The submission is never among them: it is hidden with any one of its children who is restricted, and a join would take
# the others along (SG-22). A team that is offered the case reads the contact and never its sender.
_WITH = ("case__area", "case__responsible_team", "child", "claimed_by__user")


def asked_for(request, reference: str) -> Contact:
    """The contact, for someone of the MASH. Whoever may not know of it finds no such page."""
    return _found(request, reference)


def read_only(request, reference: str) -> Contact:
    """The contact, for anyone who may read its case. Raises NotPermitted, Http404."""
    found = _found(request, reference)
    require(request.actor, Permission.CASE_READ, found.case)
    return found


def _found(request, reference: str) -> Contact:
    found = Contact.objects.filter(reference=reference).select_related(*_WITH).first()
    if found is None:
        raise Http404
    audit.saw("case", found.case_id)
    return found


class ContactOperation(OperationView):
    """Something done with a contact by the MASH; its page is what one sees next."""

    def find_subject(self):
        return asked_for(self.request, self.kwargs["reference"])

    def get_success_url(self):
        return reverse("front_door:contact", args=[self.subject.reference])

    def get_context_data(self, **more):
        return super().get_context_data(**{"contact": self.subject} | more)
