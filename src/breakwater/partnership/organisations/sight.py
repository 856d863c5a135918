"""Sight that begins or ends by date: derived again once a day, and known to be as old as its last derivation."""

from datetime import date

from django.db import connection


def derive_due() -> int:
    """Derive the readers of every row whose grants began or ended since the last time. Returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("select access.derive_due()")
        return cursor.fetchone()[0]


def derived_on() -> date:
    """The London date of the last derivation; a school's posts see no child while it is in the past."""
    with connection.cursor() as cursor:
        cursor.execute("select access.derived_on()")
        return cursor.fetchone()[0]
