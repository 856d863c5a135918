"""Every question of its forms that early help's code names is protected from an area's editor (P4), the one of harm first."""

import ast
from pathlib import Path

import pytest

from breakwater.casework.recording.editing.protected import placed, why_kept
from breakwater.casework.recording.parser import load

ROOM = Path(__file__).parent.parent
# Words that are also keys of questions, where the code means something else: pages, columns, templates.
OTHERWISE = {
    "agencies",
    "agency",
    "asked_by",
    "family_copy",
    "family_read",
    "language",
    "name",
    "role",
    "send",
    "tier",
    "tier_why",
}


def words_of_the_code() -> set[str]:
    found = set()
    for path in ROOM.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts or path.name == "relied_on.py":
            continue
        nodes = ast.walk(ast.parse(path.read_text()))
        found |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return found


@pytest.mark.parametrize("name", ["assessment", "assessment_child"])
def test_what_the_code_reads_by_name_cannot_be_taken_out(name):
    form, _ = load(ROOM / "questions" / f"{name}.yaml")
    asked, kept = set(placed(form)), why_kept(form.key)
    assert kept.keys() <= asked, "what is protected is asked"
    assert (words_of_the_code() & asked) - kept.keys() - OTHERWISE == set()


def test_the_question_of_serious_harm_stays_as_it_is_and_its_page_says_why():
    form, _ = load(ROOM / "questions" / "assessment.yaml")
    assert "alarm of serious harm" in why_kept(form.key)["harm"]
