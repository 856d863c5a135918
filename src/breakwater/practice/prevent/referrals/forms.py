"""What is asked while a referral is worked on."""

from django.utils import timezone

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from ..codes import CONCERNS, SOURCES
from ..models import Copy, Message, Outcome, Referral, Step
from .operations import writing


class OfADay(Form):
    """A form whose day is today unless somebody says otherwise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class BeginForm(Form):
    pupil = SelectField(
        label="Is it a pupil on your own roll?",
        empty="No, or somebody else",
        required=False,
        hint="What the roll says is filled in.",
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pupil"].choices = [(each.key, each.words) for each in writing.pupils(by)]
        if not self.fields["pupil"].choices:
            del self.fields["pupil"]


class SendForm(Form):
    """Where the contact says what would tell the MASH of the referral, its author says that it is meant (SG-12)."""

    sure = CheckboxesField(
        label="Does the MASH need to read it?",
        choices=[("yes", "Yes, it stays in the contact: everybody who works on it reads it")],
        missing="Change the contact, or say that the MASH needs to read it",
    )

    def __init__(self, *args, telling: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not telling:
            del self.fields["sure"]


class OfReferral(OfADay):
    """A form that shows what the referral has already."""

    shows = ()

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        for name, column in self.shows:
            self.fields[name].initial = getattr(referral, column) or self.fields[name].initial


class PoliceForm(OfReferral):
    shows = (("on", "referred_on"), ("recipient", "recipient"), ("police_reference", "police_reference"))
    on = DateField(label="When was it referred to the police?", past=True)
    recipient = TextField(
        label="To which desk?",
        hint="The desk or team, not a person's name.",
        max_length=120,
        missing="Enter to which desk",
    )
    police_reference = TextField(
        label="Police reference",
        hint="If they gave one already. You are asked for it with their receipt.",
        max_length=60,
        width=20,
        required=False,
        spellcheck=False,
    )


class ReceiptForm(OfReferral):
    shows = (("on", "receipt_on"), ("words", "receipt_words"), ("police_reference", "police_reference"))
    on = DateField(label="When did the police say that they have it?", past=True)
    words = TextField(
        label="How was it acknowledged?",
        hint="For example: by telephone, with their reference.",
        max_length=120,
        missing="Enter how it was acknowledged",
    )
    police_reference = TextField(
        label="Police reference",
        hint="Somebody else checks it against what the police sent.",
        max_length=60,
        width=20,
        spellcheck=False,
        missing="Enter the police reference",
    )


class ReferenceForm(Form):
    reference = TextField(
        label="Police reference",
        hint="Copy it from what the police sent, not from this page.",
        max_length=60,
        width=20,
        spellcheck=False,
        missing="Enter the police reference",
    )
    alone = TextField(
        label="If you entered it yourself, why does nobody else check it?",
        max_length=200,
        required=False,
    )


class CopyForm(OfReferral):
    copy = RadiosField(
        label="What becomes of the school’s copy?", choices=Copy, missing="Choose what becomes of the copy"
    )
    on = DateField(label="On which day?", past=True)

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, referral=referral, **kwargs)
        theirs = (Copy.TAKEN, Copy.DECLINED)
        if referral.referrer_answers:  # they answer on their own page
            self.fields["copy"].choices = [(one, words) for one, words in Copy.choices if one not in theirs]


class PurgeForm(Form):
    sure = CheckboxesField(
        label="Nobody can bring it back",
        choices=[("yes", "I have checked that the police have everything")],
        missing="Say that you have checked",
    )

    def clean(self):
        super().clean()
        return {}


class WhyForm(Form):
    why = TextareaField(label="Why?", rows=4, max_length=2000, missing="Enter why")


class CodesForm(Form):
    source = SelectField(
        label="Where did it come from?", choices=list(SOURCES.items()), missing="Choose where it came from"
    )
    concern = SelectField(label="Type of concern", choices=list(CONCERNS.items()), missing="Choose the type of concern")


CODES = [
    *((f"GATEWAY.{code}", f"Gateway assessment: {words}") for code, words in Step.Gateway.choices),
    ("SECTION_36.YES", "Section 36: the police refer to the panel"),
    ("SECTION_36.NO", "Section 36: the police do not refer to the panel"),
    ("GATHERING.", "Information asked of an agency"),
    ("RESPONSE.", "Information received from an agency"),
    ("RETURNED.", "A service that was offered instead declined"),
]


class StepForm(OfADay):
    step = RadiosField(label="What happened?", choices=CODES, missing="Choose what happened")
    agency = TextField(label="Which agency?", max_length=80, required=False)
    on = DateField(label="On which day?", past=True)

    def clean(self):
        said = super().clean() or self.cleaned_data
        if "step" in said:
            said["kind"], _, said["code"] = said.pop("step").partition(".")
            if said["kind"] in (Step.Kind.GATHERING, Step.Kind.RESPONSE) and not said.get("agency"):
                self.add_error("agency", "Enter which agency")
        return said


class OutcomeForm(OfADay):
    outcome = RadiosField(label="What may the referrer be told?", choices=Outcome, missing="Choose what came of it")
    on = DateField(label="On which day?", past=True)


class EndForm(OfADay):
    ended = RadiosField(label="Why does it end?", choices=Referral.Ended, missing="Choose why it ends")
    on = DateField(label="On which day?", past=True)


class SchoolActionForm(Form):
    title = TextField(label="What does the school do?", max_length=200, missing="Enter what the school does")
    due_on = DateField(label="Due date")


class MessageForm(Form):
    to = RadiosField(label="Who needs to know?", missing="Choose who needs to know")
    says = RadiosField(
        label="What do they need to know?", choices=Message.Says, missing="Choose what they need to know"
    )
    reach = TextField(
        label="On which number do they reach you?",
        hint="They read it with your name.",
        max_length=40,
        missing="Enter the number on which they reach you",
    )
    words = TextareaField(
        label="Anything more?",
        hint="The minimum. They alone read it.",
        rows=3,
        max_length=200,
        required=False,
    )

    def __init__(self, *args, people, reach="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(one.user), one.words) for one in people]
        self.fields["reach"].initial = reach
