"""What a professional without an account types before the form, and to come back."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design import fields


class WhoForm(fields.Form):
    """Who they are: professionals are named, and can be reached (FD 1.1)."""

    public = True

    name = fields.TextField(
        label="Your name", max_length=120, missing="Enter your name", spellcheck=False, autocomplete="off"
    )
    job = fields.TextField(label="Your role", max_length=120, missing="Enter your role", autocomplete="off")
    organisation = fields.TextField(
        label="Your organisation, school or setting",
        max_length=200,
        missing="Enter your organisation",
        autocomplete="off",
    )
    reach = fields.TextField(
        label="Telephone number or email address at work",
        hint="We answer to it. You also need it, with a code, to come back to this form.",
        max_length=254,
        missing="Enter a telephone number or an email address",
        spellcheck=False,
        autocomplete="off",
    )

    def clean_reach(self):
        typed = self.cleaned_data["reach"]
        check = fields.EmailField(required=False) if "@" in typed else fields.PhoneField(required=False)
        check.clean(typed)
        return typed


class CodeForm(fields.Form):
    """The code, and the second fact."""

    public = True

    code = fields.TextField(
        label="Your code",
        hint="Ten letters and numbers. Spaces and dashes do not matter.",
        max_length=20,
        width=20,
        missing="Enter your code",
        spellcheck=False,
        autocomplete="off",
    )
    reach = fields.TextField(
        label="The telephone number or email address you gave",
        max_length=254,
        missing="Enter the telephone number or email address you gave",
        spellcheck=False,
        autocomplete="off",
    )

    def refuse(self) -> None:
        """Say that they do not fit, without saying which of the two is wrong."""
        self.add_error(
            None, ValidationError("The code and the number or address do not fit, or their time is over. Check both")
        )
