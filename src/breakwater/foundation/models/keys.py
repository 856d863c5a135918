"""The same form sent twice at the same moment: the second waits for the first, and is answered with what that one made."""

from uuid import UUID

from django.db import connection
from django.db.models import Model


def one_at_a_time(key: object) -> None:
    """Wait, until this transaction ends, for any other that holds the same form's key. Look for what it made after this."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 26))", [str(key)])


def made_before[Row: Model](model: type[Row], key: UUID) -> Row | None:
    """What the form with this key made already, if it was sent before; whoever sends it at the same time waits."""
    one_at_a_time(key)
    return model._default_manager.filter(key=key).first()
