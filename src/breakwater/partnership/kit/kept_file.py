"""A file that came in: kept encrypted beside its row until it is dropped, or 30 days old (SG-29)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Self

from django.db import models

from breakwater.foundation import storage
from breakwater.foundation.models import PublicIdField
from breakwater.partnership.organisations.models import Actor, Area

KEPT_FOR = timedelta(days=30)


class KeptFile(models.Model):
    """The row of a file. `stored_as` is empty where no copy was kept; once it is deleted, the row says since when.

    A row has the file's `name` and `stored_kind` besides, as fields or as what all of them have.
    """

    SAVED_WITH_THE_FILE = ("state", "taken_at", "deleted_at")

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    received_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    stored_as = models.CharField(max_length=120, blank=True)
    key_id = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def keep_file(self, stored: storage.StoredFile) -> None:
        """Put on the row where its file is."""
        self.digest, self.size, self.stored_as, self.key_id = stored.sha256, stored.size, stored.path, stored.key_id

    @property
    def content(self) -> bytes:
        return b"".join(storage.open_stored(self._stored))

    def delete_file(self, at: datetime) -> None:
        if self.stored_as:
            storage.discard(self._stored)
        self.deleted_at = at
        self.save(update_fields=self.SAVED_WITH_THE_FILE)

    @property
    def _stored(self) -> storage.StoredFile:
        # It is read here alone and given to nobody, so it waits for no scanner.
        kind = {"kind": self.stored_kind, "media_type": "application/octet-stream"}
        return storage.StoredFile.kept_in(self, name=self.name, **kind)

    @classmethod
    def forget(cls, files: models.QuerySet, *, at: datetime, end: Callable[[Self], None] = lambda file: None) -> int:
        """Delete the files that came 30 days ago or earlier; return how many. `end` says first what becomes of one still open."""
        old = list(files.filter(received_at__lte=at - KEPT_FOR, deleted_at=None))
        for file in old:
            end(file)
            file.delete_file(at)
        return len(old)
