"""Whether a fault is that the database went away, and waiting until it is back."""

import time

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, close_old_connections, connection
from psycopg import OperationalError as DriverError

# PostgreSQL's codes: it is stopped, has crashed, is starting, is full of connections. Those of class 08 are of the connection itself.
AWAY = {"57P01", "57P02", "57P03", "53300"}
PATIENCE_SECONDS = 60


def has_lost_the_database(fault: BaseException | None) -> bool:
    """Whether the database could not be reached, or went away: it was stopped, it starts, it died, or takes nobody more."""
    if isinstance(fault, BaseExceptionGroup):
        return any(map(has_lost_the_database, fault.exceptions))
    while isinstance(fault, SessionInterrupted | UpdateError):  # what sessions make of it
        fault = fault.__context__
    cause = fault.__cause__ if isinstance(fault, OperationalError) else None
    if not isinstance(cause, DriverError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith("08") or cause.sqlstate in AWAY


def wait_for_the_database(seconds: float = PATIENCE_SECONDS, *, every: float = 1.0) -> None:
    """Until it takes a connection again. Raises OperationalError where it does not in so many seconds."""
    until = time.monotonic() + seconds
    while True:
        close_old_connections()
        try:
            return connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > until:
                raise
        time.sleep(every)
