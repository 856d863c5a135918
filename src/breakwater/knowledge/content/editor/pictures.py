"""Pictures for pages come in as every file does: known by their content, looked at by the virus scanner, or not at all."""

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from breakwater.foundation import storage

LIMITS = storage.Limits(largest=5_000_000, kinds=frozenset({"jpeg", "png", "webp"}))
WAITS = "No virus scanner has answered. Try again later: no picture comes in unseen."
FOUND = "The picture was refused: a scanner found something harmful in it."


class ScannedPictureForm(BaseImageForm):
    """Wagtail's form for a picture, with the door that other files come in by."""

    def clean_file(self):
        """Raises ValidationError with words for the person."""
        sent = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return sent
        sent.seek(0)
        content = sent.read()
        sent.seek(0)
        try:
            storage.sniff(content, sent.name, getattr(sent, "content_type", "") or "", LIMITS)
        except storage.Refused as refused:
            raise ValidationError(str(refused)) from None
        outcome = storage.scanner().scan([content]).outcome
        if outcome == storage.Outcome.FOUND:
            raise ValidationError(FOUND)
        passes = outcome == storage.Outcome.CLEAN or (
            outcome == storage.Outcome.NOT_SCANNED and storage.may_be_opened(storage.State.NOT_SCANNED)
        )
        if not passes:
            raise ValidationError(WAITS)
        return sent
