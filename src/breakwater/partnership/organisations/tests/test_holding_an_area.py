"""Holding an area for one change never holds up what only refers to it: a contact arrives all the same."""

import ast
from pathlib import Path

import breakwater

ROOT = Path(breakwater.__file__).parent


def test_an_area_is_never_held_against_what_refers_to_it():
    held = [
        (path.relative_to(ROOT), call.lineno)
        for path in ROOT.rglob("*.py")
        if "select_for_update" in (text := path.read_text())
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Area.objects.select_for_update"
        if [(word.arg, ast.unparse(word.value)) for word in call.keywords] != [("no_key", "True")]
    ]
    assert held == []
