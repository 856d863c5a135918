"""Columns that a key locks row by row, and who opens them: for the owner's export of an area, and nothing else."""

from collections.abc import Callable

from django.db.models import Model

from ..registries import Registry

# "table.column" -> what the row holds there, in words; "" where its key was destroyed
LOCKED_COLUMNS: Registry[Callable[[Model], str]] = Registry(
    "columns locked row by row", "By table.column, a function that opens it for the owner's export by order"
)
