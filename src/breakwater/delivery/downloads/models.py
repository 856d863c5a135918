"""A list, or a package of files, that somebody asked to take away."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.text import slugify

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.kept_file import KeptFile

KEPT_FOR = timedelta(days=7)


class Format(models.TextChoices):
    XLSX = "xlsx", "Excel workbook (.xlsx)"
    CSV = "csv", "Comma-separated text (.csv)"
    ZIP = "zip", "ZIP archive (.zip)"


class Download(KeptFile):
    """`address` is the list's own, with its filter, or a package's; `reason` is why somebody takes it away."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Being written"
        READY = "READY", "Ready"
        FAILED = "FAILED", "Not written"
        GONE = "GONE", "Deleted"

    SAVED_WITH_THE_FILE = ("state", "deleted_at")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    title = models.CharField(max_length=200, help_text="What the list's page is called.")
    address = LockedText()
    reason = LockedText()
    stored_kind = models.CharField(max_length=4, choices=Format)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    seen = models.JSONField(
        default=dict, help_text="Whose records the file tells of: kind -> ids, as the audit has them."
    )

    handling = Handling(Sensitivity.SPECIAL, keep="The file for 7 days; that it was asked for as long as the audit")

    @property
    def name(self) -> str:
        return f"{slugify(self.title) or 'list'}-{self.received_at:%Y-%m-%d}.{self.stored_kind}"
