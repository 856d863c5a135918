"""The same form sent twice at the same moment: the second waits for the first, and is answered with what that one made."""

from django.db import connection


def one_at_a_time(key: object) -> None:
    """Wait, until this transaction ends, for any other that holds the same form's key. Look for what it made after this."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 26))", [str(key)])
