"""A file with a case."""

from django.db import models

from breakwater.casework.cases.models import KEPT_BY_KIND, Case
from breakwater.foundation import storage
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor


class Document(models.Model):
    """A file with a case: sniffed, scanned, encrypted on disk. Only a clean one can be opened; a held one waits."""

    class State(models.TextChoices):
        HELD = "HELD", "Held until it can be scanned"
        CLEAN = "CLEAN", "Ready"
        REFUSED = "REFUSED", "Refused"

    public_id = PublicIdField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes before encryption.")
    stored_as = models.CharField(max_length=120)
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    state = models.CharField(max_length=7, choices=State)
    refusal = models.CharField(max_length=240, blank=True)
    added_at = models.DateTimeField()
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    added_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_BY_KIND, fields={"key_id": Sensitivity.INTERNAL})

    @property
    def state_words(self) -> str:
        """What to call its state: where the owner releases files that no scanner has seen, one that opens is called unscanned."""
        is_unscanned = self.state == self.State.CLEAN and storage.opens_unscanned()
        return "Not scanned for viruses" if is_unscanned else self.get_state_display()
