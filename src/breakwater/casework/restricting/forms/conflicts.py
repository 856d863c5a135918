"""What one declares of one's own life, and what governance does with it."""

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    PostcodeField,
    RadiosField,
    TextareaField,
    TextField,
)
from breakwater.partnership.people.models import DeclaredTie

Kind = DeclaredTie.Kind
PLACES = (Kind.SCHOOL, Kind.EMPLOYER)
OFF = {"autocomplete": "off", "required": False}


class DeclareForm(IdempotentForm):
    kind = RadiosField(label="What do you declare?", choices=Kind, missing="Choose what you declare")
    forename = TextField(label="Forename", max_length=120, **OFF)
    surname = TextField(
        label="Surname",
        hint="For your own home, your surname. Declare a second name as a second entry.",
        max_length=120,
        **OFF,
    )
    born = DateField(label="Date of birth", past=True, required=False)
    line = TextField(label="House or flat and street", max_length=240, **OFF)
    postcode = PostcodeField(label="Postcode", required=False)
    upn = TextField(label="Unique pupil number, if you know it", max_length=13, width=20, spellcheck=False, **OFF)
    words = TextareaField(
        label="Anything else",
        hint="Name the school or employer here. Do not say what services know of anyone.",
        required=False,
        rows=3,
        max_length=1000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False  # what is asked for depends on the kind, and is said where it is missing

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if self.errors or not kind:
            return cleaned
        if kind in PLACES:
            if not cleaned.get("words"):
                self.add_error("words", "Enter the name of the school or employer")
        elif kind == Kind.OWN_HOME:
            for name, ask in (
                ("surname", "your surname"),
                ("line", "your house or flat and street"),
                ("postcode", "your postcode"),
            ):
                if not cleaned.get(name):
                    self.add_error(name, f"Enter {ask}")
        else:
            for name in ("forename", "surname"):
                if not cleaned.get(name):
                    self.add_error(name, f"Enter their {name}")
            if not (cleaned.get("born") or cleaned.get("postcode") or cleaned.get("upn")):
                self.add_error("born", "Enter their date of birth or their postcode, so that no other child is meant")
        return cleaned


class OverForm(Form):
    why = TextField(label="Why is it so no longer?", max_length=240, missing="Enter why it is so no longer")


class TieForm(Form):
    key = TextField(
        label="Which person is meant?",
        hint="The twenty characters at the end of the address of the person's page. A manager who may see it gives it to you.",
        max_length=24,
        width=20,
        spellcheck=False,
        autocomplete="off",
        missing="Enter the twenty characters",
    )


class EndConflictForm(Form):
    because = TextareaField(
        label="Why may they read it again?", rows=3, max_length=1000, missing="Enter why they may read it again"
    )
