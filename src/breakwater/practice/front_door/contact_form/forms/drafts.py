"""What a professional or a call-handler may type outside the questions of the contact form."""

from breakwater.casework.documents.operations import Upload
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design import fields
from breakwater.foundation.storage import DOCUMENTS
from breakwater.foundation.storage.sniffing import KINDS, Limits

from ...arrivals.from_answers import CALLERS
from ...calls.people_of_call import PaperField
from ...models import Attachment, LawfulBasis
from ..operations.attachments import Enclosure

ENDINGS = sorted(f".{ending}" for name in DOCUMENTS for ending in KINDS[name].extensions)


class CallForm(fields.Form):
    """What a call-handler notes before the form: who rang and when. The server's own time of receipt is kept besides."""

    who = fields.TextField(
        label="Who called?",
        hint="Name, and where from. “Would not say” is an answer.",
        missing="Enter who called, or that they would not say",
    )
    source = fields.SelectField(
        label="What are they to the child, or which service do they work for?",
        choices=list(CALLERS.items()),
        missing="Choose who called",
    )
    told_on = fields.DateField(label="On which day did they call?", missing="Enter the day of the call")
    told_time = fields.TimeField(label="At what time?", hint="For example 09:10", missing="Enter the time of the call")
    paper_by = PaperField()

    @property
    def told_at(self):
        return moment(self.cleaned_data["told_on"], self.cleaned_data["told_time"])


class MoreForm(fields.IdempotentForm):
    """What a sender has learned since."""

    words = fields.TextareaField(
        label="What have you learned since?",
        hint="It goes to the people who have your contact. If a child is in danger now, call 999 first.",
        missing="Write what you have learned since",
        rows=4,
    )
    danger = fields.CheckboxesField(
        label="Danger now", choices=[("yes", "A child is in danger now")], required=False, small=True
    )

    @property
    def says_danger(self) -> bool:
        return bool(self.cleaned_data["danger"])


class FileForm(fields.IdempotentForm):
    """A file that goes with the form, and what it is. The declaration comes first: without it nothing is taken (SG-29)."""

    lawful = fields.CheckboxesField(
        label="Before you choose",
        choices=[
            ("yes", "I have looked at what this file is: it is no indecent image of a child and no terrorist material")
        ],
        missing="Tick to say that it is no such material. If it may be, do not send it",
    )
    file = fields.FileField(
        label="Choose a file",
        hint="PDF, Word, Excel, PowerPoint, OpenDocument, text or a picture; at most 20 MB.",
        missing="Choose a file",
        accepts=ENDINGS,
        max_bytes=Limits().largest,
    )
    kind = fields.SelectField(label="What is it?", choices=Attachment.Kind.choices, missing="Choose what it is")
    title = fields.TextField(
        label="A name for it", required=False, max_length=200, hint="Left out, it keeps the name of the file."
    )
    author_agency = fields.TextField(label="Which agency wrote it?", required=False, max_length=120)
    written_on = fields.DateField(label="When was it written?", partial=True, past=True, required=False)
    marking = fields.RadiosField(
        label="Protective marking", choices=Attachment.Marking.choices, missing="Choose the protective marking"
    )
    family_may_see = fields.RadiosField(
        label="May the family see it?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Say whether the family may see it",
    )

    def facts(self) -> Enclosure:
        given, upload = self.cleaned_data, self.cleaned_data["file"]
        return Enclosure(
            file=Upload(upload, upload.name, upload.content_type or "", title=given["title"]),
            kind=given["kind"],
            author_agency=given["author_agency"],
            written_on=str(given["written_on"] or ""),
            marking=given["marking"],
            family_may_see=given["family_may_see"] == "yes",
        )


class SureForm(fields.Form):
    """What its author ticks where the contact says what the form it was begun with keeps from its readers (SG-12)."""

    sure = fields.CheckboxesField(
        label="Does the MASH need to read it?", choices=[], missing="Change it, or say that the MASH needs to read it"
    )

    def __init__(self, *args, stops, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sure"].choices = [("yes", each.may_stay) for each in stops if each.may_stay][:1]
        if not self.fields["sure"].choices:
            del self.fields["sure"]


class ApprovalForm(fields.Form):
    """A manager's answer."""

    approved = fields.RadiosField(
        label="Do you approve that the family is not told?",
        choices=[("yes", "Yes, I approve"), ("no", "No: the family is told first")],
        missing="Say whether you approve",
    )
    words = fields.TextareaField(
        label="Why?", hint="It is kept with the contact, and the MASH reads it.", missing="Write why", rows=4
    )


class LawfulBasisForm(fields.Form):
    """What an agency chose."""

    organisation = fields.SelectField(label="Agency", missing="Choose the agency")
    basis = fields.RadiosField(
        label="On what basis does it share?", choices=LawfulBasis.Basis.choices, missing="Choose the basis"
    )
