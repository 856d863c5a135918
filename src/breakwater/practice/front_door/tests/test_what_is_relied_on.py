"""Every question of its forms that the front door's code names is protected from an area's editor (P4)."""

import ast
from pathlib import Path

import pytest

from breakwater.casework.recording.editing.protected import placed, why_kept
from breakwater.casework.recording.reading import load

ROOM = Path(__file__).parent.parent
# Words that are also keys of questions, where the code means something else: pages, screening facts, columns, roles.
OTHERWISE = {
    "agreement", "allegation", "background", "child", "danger", "declaration", "dispensing", "family", "help", "home",
    "injuries", "known", "outcome_words", "police_reference", "professionals", "purpose", "refusal", "safety", "support",
    "voice", "who", "you", "you_know", "contact", "location", "name", "age", "relation", "children",
}  # fmt: skip


def words_of_the_code() -> set[str]:
    found = set()
    for path in ROOM.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts or path.name == "relied_on.py":
            continue
        tree = ast.parse(path.read_text())
        found |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return found


@pytest.mark.parametrize("name", ["contact", "concern_child", "concern_public"])
def test_what_the_code_reads_by_name_cannot_be_taken_out(name):
    form, _ = load(ROOM / "questions" / f"{name}.yaml")
    asked, kept = set(placed(form)), why_kept(form.key)
    assert kept.keys() <= asked, "what is protected is asked"
    assert (words_of_the_code() & asked) - kept.keys() - OTHERWISE == set()
