"""The invented area is made whole or not at all, so the thousands of points to which the rooms could go back are left out.

Each is a transaction within the transaction: two questions asked, and one more to think of for whatever reads a row after.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from breakwater.partnership.organisations.settled import settled


@contextmanager
def whole() -> Iterator[None]:
    """Without savepoints for the length of the block: what fails within it ends the transaction around it."""
    with _savepoints(kept=False):
        yield


@contextmanager
def undone_if_refused() -> Iterator[None]:
    """A refusal that the story expects: what was done within this block is undone and forgotten, what came before it stays."""
    with _savepoints(kept=True), settled(), transaction.atomic():
        yield


@contextmanager
def _savepoints(*, kept: bool) -> Iterator[None]:
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = kept
    try:
        yield
    finally:
        connection.features.uses_savepoints = before
