"""What is asked before a list is taken away."""

from breakwater.foundation.design.fields import HiddenField, IdempotentForm, RadiosField, TextField

from .models import Format
from .operations import DownloadFacts

OF_A_LIST = (Format.XLSX, Format.CSV)


class DownloadForm(IdempotentForm):
    of = HiddenField(required=False, max_length=2000)
    format = RadiosField(
        label="Which kind of file?",
        choices=[(kind.value, kind.label) for kind in OF_A_LIST],
        missing="Choose a kind of file",
    )
    reason = TextField(
        label="What do you need it for?",
        hint="For example: the quarterly audit. Name no child. What you write is kept with your name.",
        max_length=200,
        missing="Enter what you need it for",
    )

    def facts(self) -> DownloadFacts:
        return DownloadFacts(**{name: self.cleaned_data[name] for name in ("of", "format", "reason")})
