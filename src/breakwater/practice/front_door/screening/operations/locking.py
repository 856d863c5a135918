"""Holding a contact while something is done to it."""

from ...models import Contact


def lock(contact: Contact) -> Contact:
    """The contact as it stands, held until the transaction ends."""
    return (
        Contact.objects.select_for_update(of=("self",))
        .select_related("case", "case__responsible_team__area")
        .get(pk=contact.pk)
    )
