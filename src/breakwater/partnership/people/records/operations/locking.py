"""What the verbs of this room share."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.utils import DatabaseError

from breakwater.partnership.people.models import Person


def held(person: Person) -> Person:
    """The person's row, locked until the transaction ends; where it was merged into another, the record that stands for it."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    return held(row.merged_into) if row.merged_into_id else row


def tidy(text: str) -> str:
    """Text as typed, without spaces to spare."""
    return " ".join(text.split())


def call(function: str, *arguments):
    """What a function of the database answers, once."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", list(arguments))
        return cursor.fetchone()[0]


@contextmanager
def refused_as(refusal: type[Exception]):
    """The database says 'no data found' (P0002) where there is nothing for this actor to act on; anything else is a fault."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as fault:
        if getattr(fault.__cause__, "sqlstate", "") != "P0002":
            raise
        raise refusal from None
