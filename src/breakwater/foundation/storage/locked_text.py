"""Text that the database holds encrypted, so that neither a backup nor whoever runs the server reads it (SG-12, SG-20)."""

from django.db import models

from . import words


class LockedText(models.BinaryField):
    """A text for those who found the row, encrypted with the installation's keys and bound to its column; empty stays empty."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    @property
    def _bound(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_default(self):
        return ""

    def get_db_prep_value(self, value, connection, prepared=False):
        empty = None if value is None and self.null else b""
        locked = words.lock_words(value, bound_to=self._bound) if value else empty
        return super().get_db_prep_value(locked, connection, prepared)

    def from_db_value(self, value, expression, connection):
        return words.open_words(value, bound_to=self._bound) if value else ""
