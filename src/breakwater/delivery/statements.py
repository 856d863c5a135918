"""Statements asked again and again are planned once: the database keeps them by name for as long as a connection lives.

Planning a question through the wall costs three to ten times what answering it does. So parameters are sent apart from
the statement (`OPTIONS`), and a connection keeps the plans of the statements it meets most. Behind a pooler that shares
connections between transactions (PgBouncer before 1.21, or with max_prepared_statements = 0) they must be switched off:
BREAKWATER_PREPARE=0.
"""

from django.db.backends.signals import connection_created

KEPT = (
    400  # statements a connection keeps, about 60 kB each in the database's process; a day's work of one post has fewer
)
OFTEN = 3  # from this many times on, on one connection


def options(*, prepare: bool) -> dict:
    """What Django's description of a database says of it."""
    return {"server_side_binding": True, "prepare_threshold": OFTEN} if prepare else {}


def keep_many() -> None:
    """Let every new connection keep `KEPT` statements instead of the driver's hundred."""
    connection_created.connect(_keep_many, dispatch_uid="breakwater.statements")


def _keep_many(*, connection, **_) -> None:
    connection.connection.prepared_max = KEPT
