"""What is entered under a choice that was not made: it makes the choice, or is an error. Nothing entered is dropped.

Without script every box under every choice is open, so a person may write under one and choose none, or choose another.
Whoever means the other choice clears the box, or ticks "Leave out what is entered here", which the page then offers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.forms import Field, Form
from markupsafe import Markup

CONTRADICTION = "contradiction"
LEAVE_OUT = "without"  # ends the name of the tick that leaves out what is entered under a choice


@dataclass
class Settled:
    """What was found under choices that were not made. `wrong` is in words, by field; the others are values of choices by field."""

    wrong: dict[str, str] = field(default_factory=dict)
    contradicted: dict[str, list[str]] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def offers(self, name: str, value: str) -> bool:
        """The page offers to leave out what is entered under this choice."""
        return value in self.contradicted.get(name, ()) or value in self.left_out.get(name, ())


def settle(form: Form) -> Settled:
    """Choose, in the form's data, what something was entered under, and return what contradicts the choice that was made."""
    settled = Settled()
    choosers = [name for name, box in form.fields.items() if getattr(box, "reveals", None)]
    if choosers:
        form.data = form.data.copy()
    for name in reversed(choosers):  # a choice that is itself under another one first
        _settle(form, name, settled)
    return settled


def asked(form: Form, name: str, answer) -> set[str]:
    """The fields that the answer to a choice asks for."""
    box = form.fields[name]
    return {each for value in _values(box, answer) for each in box.reveals.get(value, ())}


def revealed(form: Form) -> set[str]:
    """The fields that stand under some choice."""
    return {each for box in form.fields.values() for names in getattr(box, "reveals", {}).values() for each in names}


def _settle(form: Form, name: str, settled: Settled) -> None:
    box, sent = form.fields[name], form.add_prefix(name)
    offered = dict(box.flat_choices())
    reveals = {value: names for value, names in box.reveals.items() if value in offered}
    for each in {each for names in reveals.values() for each in names}:
        _write_once(form, each, sum(each in names for names in reveals.values()))
    chosen = [value for value in _values(box, form[name].data) if value in offered]
    under = asked(form, name, chosen)
    written = [
        value
        for value, names in reveals.items()
        if value not in chosen and any(each not in under and is_entered(form, each) for each in names)
    ]
    left_out = [value for value in written if value in _sent(form, f"{sent}-{LEAVE_OUT}")]
    written = [value for value in written if value not in left_out]
    settled.left_out[name] = left_out
    if not written:
        return
    several = hasattr(box.widget, "allow_multiple_selected") and box.widget.allow_multiple_selected
    together = [*chosen, *written]
    alone = any(
        box.options.get(value, {}).get("alone") for value in together if isinstance(box.options.get(value), dict)
    )
    if len(together) == 1 or (several and not alone):
        _put(form, sent, together if several else together[:1])
        return
    settled.contradicted[name] = written
    settled.wrong[name] = _words([offered[value] for value in chosen], [offered[value] for value in written])


def _words(chosen: list, written: list) -> str:
    there = " and ".join(f"“{_plain(each)}”" for each in written)
    if not chosen:
        return f"Choose one of these: something is entered under {there}"
    return (
        f"You chose “{_plain(chosen[0])}”, but something is entered under {there}. "
        f"Choose {there if len(written) == 1 else 'one of them'} to keep it, or leave it out"
    )


def _plain(words) -> str:
    return words.striptags() if isinstance(words, Markup) else str(words)


def is_entered(form: Form, name: str) -> bool:
    """A field that a person sees holds something else than it was drawn with."""
    box = form.fields.get(name)
    if box is None or box.disabled or form[name].is_hidden:
        return False
    entered = _texts(box, form[name].data)
    return bool(entered) and entered != _texts(box, _drawn_with(box, form[name].initial))


def _drawn_with(box: Field, initial):
    is_list_without_blank = getattr(box, "empty", "") is None and initial in (None, "")
    return next((value for value, _ in box.flat_choices()), None) if is_list_without_blank else initial


def _texts(box: Field, value) -> list[str]:
    """What stands in a field's boxes, without regard to spaces and order."""
    parts = box.typed(value) if hasattr(box, "typed") else value
    several = parts.values() if isinstance(parts, dict) else parts if isinstance(parts, (list, tuple, set)) else [parts]
    texts = (" ".join(getattr(box, "as_typed", str)(each).split()) for each in several if each is not None)
    return sorted(text for text in texts if text)


def _values(box: Field, answer) -> list[str]:
    several = answer if isinstance(answer, (list, tuple, set)) else [answer]
    return [text for text in (box.as_typed(each) for each in several) if text]


def _write_once(form: Form, name: str, times: int) -> None:
    """A field under several choices comes once for each: what was written in one of them counts, and of several all."""
    if times < 2 or not hasattr(form.data, "getlist"):
        return
    main = form.add_prefix(name)
    for key in [key for key in form.data if key == main or key.startswith(f"{main}-")]:
        texts = list(dict.fromkeys(text for text in form.data.getlist(key) if isinstance(text, str) and text.strip()))
        if texts:
            form.data.setlist(key, ["\n".join(texts)] if hasattr(form.fields[name], "one_line") else texts[-1:])


def _sent(form: Form, key: str) -> Iterable[str]:
    if hasattr(form.data, "getlist"):
        return form.data.getlist(key)
    value = form.data.get(key, [])
    return value if isinstance(value, list) else [value]


def _put(form: Form, key: str, values: list[str]) -> None:
    if hasattr(form.data, "setlist"):
        form.data.setlist(key, values)
    else:
        several = form.fields[key.removeprefix(f"{form.prefix}-") if form.prefix else key].widget
        form.data[key] = values if getattr(several, "allow_multiple_selected", False) else values[0]
