"""The reference of a receipt: the sender's own page of it, and for whoever received it the contact of each child."""

from django.urls import reverse

from breakwater.casework.cases.registry import REFERENCES, Named
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import Acknowledgement, Contact, ReceiptLine


@REFERENCES.register("front_door.receipts")
def a_receipt(reference: str, by: Actor) -> list[Named]:
    """The lines of a receipt follow each child's own case, so a restricted brother or sister is not among them."""
    if by.membership_id is None:
        return []
    team = by.membership.team_id
    lines = list(ReceiptLine.objects.filter(reference=reference).order_by("pk"))
    is_ours = any(line.sender_team_id == team for line in lines)
    if may(by, Permission.RECEIPT_READ) and (
        is_ours or Acknowledgement.objects.filter(reference=reference, sender_team=team).exists()
    ):
        return [Named(f"Receipt {reference}", reverse("front_door:receipt", args=[reference]))]
    contacts = Contact.objects.filter(pk__in=[line.contact_id for line in lines]).order_by("pk")
    if not may(by, Permission.CASE_READ):
        return []
    audit.saw("case", *(contact.case_id for contact in contacts))
    return [
        Named(f"Contact {contact.reference}", reverse("front_door:contact", args=[contact.reference]))
        for contact in contacts
    ]
