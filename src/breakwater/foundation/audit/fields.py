"""PostgreSQL's 64-bit transaction number as a field."""

from django.db import models


class TransactionIdField(models.Field):
    """An xid8: the number of a transaction, which never comes round again."""

    # The application may not read it back after an insert.
    db_returning = False

    def db_type(self, connection):
        return "xid8"

    def from_db_value(self, value, expression, connection):
        return None if value is None else int(value)

    def get_prep_value(self, value):
        return None if value is None else str(value)


class NumbersField(models.Field):
    """An array of bigint. Django's own would bring django.contrib.postgres and its queries on every new connection."""

    def db_type(self, connection):
        return "bigint[]"
