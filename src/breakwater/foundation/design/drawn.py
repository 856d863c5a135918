"""What every field of ours has, whatever Django field lies beneath."""

from breakwater.foundation.design import field_components
from breakwater.foundation.design.field_components import DrawnField


class Drawn:
    """Mixed in before a Django field. `label_size` is GOV.UK's: s, m, l or xl."""

    bound_field_class = DrawnField
    says_optional = True
    reveals: dict = {}
    width = None
    ask = "Answer this question"

    def __init__(self, *, label="", hint="", missing="", autocomplete="", attributes=None, label_size="s", **more):
        self.autocomplete, self.label_size = autocomplete, label_size
        self.attributes = dict(attributes or {})
        messages = {"required": missing or self.ask} | more.pop("error_messages", {})
        super().__init__(label=label, help_text=hint, error_messages=messages, **more)

    def draw(self, bound, look):
        return field_components.draw_input(bound, look)

    def first_id(self, bound) -> str:
        return bound.auto_id or bound.html_name

    def nothing(self):
        """Return what an unasked question is worth in `cleaned_data`."""
        return getattr(self, "empty_value", None)
