"""What is said at once where whoever was chosen is not much like whom the sender named: one press is soon a wrong one."""

from breakwater.partnership.people.models import Person

from .finding import Search, name_told
from .models import Contact


def said(contact: Contact, person: Person, found: Search) -> str:
    """That facts speak against it, or that another contact of the same form is about this child already; or nothing."""
    parts = []
    chosen = next((one for one in found.suggestions if one.public_id == person.public_id), None)
    against = [reason["text"] for reason in chosen.reasons if reason["side"] == "against"] if chosen else []
    if chosen and chosen.band_kind != "good" and against:
        told = f"as {name_told(contact)}" if name_told(contact) else "without a name"
        parts.append(f"It was told {told}. Against: {', '.join(against).lower()}")
    same = Contact.objects.filter(submission=contact.submission_id, child=person).exclude(pk=contact.pk)
    if references := list(same.order_by("position").values_list("reference", flat=True)):
        parts.append(f"{' and '.join(references)} of the same form is about {person.name} as well")
    return f"{'. '.join(parts)}. If this is not the child, search again" if parts else ""
