"""What a person types about certificates and about training had elsewhere."""

from breakwater.foundation.design.datefields import DateField
from breakwater.foundation.design.fields import (
    FileField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from .evidence import ACCEPTS, Facts, groups


class NumberForm(Form):
    """The number of a certificate."""

    public = True
    number = TextField(
        label="Certificate number",
        hint="You find it at the foot of the certificate, like TC-26-4F7K2-X.",
        missing="Enter the number of the certificate",
        max_length=20,
        width=20,
    )


class WithdrawForm(Form):
    why = TextareaField(
        label="Why is it withdrawn?",
        hint="Kept with the certificate. The verification page says that it is withdrawn and nothing else.",
        missing="Say why it is withdrawn",
        max_length=240,
        rows=3,
    )


class EvidenceForm(IdempotentForm):
    """Training had elsewhere: what, where, when, and the certificate as a file."""

    title = TextField(label="What was the course called?", missing="Enter the name of the course", max_length=160)
    provider = TextField(label="Who gave it?", missing="Enter who gave the course", max_length=120)
    completed_on = DateField(label="When did you complete it?", missing="Enter the day", past=True)
    hours = NumberField(label="How many hours did it take?", required=False, min_value=1, max_value=200)
    group = SelectField(
        label="What training is it?",
        hint="Your training team has the last word on it.",
        choices=groups,
        missing="Choose what training it is",
    )
    file = FileField(
        label="Certificate",
        hint="A PDF or a picture, up to 10 MB.",
        accepts=ACCEPTS,
        missing="Choose the file of the certificate",
    )

    def facts(self) -> Facts:
        said = self.cleaned_data
        upload = said["file"]
        return Facts(
            title=said["title"],
            provider=said["provider"],
            completed_on=said["completed_on"],
            minutes=(said["hours"] or 0) * 60,
            group=said["group"],
            stream=upload,
            file_name=upload.name,
            declared_type=upload.content_type or "",
        )


class CodeForm(Form):
    """The code that stands at the end of an e-learning course."""

    code = TextField(
        label="Completion code",
        hint="You find it on the last page of the course.",
        missing="Enter the completion code",
        max_length=40,
        width=20,
    )


class JudgeForm(Form):
    """What the training team makes of evidence."""

    answer = RadiosField(
        label="Does it count?",
        choices=[("yes", "Yes, it counts"), ("no", "No")],
        reveals={"yes": ["group"], "no": ["why"]},
        missing="Say whether it counts",
    )
    group = SelectField(label="As what training?", choices=groups, missing="Choose what it counts as")
    why = TextareaField(
        label="Why not?", hint="The person reads it.", missing="Say why it does not count", max_length=240, rows=3
    )
