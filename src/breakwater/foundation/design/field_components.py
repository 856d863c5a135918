"""How a bound field becomes a GOV.UK component."""

import re

from django.forms.boundfield import BoundField
from markupsafe import Markup, escape

from breakwater.foundation.design.environment import component
from breakwater.foundation.design.revealing import LEAVE_OUT

FEW = 15  # choices that a list shows at a glance
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text without what no database or page can hold: NUL, control characters, lone surrogates."""
    return UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


class DrawnField(BoundField):
    """A bound field that draws itself; `{{ form.name }}` and `{{ form.name.draw() }}` are the same words."""

    def draw(self, *, heading: bool = False, label: str = "", hint: str | Markup = "", classes: str = "") -> Markup:
        """Return the component. `heading` makes the label the page's h1 (one question a page)."""
        return self.field.draw(self, Look(heading=heading, label=label, hint=hint, classes=classes))

    def __str__(self):
        return self.draw()

    __html__ = __str__

    @property
    def first_id(self) -> str:
        """The id that an error links to."""
        return self.field.first_id(self)

    @property
    def faults(self) -> list[str]:
        return [message for error in self._fault_data() for message in error.messages]

    @property
    def fault_codes(self) -> set[str]:
        return {error.code for error in self._fault_data() if error.code}

    def _fault_data(self):
        return self.form.errors.as_data().get(self.name, []) if self.form.is_bound else []

    def text(self) -> str:
        """Return what to show in the box: what was typed, or the initial value, always fit to send."""
        value = self.value()
        return "" if value is None else storable(str(value))

    def common(self, look: "Look") -> dict:
        """Return the parameters that every component shares."""
        made = {"name": self.html_name, "id": self.auto_id or self.html_name}
        hint = look.hint or self.field.help_text
        if hint:
            made["hint"] = words(hint)
        if self.faults:
            made["errorMessage"] = {"html": Markup("<br>").join(self.faults)}
        if self.field.disabled:
            made["disabled"] = True
        return made

    def label_parameters(self, look: "Look") -> dict:
        text = look.label or self.label
        size = "l" if look.heading else self.field.label_size
        made = words(text) | {"isPageHeading": look.heading}
        if not self.field.required and self.field.says_optional and not look.heading:
            made = words(Markup("{} (optional)").format(text)) | {"isPageHeading": False}
        return made | {"size": size}

    def label_of_box(self, look: "Look") -> dict:
        made = self.label_parameters(look)
        return made | {"classes": f"govuk-label--{made['size']}"}

    def legend(self, look: "Look") -> dict:
        made = self.label_parameters(look)
        return {"legend": made | {"classes": f"govuk-fieldset__legend--{made['size']}"}}

    def autocomplete(self) -> str | None:
        if getattr(self.form, "public", False):
            return "off"
        return self.field.autocomplete or None


class Look:
    """What a template may say about one drawing of a field."""

    def __init__(self, *, heading=False, label="", hint="", classes=""):
        self.heading, self.label, self.hint, self.classes = heading, label, hint, classes


def words(text) -> dict:
    """Return `text` as GOV.UK parameters: Markup goes in as HTML, anything else as text."""
    return {"html": text} if isinstance(text, Markup) else {"text": str(text)}


def draw_input(bound: DrawnField, look: Look, *, type: str = "text", **more) -> Markup:
    field = bound.field
    classes = " ".join(filter(None, [f"govuk-input--width-{field.width}" if field.width else "", look.classes]))
    parameters = bound.common(look) | {
        "type": type,
        "label": bound.label_of_box(look),
        "classes": classes,
        "value": bound.text(),
        "autocomplete": bound.autocomplete(),
        "attributes": field.attributes,
    }
    return component("input", parameters | more)


def draw_textarea(bound: DrawnField, look: Look) -> Markup:
    field = bound.field
    parameters = bound.common(look) | {
        "label": bound.label_of_box(look),
        "rows": field.rows,
        "classes": look.classes,
        # GOV.UK's macros indent what they wrap; a reference to the line break survives that, a bare one gains spaces.
        "value": Markup(str(escape(bound.text())).replace("\n", "&#10;")),
        "autocomplete": bound.autocomplete(),
        "attributes": field.attributes,
        "spellcheck": True,
    }
    if not field.counts:
        return component("textarea", parameters)
    return component("character-count", parameters | {"maxlength": field.max_length, "threshold": field.threshold})


def draw_choices(bound: DrawnField, look: Look, *, kind: str, chosen: set[str]) -> Markup:
    """Draw radios or checkboxes, with hints, dividers and the fields a choice reveals."""
    field, items, first = bound.field, [], bound.first_id
    for number, (value, text) in enumerate(field.flat_choices(), start=1):
        extra = field.options.get(value, {})
        extra = {"hint": extra} if isinstance(extra, str) else extra
        if extra.get("divider"):
            items.append({"divider": extra["divider"]})
        key = {"data-bw-key": extra["key"]} if extra.get("key") else {}  # chooses it; whoever chose then confirms
        item = words(text) | {"value": value, "checked": value in chosen, "attributes": field.attributes | key}
        item["id"] = first if number == 1 else f"{first}-{number}"
        if extra.get("hint"):
            item["hint"] = words(extra["hint"])
        if extra.get("alone"):
            item["behaviour"] = "exclusive"
        asked = (name for name in field.reveals.get(value, ()) if name in bound.form.fields)  # a form may leave one out
        revealed = [bound.form[name].draw() for name in asked]
        if field.reveals and bound.form.settled.offers(bound.name, value):
            revealed.append(_offer_to_leave_out(bound, value, number))
        if revealed:
            item["conditional"] = {"html": Markup("").join(revealed)}
        items.append(item)
    shared = bound.common(look)
    layout = "inline" if field.inline else ""
    size = "small" if field.small else ""
    parameters = shared | {
        "idPrefix": shared["id"],
        "fieldset": bound.legend(look),
        "items": items,
        "classes": " ".join([f"govuk-{kind}--{part}" for part in (layout, size) if part] + [look.classes]).strip(),
    }
    return component(kind, parameters)


def _offer_to_leave_out(bound: DrawnField, value: str, number: int) -> Markup:
    """A tick for whoever cannot clear what is entered under a choice: without script a radio stays chosen."""
    name = f"{bound.html_name}-{LEAVE_OUT}"
    item = {
        "value": value,
        "id": f"{bound.first_id}-{LEAVE_OUT}-{number}",
        "text": "Leave out what is entered here",
        "checked": value in bound.form.settled.left_out.get(bound.name, ()),
    }
    return component("checkboxes", {"name": name, "items": [item], "classes": "govuk-checkboxes--small"})


def draw_select(bound: DrawnField, look: Look) -> Markup:
    field, value = bound.field, bound.text()
    items = [{"value": "", "text": field.empty}] if field.empty is not None else []
    items += [{"value": key, "text": str(text), "selected": key == value} for key, text in field.flat_choices()]
    parameters = bound.common(look) | {
        "label": bound.label_of_box(look),
        "items": items,
        "classes": look.classes,
        "attributes": field.attributes
        | ({"autocomplete": "off"} if bound.autocomplete() == "off" else {})
        | ({"data-bw-choosing": ""} if field.by_typing and len(items) > FEW else {}),
    }
    return component("select", parameters)


def draw_parts(bound: DrawnField, look: Look, *, parts: list[tuple[str, str, int]], typed: dict) -> Markup:
    """Draw a date's boxes. `parts` are (name, label, width); boxes at fault are marked, all when none is named."""
    at_fault = {code.removeprefix("date-") for code in bound.fault_codes if code.startswith("date-")}
    everything = bool(bound.faults) and not at_fault
    items = [
        {
            "name": name,
            "label": label,
            "value": storable(str(typed.get(name) or "")),
            "autocomplete": bound.autocomplete() and "off",
            "classes": f"govuk-input--width-{width}"
            + (" govuk-input--error" if everything or name in at_fault else ""),
            "attributes": bound.field.attributes,
        }
        for name, label, width in parts
    ]
    parameters = bound.common(look) | {"namePrefix": bound.html_name, "fieldset": bound.legend(look), "items": items}
    return component("date-input", parameters)


def draw_file(bound: DrawnField, look: Look) -> Markup:
    field = bound.field
    attributes = dict(field.attributes)
    if field.accepts:
        attributes["accept"] = ",".join(field.accepts)
    if field.many:
        attributes["multiple"] = True
    parameters = bound.common(look) | {
        "label": bound.label_of_box(look),
        "javascript": True,
        "classes": look.classes,
        "attributes": attributes,
    }
    return component("file-upload", parameters)


def draw_password(bound: DrawnField, look: Look) -> Markup:
    parameters = bound.common(look) | {
        "label": bound.label_of_box(look),
        "autocomplete": bound.autocomplete() or "current-password",
        "classes": look.classes,
        "attributes": bound.field.attributes,
    }
    return component("password-input", parameters)


def draw_hidden(bound: DrawnField) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(bound.html_name, bound.text())
