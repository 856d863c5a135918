"""Pictures come in as every file does: known by their content, looked at by the virus scanner, or not at all."""

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from breakwater.foundation import storage

from ..operations.pictures import look_at


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
            look_at(content, sent.name, getattr(sent, "content_type", "") or "")
        except storage.Refused as refused:
            raise ValidationError(str(refused)) from None
        return sent
