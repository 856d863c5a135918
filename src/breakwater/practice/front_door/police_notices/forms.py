"""What is typed of notices: a file, or one that came by secure mail."""

from django.core.exceptions import ValidationError

from breakwater.casework.handovers.danger import Danger, DangerField
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.design import fields
from breakwater.partnership.people.identifiers import check_nhs_number

from ..models import Notice
from .by_mail import NoticeByMail


class NoticeFileForm(fields.Form):
    file = fields.FileField(
        label="The file of notices",
        hint="CSV, up to 5 MB. It is kept encrypted and deleted after 30 days.",
        missing="Choose the file",
    )


class NoticeForm(fields.IdempotentForm):
    """One notice by secure mail, telephone or letter."""

    kind = fields.RadiosField(
        label="What came?",
        choices=[(kind.value, kind.label) for kind in Notice.Kind if kind != Notice.Kind.POLICE],
        options={
            Notice.Kind.HEALTH: "A child with a plan, or looked after, was seen in unscheduled care (CP-IS)",
            Notice.Kind.TRANSFER_IN: "Starts the 15 working days for the transfer-in conference",
            Notice.Kind.PLACEMENT: "A looked-after child of theirs lives here now",
            Notice.Kind.COURT: "Section 7 or 37 report, safeguarding check. Recorded as no concern, without a rating",
        },
        reveals={Notice.Kind.HEALTH: ["nhs_number"], Notice.Kind.COURT: ["due_on"]},
        missing="Choose what came",
    )
    sent_by = fields.TextField(label="Who sent it?", hint="Service or authority, and name", missing="Write who sent it")
    reply_to = fields.TextField(
        label="Number or address to answer to", max_length=254, required=False, autocomplete="off", spellcheck=False
    )
    their_reference = fields.TextField(
        label="Their reference", max_length=40, width=20, required=False, spellcheck=False
    )
    child = fields.TextField(
        label="Which child?", max_length=240, spellcheck=False, missing="Write the child’s name, or describe the child"
    )
    born = fields.DateField(
        label="Date of birth", hint="The year alone is enough.", partial=True, past=True, required=False
    )
    nhs_number = fields.TextField(
        label="NHS number",
        hint="An alert whose number and date of birth agree with a child of an open case goes to that child’s worker.",
        max_length=20,
        width=20,
        required=False,
        spellcheck=False,
        autocomplete="off",
    )
    address = fields.TextField(
        label="Where do they live, or will they live?", max_length=300, required=False, autocomplete="off"
    )
    words = fields.TextareaField(label="What does it say?", rows=5, missing="Write what it says")
    danger = DangerField(
        hint="Say yes here as well once you have called 999. Emergency duty is paged then while the office is closed."
    )
    due_on = fields.DateField(label="By when does the court want its answer?", required=False)

    def clean_nhs_number(self):
        typed = self.cleaned_data["nhs_number"]
        checked = check_nhs_number(typed) if typed else None
        if checked and not checked.valid:
            raise ValidationError(f"Check the NHS number: {checked.reason}")
        return typed

    def clean(self):
        given = super().clean()
        if given.get("kind") == Notice.Kind.COURT and given.get("danger") in (Danger.YES, Danger.UNSURE):
            self.add_error(
                "danger", "A court’s request is recorded as no concern. Record what may tell of danger as a call"
            )
        return given

    def facts(self) -> NoticeByMail:
        given = self.cleaned_data
        names = ("kind", "sent_by", "reply_to", "their_reference", "child", "nhs_number", "address", "words")
        born = given.get("born")
        return NoticeByMail(
            **{name: given.get(name) or "" for name in names},
            due_on=given.get("due_on"),
            danger=given["danger"],
            born=str(born) if isinstance(born, PartDate) else "",
        )
