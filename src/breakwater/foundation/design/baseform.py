"""The form that every page's form is built on."""

from uuid import uuid4

from django import forms
from markupsafe import Markup

from breakwater.foundation.design.drawing import DrawnField
from breakwater.foundation.design.environment import component


class Form(forms.Form):
    """A form that draws itself, its hidden fields and its error summary.

    `public = True` turns every browser's memory off. Fields that a choice reveals are asked for only when it is chosen.
    """

    public = False
    bound_field_class = DrawnField
    template_name = "unused: forms here draw themselves"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def draw(self) -> Markup:
        """Return every field in its order, the hidden ones first. Revealed fields sit within their choice."""
        hidden_away = {name for names in self._revealed() for name in names}
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

    def _revealed(self):
        for field in self.fields.values():
            yield from getattr(field, "reveals", {}).values()

    def _clean_fields(self):
        super()._clean_fields()
        for name, field in self.fields.items():
            for choice, revealed in getattr(field, "reveals", {}).items():
                answer = self.cleaned_data.get(name)
                answers = answer if isinstance(answer, (list, tuple, set)) else [answer]
                if choice not in {field.as_typed(each) for each in answers}:
                    for other in revealed:
                        self._errors.pop(other, None)
                        self.cleaned_data[other] = self.fields[other].nothing()


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

    def draw(self, bound, look):
        text = bound.text()
        return Markup('<input type="hidden" name="{}" value="{}">').format(bound.html_name, text)

    def first_id(self, bound):
        return bound.html_name
