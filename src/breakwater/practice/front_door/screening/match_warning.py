"""What is said at once where whoever was chosen is not much like whom the sender named: one press is soon a wrong one."""

from breakwater.partnership.people.models import Person
from breakwater.partnership.people.search import matching

from ..models import Contact
from .candidates import facts_told, name_told


def said(contact: Contact, person: Person) -> str:
    """That what was told speaks against it, or that another contact of the same form is about this child already; or nothing.

    Compared with what the sender told, whatever was searched for meanwhile and however the person was found.
    """
    parts = []
    chosen = matching.compare(person, **facts_told(contact))
    if chosen and chosen.band != matching.Band.SAME and chosen.against:
        told = f"as {name_told(contact)}" if name_told(contact) else "without a name"
        parts.append(f"It was told {told}. Against: {', '.join(chosen.against)}")
    same = Contact.objects.filter(submission=contact.submission_id, child=person).exclude(pk=contact.pk)
    if references := list(same.order_by("position").values_list("reference", flat=True)):
        are = "are" if len(references) > 1 else "is"
        parts.append(f"{' and '.join(references)} of the same form {are} about {person.name} as well")
    return f"{'. '.join(parts)}. If this is not the child, search again" if parts else ""
