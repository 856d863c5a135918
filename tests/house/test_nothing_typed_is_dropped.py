"""Without script every box under every choice is open: what is typed under a choice nobody made makes it, or is an error.

Over every form of every room: those written in YAML, page by page, and those of Django with boxes under a choice.
"""

import pytest
from django.http import QueryDict

from breakwater.casework.recording import answers
from breakwater.casework.recording.conditions import UNCLEAR, leaves
from breakwater.casework.recording.definitions import Kind
from breakwater.casework.recording.parser import installed_files, load
from breakwater.foundation.design import fields, revealing
from breakwater_dev.testing.forms import bare, forms_of_the_house

FILES = installed_files()
TYPED = {
    fields.NumberField: {"": "3"},
    fields.DateField: {"-day": "3", "-month": "2", "-year": "2024"},
    fields.TimeField: {"": "9:30"},
    fields.EmailField: {"": "aunt@example.org"},
    fields.PhoneField: {"": "01632 960 001"},
    fields.PostcodeField: {"": "PO1 2AB"},
}


def entered(name: str, box) -> dict[str, list[str]]:
    """What a browser sends of a box with an answer in it; nothing where there is no box to answer."""
    if isinstance(box, fields.FileField) or not hasattr(box, "widget") or box.widget.is_hidden:
        return {}
    if hasattr(box, "flat_choices"):
        last = list(box.flat_choices())[-1:]
        return {name: [last[0][0]]} if last else {}
    if not isinstance(box, fields.TextField | fields.NumberField | fields.DateField | fields.TimeField):
        return {}
    found = next((typed for kind, typed in TYPED.items() if type(box) is kind), {"": "At her aunt’s since Tuesday"})
    return {f"{name}{end}": [text] for end, text in found.items()}


def query(*sent: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in (pair for each in sent for pair in each.items()):
        data.setlist(name, values)
    return data


# --- forms written in YAML ----------------------------------------------------------------------------------------


def drawn(opened) -> str:
    return str([(part.html, [row.html for row in part.rows]) for part in opened.parts()])


def revealed_by_a_choice(page):
    """The questions that a choice on their own page reveals, as written."""
    for among in (page.questions, *(question.questions for question in page.questions)):
        keys = {question.key for question in among}
        yield from (each for each in among if {leaf.question for leaf in leaves(each.when)} & keys)


def choices_of(form):
    """(page, the box of a choice, its value, the boxes under it) over all pages of a form; of a group, in its first row."""
    for page in form.pages:
        groups = {f"{question.key}-count": ["1"] for question in page.questions if question.kind is Kind.GROUP}
        before: dict = {}
        opened = answers.open_page(form, page, before, data=query(groups))
        for name, box in opened.boxes.fields.items():
            for value, under in (getattr(box, "reveals", None) or {}).items():
                yield page, before, groups, opened.boxes.fields, name, value, under


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}.{path.stem}")
def test_in_every_form_what_is_typed_under_a_choice_is_kept_or_an_error(path, db):
    form, _ = load(path)
    found = list(choices_of(form))
    tried = {box for *_, under in found for box in under}
    for page in form.pages:
        for question in revealed_by_a_choice(page):
            assert any(box.split("-")[-1] == question.key or question.key in box for box in tried), question.key
    for page, before, groups, boxes, name, value, under in found:
        chooser = boxes[name]
        assert value in dict(chooser.flat_choices()), f"{page.key}: {name} has no answer {value}"
        for box in under:
            words = entered(box, boxes[box])
            if not words:
                continue
            where = f"{page.key}: {box} under {name}={value}"

            alone = answers.open_page(form, page, before, data=query(groups, words))
            assert alone.data.getlist(name) == [value], where
            assert name not in alone.errors, where
            assert all(alone.data.getlist(each) == texts for each, texts in words.items()), where

            others = [
                other
                for other, _ in chooser.flat_choices()
                if other != value and box not in chooser.reveals.get(other, ())
            ]
            for other in others:
                _against(form, page, before, query(groups, words, {name: [other]}), name, value, where)


def _against(form, page, before, data, name, value, where):
    """Another answer is chosen: a tick is added to it; anything else is an error, and a page that is kept keeps both."""
    opened = answers.open_page(form, page, before, data=data)
    if value in opened.data.getlist(name):
        return
    if form.says_danger({**before, **opened.cleaned}):  # nothing holds anybody up (FD-07): kept as it was typed
        assert name not in opened.errors, where
    else:
        assert name in opened.errors, where
    kept = answers.open_page(form, page, before, data=opened.as_it_stands)
    assert name not in kept.errors, where
    again = drawn(answers.open_page(form, page, {**before, **kept.cleaned}))
    assert UNCLEAR in str(kept.cleaned), where
    for text in (text for each, texts in data.lists() if not each.endswith("-count") for text in texts):
        assert text in again, where

    data.setlist(f"{name}-{revealing.LEAVE_OUT}", [value])
    assert name not in answers.open_page(form, page, before, data=data).errors, where


# --- forms of Django ----------------------------------------------------------------------------------------------


def with_choices() -> list[type]:
    return [
        each for each in forms_of_the_house() if any(getattr(box, "reveals", None) for box in each.base_fields.values())
    ]


def test_no_form_of_the_house_goes_round_the_rule():
    assert len(with_choices()) > 15
    assert [each for each in forms_of_the_house() if "_clean_fields" in vars(each)] == []


@pytest.mark.parametrize("form", with_choices(), ids=lambda form: form.__qualname__)
def test_in_every_form_of_django_what_is_typed_under_a_choice_is_kept_or_an_error(form, db):
    made = bare(form)
    for name, chooser in made.base_fields.items():
        for value, under in (getattr(chooser, "reveals", None) or {}).items():
            value = chooser.as_typed(value)
            for box in under:
                words = entered(box, made.base_fields[box]) if box in made.base_fields else {}
                if words:
                    _keeps_or_tells(made, name, value, box, words)


def _keeps_or_tells(made, name, value, box, words):
    chooser, where = made.base_fields[name], f"{box} under {name}={value}"
    shared = [other for other, names in chooser.reveals.items() if box in names]
    alone = made(query(words))
    alone.full_clean()
    if len(shared) == 1:
        assert alone.data.getlist(name) == [value], where
        assert name not in alone.errors, where
    else:
        assert name in alone.errors, where
    for other in (other for other, _ in chooser.flat_choices() if other not in map(chooser.as_typed, shared)):
        against = made(query(words, {name: [other]}))
        against.full_clean()
        if value in against.data.getlist(name):
            continue  # a tick was added
        assert name in against.errors, where
        drawn = against.draw()
        assert all(text in drawn for texts in words.values() for text in texts), where
