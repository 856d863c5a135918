"""What a partnership calls its levels of need stands in one file: "Tier 2" becomes "Targeted" there, and everywhere."""

import ast
import re
from pathlib import Path

from breakwater.partnership.organisations import levels

PRODUCT = Path(levels.__file__).parents[2]
NAMED = re.compile(r"\b[Tt]ier ?[1-4]\b|\bLevel [1-4]\b")
# The names themselves; an area's own chart, which it edits; pages of the public site, which their editors write.
ELSEWHERE = ("partnership/organisations/levels.", "casework/thresholds/charts/", "knowledge/content/data/")


def written_in(path: Path) -> list[str]:
    """Every text of a module that may reach a page: docstrings speak to its readers alone. Of other files every line."""
    if path.suffix != ".py":
        return path.read_text(encoding="utf-8").splitlines()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_no_module_form_or_template_names_a_level_by_itself():
    found = {
        f"{path.relative_to(PRODUCT)}: {text.strip()[:80]}"
        for path in PRODUCT.rglob("*")
        if path.suffix in (".py", ".html", ".txt", ".yaml")
        and not {"tests", "migrations"} & set(path.parts)
        and not str(path.relative_to(PRODUCT)).startswith(ELSEWHERE)
        for text in written_in(path)
        if NAMED.search(text) and not text.lstrip().startswith("{#")
    }
    assert not found


def test_a_partnership_calls_its_levels_by_its_own_names(tmp_path):
    theirs = tmp_path / "levels.yaml"
    said = levels.HERE.read_text(encoding="utf-8")
    theirs.write_text(
        said.replace("Tier 2 co-ordinator", "Family help worker").replace("Tier 2", "Targeted"), encoding="utf-8"
    )
    naming = levels.read(theirs)
    assert naming.levels[2].words == "Targeted: early help"
    form = "{a: $level_2, b: $level_2_offer, c: $coordinator, d: £5 or $5}"
    assert naming.in_words(form) == "{a: Targeted, b: early help, c: Family help worker, d: £5 or $5}"
