"""Adding a file to a case."""

from breakwater.foundation.design.fields import FileField, IdempotentForm, TextField
from breakwater.foundation.storage import DOCUMENTS
from breakwater.foundation.storage.sniffing import KINDS, Limits

from .operations import Upload

ENDINGS = sorted(f".{ending}" for name in DOCUMENTS for ending in KINDS[name].extensions)


class DocumentForm(IdempotentForm):
    file = FileField(
        label="Choose a file",
        hint="PDF, Word, Excel, PowerPoint, OpenDocument, text or a picture; at most 20 MB.",
        missing="Choose a file",
        accepts=ENDINGS,
        max_bytes=Limits().largest,
    )
    title = TextField(
        label="What is it?", hint="Shown to everyone who may see the case.", required=False, max_length=200
    )

    def facts(self) -> Upload:
        file = self.cleaned_data["file"]
        return Upload(file, file.name, file.content_type or "", self.cleaned_data["title"])
