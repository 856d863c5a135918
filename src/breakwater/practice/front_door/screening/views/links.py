"""Joining contacts of one incident, marking one as sent again, and parting them."""

from django.shortcuts import get_object_or_404

from breakwater.foundation import audit
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission, may, require

from ...contact_lookup import ContactOperation, contact_named
from ..forms.screening import JoinForm
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
        self.other = contact_named(form.cleaned_data["other"])
        if self.other in (None, self.subject) or not may(self.request.actor, self.permission, self.other):
            form.add_error("other", "Enter the reference of another open contact that your role may work on")
            return self.form_invalid(form)
        audit.saw("case", self.other.case_id)
        return super().form_valid(form)

    def operate(self, form):
        kind = form.cleaned_data["kind"]
        self.success_message = SAID[kind].format(self.subject.reference, self.other.reference)
        return DOES[kind](self.subject, other=self.other, **self.acting)


class PartContact(ButtonView, ContactOperation):
    """Undo: the later contact has its own time again."""

    route, name = "mash/contacts/<str:reference>/part/", "part"
    permission = Permission.CONTACT_JOIN
    operation, operates_on = staticmethod(links.part), "link"
    success_message = "{result.first.reference} and {result.other.reference} are no longer joined"
    words_of = {links.NotOneIncident: "They were decided together, so they stay joined"}

    def answer_instead(self):
        number = whole_number(self.request.POST.get("link")) or 0
        known = links.among(self.subject).select_related("first__case", "other__case")
        self.link = get_object_or_404(known, pk=number)
        for one in (self.link.first, self.link.other):
            require(self.request.actor, self.permission, one)
