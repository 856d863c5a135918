"""What the verbs of this room share."""

from ..models import Person


def held(person: Person) -> Person:
    """The person's row, locked until the transaction ends."""
    return Person.objects.select_for_update().get(pk=person.pk)


def tidy(text: str) -> str:
    """Text as typed, without spaces to spare."""
    return " ".join(text.split())
