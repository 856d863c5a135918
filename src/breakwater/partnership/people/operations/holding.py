"""What the verbs of this room share."""

from ..models import Person


def held(person: Person) -> Person:
    """The person's row, locked until the transaction ends; where it was merged into another, the record that stands for it."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    return held(row.merged_into) if row.merged_into_id else row


def tidy(text: str) -> str:
    """Text as typed, without spaces to spare."""
    return " ".join(text.split())
