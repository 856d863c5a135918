"""What a reader may type: what they look for, what they think of a page, a resource they offer."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from ..models import Audience, Feedback
from ..models.resources import LICENCES, KeyStage, Setting, Sort, Subject

WHO = [choice for choice in Audience.choices if choice[0] != Audience.WORRIED]
IS_ADDRESS = URLValidator(schemes=["http", "https"])
LARGEST = 10_000_000
TAKEN = (".pdf", ".docx", ".pptx", ".xlsx", ".png", ".jpg", ".jpeg")


class SearchForm(Form):
    """One box. Whoever says in sentences what happens to them is not told to shorten it."""

    public = True
    looking_for = TextField(
        label="Search this site", max_length=2000, autocomplete="off", missing="Type what you look for"
    )


class WishForm(Form):
    """What a teacher or a parent wants of the library. An address carries the codes alone, never the words."""

    public = True
    words = TextField(
        label="Search the library",
        hint="For example: consent, phones, knife crime",
        required=False,
        max_length=100,
        autocomplete="off",
    )
    subject = SelectField(label="Subject", choices=Subject.choices, required=False, empty="Any subject")
    key_stage = SelectField(label="Age", choices=KeyStage.choices, required=False, empty="Any age")
    sort = SelectField(label="What", choices=Sort.choices, required=False, empty="Anything")
    who = SelectField(label="Who for", choices=WHO, required=False, empty="Anyone")
    setting = SelectField(label="Where", choices=Setting.choices, required=False, empty="Anywhere")
    minutes = SelectField(
        label="How long",
        choices=(("30", "Up to 30 minutes"), ("60", "Up to an hour")),
        required=False,
        empty="Any length",
    )
    only = CheckboxesField(
        label="Show only", choices=(("offline", "Works without the internet"),), required=False, small=True
    )


class NoChildsDataForm(NoChildsData, IdempotentForm):
    """A form whose words may reach the site."""


class FeedbackForm(IdempotentForm):
    """What a reader thinks of a page."""

    public = True
    about = HiddenField(required=False, max_length=200)
    was_useful = RadiosField(
        label="Was this page useful?", choices=(("yes", "Yes"), ("no", "No")), required=False, inline=True, small=True
    )
    words = TextareaField(
        label="What should we change?",
        hint="Nobody answers, but somebody reads it.",
        rows=3,
        max_length=2000,
        required=False,
    )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("was_useful") and not cleaned.get("words"):
            self.add_error("words", "Choose yes or no, or write what we should change")
        return cleaned


class UsedForm(FeedbackForm):
    """What somebody who used a resource thinks of it, and where they used it."""

    was_useful = RadiosField(
        label="Did it work?", choices=(("yes", "Yes"), ("no", "No")), required=False, inline=True, small=True
    )
    setting = SelectField(
        label="Where did you use it?", choices=Setting.choices, required=False, empty="I would rather not say"
    )
    words = TextareaField(
        label="What should others know?",
        hint="Read by whoever keeps the library, not published.",
        rows=3,
        max_length=2000,
        required=False,
    )


class PoliceForm(NoChildsDataForm):
    """A question to the police education team."""

    public = True
    wants = RadiosField(
        label="What would you like?", choices=Feedback.Wants.choices, missing="Choose what you would like"
    )
    words = TextareaField(
        label="Tell us a little more",
        hint="No pupil's name, please: nobody can be known from it.",
        rows=5,
        max_length=2000,
        missing="Write your question",
    )
    asked_by = TextField(
        label="Your name, and your school or service", max_length=160, missing="Enter your name and where you work"
    )
    email = EmailField(
        label="Your e-mail address", hint="For the answer. Never published.", missing="Enter your e-mail address"
    )


class ReplyForm(NoChildsDataForm):
    """The answer to a question, or what a worry in it becomes."""

    what = RadiosField(
        label="What do you do?",
        choices=(("reply", "Send this answer"), ("worry", "This is a worry about a child: make a contact of it now")),
        missing="Choose what you do",
    )
    words = TextareaField(label="Your answer", rows=6, max_length=4000, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("what") == "reply" and not cleaned.get("words"):
            self.add_error("words", "Write your answer")
        return cleaned


class OfferForm(NoChildsDataForm):
    """A resource somebody offers: a link or a file."""

    public = True
    title = TextField(label="What is it called?", max_length=160, missing="Enter its name")
    summary = TextareaField(
        label="What does one get, and how is it used?", rows=4, max_length=600, missing="Say what one gets"
    )
    sort = RadiosField(label="What is it?", choices=Sort.choices, missing="Choose what it is")
    subject = SelectField(label="What is it about?", choices=Subject.choices, missing="Choose a subject")
    key_stages = CheckboxesField(label="For which ages?", choices=KeyStage.choices, required=False, small=True)
    audiences = CheckboxesField(label="Who would use it?", choices=WHO, small=True, missing="Choose who would use it")
    settings = CheckboxesField(label="Where is it used?", choices=Setting.choices, required=False, small=True)
    minutes = NumberField(label="How many minutes does it take?", required=False, min_value=1, max_value=600, width=4)
    address = TextField(
        label="Where is it on the web?",
        hint="As in https://www.example.org/lesson. Or send a file instead.",
        required=False,
        max_length=400,
    )
    file = FileField(
        label="Or the file",
        hint="Word, PowerPoint, PDF or a picture, up to 10 MB. Never a picture of a child, and nothing sexual or terrorist: call instead, see above.",
        accepts=TAKEN,
        max_bytes=LARGEST,
        required=False,
    )
    credit = TextField(
        label="Who made it?",
        hint="Shown with it. For example: Harbour School, or the police education team.",
        max_length=160,
        missing="Say who made it",
    )
    licence = SelectField(label="How may others use it?", choices=LICENCES, missing="Choose how others may use it")
    offered_by = TextField(label="Your name", max_length=120, required=False)
    email = EmailField(
        label="Your e-mail address", hint="To tell you what became of it. Never published.", required=False
    )
    promise = CheckboxesField(
        label="Before you send",
        choices=(
            ("right", "I made it, or its maker agrees"),
            ("nobody", "No child can be known from it: no names, no faces"),
        ),
        small=True,
        missing="Tick both",
    )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        address, file = cleaned.get("address"), cleaned.get("file")
        if address and not address.startswith(("https://", "http://")):
            cleaned["address"] = address = f"https://{address}"
        try:
            if address:
                IS_ADDRESS(address)
        except ValidationError:
            self.add_error("address", "Enter a web address, as in https://www.example.org/lesson")
        if bool(address) == bool(file) and not {"address", "file"} & set(self.errors):
            self.add_error("address", "Give either its address on the web or its file")
        if len(cleaned.get("promise") or []) != 2 and "promise" not in self.errors:
            self.add_error("promise", "Tick both. If you cannot, it cannot be in the library")
        return cleaned


class CollectionForm(Form):
    public = True
    title = TextField(label="Name of your collection", max_length=120, missing="Enter a name")


class ShowCollectionForm(NoChildsDataForm):
    """A collection that the library is to show to everyone."""

    link = TextField(
        label="Address of the collection",
        hint="Save resources in the library, then copy the address that your collection gives to share it",
        max_length=300,
        missing="Enter the address of the collection",
    )
    title = TextField(label="Title", max_length=120, missing="Enter a title")
    words = TextField(label="What is it good for?", max_length=200, missing="Say in a sentence what it is good for")

    def public_id(self) -> str:
        return self.cleaned_data["link"].rstrip("/").rpartition("/")[2]


class CorrectForm(NoChildsDataForm):
    """What the library says of a resource."""

    title = TextField(label="Title", max_length=160, missing="Enter its title")
    summary = TextareaField(label="Summary", rows=4, max_length=600, missing="Say what one gets")


class DecideForm(IdempotentForm):
    """What a moderator decides about a resource."""

    what = RadiosField(
        label="What do you do?",
        choices=(
            ("specialist", "Record the subject check: someone who knows the subject has read it"),
            ("education", "Record the teaching check: age, method, accessibility"),
            ("published", "Put it in the library (after both checks)"),
            ("reviewed", "Reviewed: still right, for another year"),
            ("changes", "Ask for changes"),
            ("declined", "Do not take it"),
            ("archived", "Take it out of the library"),
            ("worry", "This is a worry about a child: make a contact of it now"),
        ),
        missing="Choose what you do",
    )
    words = TextareaField(
        label="In what words?",
        hint="For the subject check: the name and agency of whoever read it. Whoever offered it reads what you write when you publish, ask for changes or decline.",
        rows=3,
        max_length=600,
        required=False,
    )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("what") in ("changes", "declined", "archived") and not cleaned.get("words"):
            self.add_error("words", "Say why")
        return cleaned


class ReadForm(IdempotentForm):
    """What becomes of what a reader wrote."""

    what = RadiosField(
        label="What is it?",
        choices=(
            ("read", "Feedback: I have read it"),
            ("worry", "This is a worry about a child: make a contact of it now"),
        ),
        missing="Choose what it is",
    )
