"""What a form's file may say, and how its faults are named."""

import copy
from pathlib import Path

import pytest

from breakwater.casework.recording.definitions import CHOSEN, Audience, Kind
from breakwater.casework.recording.parser import BadForm, installed_files, load, parse

GOOD = {
    "title": "A form",
    "audience": "staff",
    "pages": [
        {
            "key": "one",
            "title": "One",
            "questions": [
                {"key": "colour", "kind": "one_of", "label": "Which?", "options": {"red": "Red", "blue": "Blue"}},
                {"key": "why", "kind": "text", "label": "Why?", "when": {"question": "colour", "is": "red"}},
                {"key": "several", "kind": "many_of", "label": "Which?", "options": {"a": "A", "b": "B"}},
            ],
        },
        {
            "key": "two",
            "title": "Two",
            "when": {"question": "why", "answered": True},
            "questions": [
                {
                    "key": "rows",
                    "kind": "group",
                    "label": "Rows",
                    "questions": [{"key": "name", "kind": "text", "label": "N"}],
                },
            ],
        },
    ],
}


def faults(change) -> str:
    """The faults of the good form after `change(form, first page's questions)`."""
    data = copy.deepcopy(GOOD)
    change(data, data["pages"][0]["questions"])
    with pytest.raises(BadForm) as refusal:
        parse(data, key="room.a_form", where="a_form.yaml")
    return str(refusal.value)


def test_the_good_form_is_good():
    assert [page.key for page in parse(GOOD, key="room.a_form").pages] == ["one", "two"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f, q: f.update(colour="red"), "a_form.yaml: 'colour' is not known here"),
        (lambda f, q: f.pop("title"), "'title' is missing"),
        (lambda f, q: f.update(audience="everyone"), "'audience' is one of child"),
        (lambda f, q: f.update(pages=[]), "'pages' must be a list of at least one"),
        (lambda f, q: f.update(pages={}), "'pages' must be a list"),
        (lambda f, q: f.update(pages=["one"]), "names and values belong here, not 'one'"),
        (lambda f, q: f["pages"][1].update(key="one"), "page 'one': another page has this key"),
        (lambda f, q: q[0].update(key="Colour!"), "question 'Colour!': a key is small letters"),
        (lambda f, q: q[1].update(key="colour"), "page 'one' has a question of this key"),
        (lambda f, q: q[0].update(kind="guess"), "'kind' is one of text"),
        (lambda f, q: q[0].update(options={"red": "Red"}), "question 'colour': 'options' must offer at least two"),
        (lambda f, q: q[0].update(options={"red": "R", "not_known": "?"}), "the name of a state"),
        (lambda f, q: q[0].update(options={"red": "R", "Bad value": "?"}), "a value is small letters"),
        (lambda f, q: q[1].update(options={"a": "A"}), "'options' is not known here"),
        (lambda f, q: q[1].update(label=["x"]), "'label' must be text"),
        (lambda f, q: q[1].update(most="many"), "'most' must be a whole number"),
        (lambda f, q: q[1].update(states=["unsure"]), "a state is one of not_known"),
        (lambda f, q: q[1].update(states="not_known"), "'states' is a list"),
        (lambda f, q: q[1].update(when="always"), "page 'one', question 'why': a condition is one of"),
        (lambda f, q: q[1].update(when={"question": "colour", "like": "r"}), "a condition is one of"),
        (lambda f, q: q[1].update(when={"question": "colour", "is": "green"}), "'colour' has no answer 'green'"),
        (lambda f, q: q[1].update(when={"question": "hue", "is": "red"}), "refers to 'hue', which is not a question"),
        (lambda f, q: q[1].update(when={"question": "why", "is": "red"}), "refers to itself"),
        (
            lambda f, q: q[1].update(when={"question": "several", "includes": "a"}),
            "refers to 'several', which is asked later",
        ),
        (lambda f, q: q[2].update(when={"question": "colour", "includes": "red"}), "ask 'includes' of many_of"),
        (
            lambda f, q: q[2].update(when={"not": {"question": "colour", "is": "red"}}),
            "a condition on the same page is one",
        ),
        (lambda f, q: q[2].update(when={"question": "why", "is": "x"}), "a condition on the same page is one"),
        (lambda f, q: f["pages"][1].update(when={"question": "name", "answered": True}), "within another group"),
        (
            lambda f, q: f["pages"][1]["questions"][0].update(states=["refused"]),
            "give the states to the questions within",
        ),
        (lambda f, q: f["pages"][1]["questions"][0].update(most=500), "at most 20 rows"),
        (
            lambda f, q: q.append({"key": "c", "kind": "calculated", "label": "C", "function": "eval", "of": ["why"]}),
            "'function' is one of sum",
        ),
        (
            lambda f, q: q.append({"key": "n", "kind": "note", "statement": "N", "required": "always"}),
            "nobody answers this",
        ),
        (lambda f, q: (q[0].update(required="always"), f.update(danger={"question": "colour", "is": "red"})), "FD-07"),
        (
            lambda f, q: (
                f.update(audience="child"),
                [q.append({"key": f"q{n}", "kind": "text", "label": "Q"}) for n in range(8)],
            ),
            "at most 8 (FD-06)",
        ),
        (
            lambda f, q: (f.update(audience="public"), q[0].update(required="always"), q[2].update(required="always")),
            "insists on the worry alone (FD-06)",
        ),
        (
            lambda f, q: (
                f.update(audience="public"),
                q.append({"key": "p", "kind": "person", "label": "P", "source": "roll"}),
            ),
            "SG-21",
        ),
        (lambda f, q: (f.update(audience="public"), f["pages"][1]["questions"][0].update(source="roll")), "SG-21"),
    ],
)
def test_each_fault_is_named_by_file_page_and_question(change, words):
    assert words in faults(change)


def test_a_circle_is_called_a_circle():
    def change(form, questions):
        questions[0]["when"] = {"question": "rows", "answered": True}

    assert "goes in a circle: colour needs rows needs why needs colour" in faults(change)


def test_every_fault_is_told_at_once():
    def change(form, questions):
        questions[0].pop("label")
        questions[1]["kind"] = "guess"

    assert len(faults(change).splitlines()) >= 2


def test_yes_and_no_are_words_and_a_key_may_stand_once(tmp_path):
    folder = tmp_path / "a_room" / "questions"
    folder.mkdir(parents=True)
    file = folder / "short.yaml"
    file.write_text(
        "title: Yes\naudience: staff\npages:\n- key: on\n  title: No\n  questions:\n  - {key: yes, kind: yes_no, label: Off}\n"
    )
    form, data = load(file)
    assert (form.key, form.title, form.pages[0].key, form.pages[0].title) == ("a_room.short", "Yes", "on", "No")
    file.write_text("title: A\ntitle: B\n")
    with pytest.raises(BadForm, match="'title' is twice"):
        load(file)
    file.write_text("title: [")
    with pytest.raises(BadForm, match="short.yaml: not readable as YAML"):
        load(file)
    file.write_text("- just a list")
    with pytest.raises(BadForm):
        load(file)


@pytest.mark.parametrize("path", installed_files(), ids=lambda path: f"{path.parent.parent.name}.{path.stem}")
def test_every_form_of_the_house_is_sound_and_says_why_it_asks_the_public(path: Path):
    form, _ = load(path)
    for page, question in form.questions():
        asks = question.is_answered_by_people and question.when is None
        if form.is_public and asks:
            assert question.why or page.why, f"{question.key}: say why we ask"
        if form.audience is Audience.CHILD:
            assert question.kind not in (Kind.GROUP, Kind.ADDRESS), "one simple thing at a time"


def test_the_public_forms_begin_with_danger_and_insist_on_the_worry_alone():
    for path in installed_files():
        form, _ = load(path)
        if not form.is_public:
            continue
        first = form.pages[0].questions[0]
        assert first.kind in CHOSEN
        assert form.says_danger({first.key: "yes"})
        assert [q.key for _, q in form.questions() if q.required != "never"] == ["worry"]
