"""The form that every page's form is built on."""

import re
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from markupsafe import Markup

from breakwater.foundation.design import revealing
from breakwater.foundation.design.environment import component
from breakwater.foundation.design.field_components import DrawnField

TOKEN = re.compile(rb'(<input type="hidden" name="(?:[\w-]+-)?idempotency" value=")[0-9a-f-]{36}(?=">)')


class Form(forms.Form):
    """A form that draws itself, its hidden fields and its error summary.

    `public = True` turns every browser's memory off. Fields that a choice reveals are asked for only when it is chosen; what is
    entered in one all the same chooses it, or is an error (`revealing`).
    """

    public = False
    bound_field_class = DrawnField
    settled = revealing.Settled()
    template_name = "unused: forms here draw themselves"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def draw(self) -> Markup:
        """Return every field in its order, the hidden ones first. Revealed fields sit within their choice."""
        hidden_away = revealing.revealed(self)
        shown = [bound.draw() for bound in self.visible_fields() if bound.name not in hidden_away]
        return Markup("\n").join([self.hidden(), *shown])

    def hidden(self) -> Markup:
        """Return the hidden fields alone, for templates that place each visible field themselves."""
        return Markup("").join(bound.draw() for bound in self.hidden_fields())

    def __str__(self):
        return self.draw()

    __html__ = __str__

    @property
    def error_summary(self) -> Markup:
        """The GOV.UK error summary, each line a link to its box; "" when nothing is wrong."""
        if not self.is_bound or not self.errors:
            return Markup("")
        general = [{"text": message} for message in self.non_field_errors()]
        fields = [
            {"text": message, "href": f"#{bound.first_id}"} if not bound.is_hidden else {"text": message}
            for bound in self
            for message in bound.faults
        ]
        return component("error-summary", {"titleText": "There is a problem", "errorList": general + fields})

    @property
    def title_prefix(self) -> str:
        """What goes before the page's title: "Error: " when something is wrong."""
        return "Error: " if self.is_bound and self.errors else ""

    def _clean_fields(self):
        """Clean what is asked; what stands under a choice that was not made is not, and never goes without a word."""
        self.settled = revealing.settle(self)
        super()._clean_fields()
        for name in self._unasked():
            self._errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].nothing()
        for name, words in self.settled.wrong.items():
            self._errors.pop(name, None)
            self.add_error(name, ValidationError(words, code=revealing.CONTRADICTION))

    def _unasked(self) -> set[str]:
        """Fields that no choice made asks for; what is under one of these is not asked for either."""
        revealed = revealing.revealed(self) & self.fields.keys()
        choosers = [name for name, field in self.fields.items() if getattr(field, "reveals", None)]
        unasked, before = set(), None
        while unasked != before:
            before = unasked
            asked = (
                revealing.asked(self, name, self.cleaned_data.get(name)) for name in choosers if name not in before
            )
            unasked = revealed.difference(*asked)
        return unasked


class IdempotentForm(Form):
    """A form whose second sending can be told from a second thought.

    `cleaned_data["idempotency"]` is a UUID made once, when the form was first shown.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idempotency"] = IdempotencyField()


class IdempotencyField(forms.UUIDField):
    """The hidden token. A page kept open too long, or tampered with, is told to open again."""

    bound_field_class = DrawnField
    widget = forms.HiddenInput

    def __init__(self):
        again = "Open this page again, then send it. Nothing has been sent twice."
        super().__init__(initial=uuid4, error_messages={"required": again, "invalid": again})

    def to_python(self, value):
        """The token as the page wrote it: another spelling of the same is not what a page of ours sends."""
        token = super().to_python(value)
        if token is not None and not isinstance(value, UUID) and str(value).strip() != str(token):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return token

    def draw(self, bound, look):
        text = bound.text()
        return Markup('<input type="hidden" name="{}" value="{}">').format(bound.html_name, text)

    def first_id(self, bound):
        return bound.html_name


def with_tokens_anew(page: bytes) -> bytes:
    """A drawn page whose every form has a token of its own, for another reader: two who send are never taken for one."""
    return TOKEN.sub(lambda found: found[1] + str(uuid4()).encode(), page)
