"""Code names no question of a form that an area's editor could take out (P4). The front door's own test looks at its own forms."""

import ast
from pathlib import Path

import pytest

import breakwater
from breakwater.casework.recording.conditions import leaves
from breakwater.casework.recording.editing.protected import placed, why_kept
from breakwater.casework.recording.parser import load
from breakwater_dev.testing.reads_of_forms import named_by

HOUSE = Path(breakwater.__file__).parent
ROOMS = sorted(
    room
    for floor in ("casework", "practice", "improvement", "knowledge")
    for room in (HOUSE / floor).iterdir()
    if (room / "__init__.py").exists() and room.name not in ("front_door", "recording", "tests", "migrations")
)
FORMS = sorted(HOUSE.rglob("questions/*.yaml"))
# How code asks what somebody answered: by these names an answer is held, whatever else the same word means elsewhere.
ANSWERS = {"values", "answers"}
# Columns, filters and facts that are called as questions are, where the code means those.
OTHERWISE = {
    "child_on_child": {"alleged_send", "shared", "staff", "what"},
    "early_help": {
        "agencies",
        "agency",
        "family_copy",
        "for_whom",
        "name",
        "role",
        "tier",
        "tier_why",
        "what",
        "words",
        "asked_by",
        "priorities",
        "family_read",
        "language",
        "helped",
        "send",
        "since",
        "tool_words",
    },
}


def asked_of_answers(room: Path) -> set[str]:
    """The keys by which a room's code looks into answers: `values["key"]` and `values.get("key")`."""
    found = set()
    for path in room.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            held, key = None, None
            if isinstance(node, ast.Subscript):
                held, key = node.value, node.slice
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "get"
                and node.args
            ):
                held, key = node.func.value, node.args[0]
            name = held.attr if isinstance(held, ast.Attribute) else held.id if isinstance(held, ast.Name) else ""
            if name in ANSWERS and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.add(key.value)
    return found


def own_forms() -> list[Path]:
    return [path for path in FORMS if path.parent.parent.name != "front_door"]


@pytest.mark.parametrize("path", own_forms(), ids=lambda path: path.stem)
def test_a_room_names_no_question_of_its_forms_that_is_not_kept(path):
    form, _ = load(path)
    room, kept = path.parent.parent, why_kept(form.key)
    assert kept.keys() <= set(placed(form)), "what is protected is asked"
    assert named_by(room, placed(form)) - kept.keys() - OTHERWISE.get(room.name, set()) == set()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_what_decides_whether_a_kept_question_is_asked_is_kept_too(path):
    form, _ = load(path)
    stands, kept = placed(form), why_kept(form.key)
    for key in kept:
        here = stands[key]
        group = [stands[here.group]] if here.group else []
        conditions = [here.page.when, *(each.question.when for each in (here, *group))]
        rests_on = {here.group} - {""} | {leaf.question for each in conditions if each for leaf in leaves(each)}
        assert rests_on - kept.keys() == set(), key


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_other_room_reads_an_answer_by_a_name_that_is_not_kept(room):
    of_forms = [(form.key, set(placed(form))) for form, _ in (load(path) for path in FORMS)]
    kept = {key for form, _ in of_forms for key in why_kept(form)}
    asked = set().union(*(placed_in for _, placed_in in of_forms))
    assert (asked_of_answers(room) & asked) - kept == set()


def test_the_code_of_early_help_does_read_answers_by_name():
    assert "family_may_read" in asked_of_answers(HOUSE / "practice" / "early_help"), "or this test looks past them"
