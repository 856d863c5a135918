"""Form fields that draw themselves as GOV.UK components.

Every field takes `label` (a question), `hint`, `missing` (what to say when there is no answer), `required`, `initial`
and `attributes`. Error words tell the person what to do. This module is not called `forms`, so any room may import it.
"""

import re

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.choices import CallableChoiceIterator

from breakwater.foundation.design import field_components
from breakwater.foundation.design.baseform import Form, IdempotentForm
from breakwater.foundation.design.datefields import DateField, TimeField
from breakwater.foundation.design.drawn import Drawn
from breakwater.foundation.design.field_components import storable
from breakwater.foundation.design.typed import shows, whole_number

__all__ = [
    "CheckboxesField",
    "DateField",
    "EmailField",
    "FileField",
    "Form",
    "HiddenField",
    "IdempotentForm",
    "NumberField",
    "PasswordField",
    "PhoneField",
    "PostcodeField",
    "RadiosField",
    "RevisionField",
    "RichTextField",
    "SelectField",
    "TextField",
    "TextareaField",
    "TimeField",
    "WebAddressField",
    "YesNoField",
]


class TextField(Drawn, forms.CharField):
    """One line of text. `width` is GOV.UK's: 2, 3, 4, 5, 10, 20 or 30 characters."""

    ask = "Enter an answer"
    one_line = True

    def __init__(self, *, width=None, max_length=200, spellcheck=None, **more):
        self.width, self.spellcheck = width, spellcheck
        super().__init__(max_length=max_length, **more)
        self.validators = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]

    def to_python(self, value):
        if isinstance(value, str):
            value = storable(value)
            value = (" ".join(value.split()) if self.one_line else value) if shows(value) else ""
        return super().to_python(value)

    def run_validators(self, value):
        if self.max_length and len(value) > self.max_length:
            raise ValidationError(
                f"Shorten this to {self.max_length:,} characters or fewer. It has {len(value):,} now", code="max_length"
            )
        super().run_validators(value)

    def draw(self, bound, look):
        more = {} if self.spellcheck is None else {"spellcheck": self.spellcheck}
        return field_components.draw_input(bound, look, **more)


class TextareaField(TextField):
    """Many lines. Says how many characters are left once `threshold` per cent are used; `counts=False` for silence."""

    one_line = False

    def __init__(self, *, rows=5, max_length=10_000, counts=True, threshold=75, **more):
        self.rows, self.counts, self.threshold = rows, counts, threshold
        super().__init__(max_length=max_length, **more)

    def draw(self, bound, look):
        return field_components.draw_textarea(bound, look)


class RichTextField(TextareaField):
    """Text with headings, lists, tables, links and pictures (`rich_text`): an editor over a box that works without it.

    The page includes `design/rich_styles.html` and `rich_scripts.html`.
    """

    def __init__(self, *, rows=6, max_length=10_000, attributes=None, **more):
        marked = {"data-bw-rich": ""} | (attributes or {})
        super().__init__(rows=rows, max_length=max_length, counts=False, attributes=marked, **more)


class EmailField(TextField):
    ask = "Enter an email address"

    def __init__(self, **more):
        super().__init__(**{"max_length": 254, "autocomplete": "email", "spellcheck": False} | more)

    def run_validators(self, value):
        super().run_validators(value)
        if value in self.empty_values:
            return
        try:
            forms.EmailField().clean(value)
        except ValidationError:
            words = "Enter an email address in the correct format, like name@example.com"
            raise ValidationError(words, code="invalid") from None

    def draw(self, bound, look):
        return field_components.draw_input(bound, look, type="email", spellcheck=False)


class PhoneField(TextField):
    """A telephone number, kept as it was typed. Numbers kept for drama are possible numbers too."""

    ask = "Enter a telephone number"

    def __init__(self, **more):
        super().__init__(**{"max_length": 40, "width": 20, "autocomplete": "tel"} | more)

    def run_validators(self, value):
        super().run_validators(value)
        if value in self.empty_values:
            return
        try:
            possible = phonenumbers.is_possible_number(phonenumbers.parse(value, "GB"))
        except phonenumbers.NumberParseException:
            possible = False
        if not possible:
            words = "Enter a telephone number, like 01632 960 001 or 07700 900 982"
            raise ValidationError(words, code="invalid")

    def draw(self, bound, look):
        return field_components.draw_input(bound, look, type="tel")


class WebAddressField(TextField):
    """A web address, completed with https:// where it was left out."""

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return value
        value = value if re.match(r"[a-z][a-z0-9+.-]*:", value, re.IGNORECASE) else f"https://{value}"
        if not re.fullmatch(r"https?://[^\s/@:]+\.[^\s/@:]+(?:[/?#]\S*)?", value, re.IGNORECASE):
            raise ValidationError("Enter a web address, like www.example.org", code="invalid")
        return value


class PostcodeField(TextField):
    """A postcode, returned as "PO1 2AB". `lenient` keeps whatever was typed: for people who may not know it all."""

    ask = "Enter a postcode"
    SHAPE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")

    def __init__(self, *, lenient=False, **more):
        self.lenient = lenient
        super().__init__(**{"max_length": 20, "width": 10, "autocomplete": "postal-code"} | more)

    def clean(self, value):
        value = super().clean(value)
        shape = self.SHAPE.fullmatch(re.sub(r"[^A-Z\d]", "", value.upper()))
        if shape:
            return f"{shape[1]} {shape[2]}"
        if value and not self.lenient:
            raise ValidationError("Enter a full UK postcode, like PO1 2AB", code="invalid")
        return value


class NumberField(Drawn, forms.IntegerField):
    """A whole number; "1,200" and " 12 " are understood."""

    ask = "Enter a number"

    def __init__(self, *, width=5, min_value=None, max_value=None, **more):
        self.width = width
        within = None not in (min_value, max_value)
        messages = {
            "invalid": f"Enter a whole number from {min_value} to {max_value}"
            if within
            else "Enter a whole number, like 12",
            "min_value": f"Enter {min_value} or more",
            "max_value": f"Enter {max_value} or fewer",
        }
        super().__init__(min_value=min_value, max_value=max_value, error_messages=messages, **more)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[\s,]", "", storable(value))
            if len(value) > 15:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def draw(self, bound, look):
        return field_components.draw_input(bound, look, inputmode="numeric")


class Chosen(Drawn):
    """Fields answered by choosing. `choices` may be a TextChoices, pairs, or a function of none.

    `options` says more of a choice, by its value: a hint, or a mapping with `hint`, `divider` (a word before it), `key` (the single
    key that chooses it) and `alone` (a checkbox that clears the others). `reveals` maps a value to the names of fields shown when it is chosen.
    """

    ask = "Choose one of these answers"

    def __init__(self, *, choices=(), options=None, reveals=None, inline=False, small=False, **more):
        self.options, self.reveals = dict(options or {}), dict(reveals or {})
        self.inline, self.small = inline, small
        messages = {
            "invalid_choice": "Choose one of the answers shown",
            "invalid_list": "Choose from the answers shown",
        }
        super().__init__(choices=choices, error_messages=messages, **more)

    def __deepcopy__(self, memo):
        """The field of one form: choices that the database knows are asked for once, when the form is made."""
        field = super().__deepcopy__(memo)
        if isinstance(self.choices, CallableChoiceIterator):
            field.choices = list(self.choices)
        return field

    def flat_choices(self):
        """Return (value, words) pairs, values as they travel, groups laid flat."""
        for value, text in self.choices:
            if isinstance(text, (list, tuple)):
                yield from ((self.as_typed(inner), inner_text) for inner, inner_text in text)
            elif value not in ("", None):
                yield self.as_typed(value), text

    def as_typed(self, value) -> str:
        return "" if value is None else str(value)


class RadiosField(Chosen, forms.ChoiceField):
    def draw(self, bound, look):
        return field_components.draw_choices(bound, look, kind="radios", chosen={self.as_typed(bound.value())})


class SelectField(Chosen, forms.ChoiceField):
    """A drop-down list, for choices too many for radios. `empty` is the words of no answer; None for no such line. `by_typing`: a
    long list of organisations, in which staff find one by part of its name. Never of people (SG-21).
    """

    def __init__(self, *, empty="Choose", by_typing=False, **more):
        self.empty, self.by_typing = empty, by_typing
        super().__init__(**more)

    def draw(self, bound, look):
        return field_components.draw_select(bound, look)


class CheckboxesField(Chosen, forms.MultipleChoiceField):
    """Any number of answers; `cleaned_data` holds a list of values."""

    ask = "Choose at least one of these answers"

    def nothing(self):
        return []

    def draw(self, bound, look):
        value = bound.value()
        values = value if isinstance(value, (list, tuple, set)) else [] if value in (None, "") else [value]
        return field_components.draw_choices(
            bound, look, kind="checkboxes", chosen={self.as_typed(each) for each in values}
        )


class YesNoField(Chosen, forms.TypedChoiceField):
    """Yes, no and, with `not_known`, not known. Returns True, False or None (not known, or not answered)."""

    ask = "Choose yes or no"
    ANSWERS = {"yes": True, "no": False, "not_known": None}

    def __init__(self, *, not_known=False, words=("Yes", "No", "Not known"), **more):
        keys = list(self.ANSWERS)[: 3 if not_known else 2]
        more.setdefault("inline", not more.get("reveals") and not more.get("options"))
        super().__init__(
            choices=list(zip(keys, words, strict=False)), coerce=self.ANSWERS.get, empty_value=None, **more
        )

    def as_typed(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value) if not isinstance(value, str) else value

    def draw(self, bound, look):
        return field_components.draw_choices(bound, look, kind="radios", chosen={self.as_typed(bound.value())})


class PasswordField(Drawn, forms.CharField):
    """A password, taken exactly as typed and never shown again."""

    ask = "Enter your password"
    widget = forms.PasswordInput

    def __init__(self, **more):
        super().__init__(**{"max_length": 500, "strip": False, "autocomplete": "current-password"} | more)

    def draw(self, bound, look):
        return field_components.draw_password(bound, look)


class HiddenField(Drawn, forms.CharField):
    widget = forms.HiddenInput
    ask = "Open this page again: part of it was missing"

    def __init__(self, **more):
        super().__init__(**{"max_length": 200} | more)

    def draw(self, bound, look):
        return field_components.draw_hidden(bound)


class RevisionField(HiddenField):
    """The revision that a form was drawn from: an operation compares it with the one that stands. Anything odd counts as 0."""

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value) -> int:
        return whole_number(value) or 0


class FileField(Drawn, forms.FileField):
    """One file. `accepts` are endings (".pdf"); what is inside is checked where documents are kept."""

    ask = "Choose a file"
    many = False

    def __init__(self, *, accepts=(), max_bytes=10_000_000, **more):
        self.accepts, self.max_bytes = [ending.lower() for ending in accepts], max_bytes
        messages = {"empty": "The file is empty. Choose another", "invalid": self.ask, "missing": self.ask}
        super().__init__(error_messages=messages, **more)

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is None:
            return None
        upload.name = storable(upload.name)
        if self.accepts and not upload.name.lower().endswith(tuple(self.accepts)):
            raise ValidationError(self._of_another_kind(upload.name), code="kind")
        if upload.size > self.max_bytes:
            raise ValidationError(f"Choose a file smaller than {self.max_bytes // 1_000_000} MB", code="size")
        return upload

    def _of_another_kind(self, name: str) -> str:
        if name.lower().endswith(".xls") and ".xlsx" in self.accepts:
            return "This is an old Excel file. Open it in Excel, save it as an Excel workbook (.xlsx) and choose that"
        *others, last = self.accepts
        return (
            f"Choose a file that ends in {', '.join(others)} or {last}"
            if others
            else f"Choose a file that ends in {last}"
        )

    def draw(self, bound, look):
        return field_components.draw_file(bound, look)
