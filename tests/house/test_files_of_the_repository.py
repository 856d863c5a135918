"""What is committed speaks of the product alone, and stays small enough to read."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST = 560
MOST_CAUGHT, MOST_ASKED = 48, 50  # `except` and `.objects` in views
TEXT = {".py", ".html", ".md", ".sql", ".yaml", ".toml", ".txt", ".in", ".css", ".js", ".cfg", ".json", ".csv", ""}
MACHINE = re.compile(
    r"/root/|/home/[a-z]|(?:^|[\s\"'=])(?:index-url|extra-index-url)|https?://[\w.]*(?:registry|pypi)[\w.]*"
)


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [CHECKOUT / name for name in listed.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def test_no_file_names_a_machine_s_folder_or_a_registry(tracked):
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{number}"
        for path in tracked
        if path.suffix in TEXT and "static" not in path.parts and path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert wrong == []


def test_no_file_of_code_is_too_long_to_read(tracked):
    long = {
        str(path.relative_to(CHECKOUT)): length
        for path in tracked
        if path.suffix in (".py", ".html", ".sql") and "migrations" not in path.parts and "static" not in path.parts
        if (length := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_every_module_says_what_it_is_for(tracked):
    silent = [
        str(path.relative_to(CHECKOUT))
        for path in tracked
        if path.suffix == ".py" and path.read_text().strip() and not {"migrations", "tests"} & set(path.parts)
        if path.name != "apps.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent in ([], ["src/breakwater/__main__.py"])


# What the audit is told of a page, an entry and a seal, and a line of the chronology: facts without a form, said one by one.
SAYS_IT_ONE_BY_ONE = {"page", "outside", "seal_hash", "record"}


def modules_of_the_product(tracked):
    """(path, its tree) of every module that is neither a test nor a migration."""
    for path in tracked:
        is_ours = path.suffix == ".py" and path.parts[len(CHECKOUT.parts) :][:2] == ("src", "breakwater")
        if is_ours and not {"migrations", "tests"} & set(path.parts):
            yield path, ast.parse(path.read_text())


def test_facts_travel_as_one_thing_and_a_function_says_one(tracked):
    """No function of the product takes more than seven parameters, or goes on for more than eighty lines."""
    wide, long = set(), set()
    for _, tree in modules_of_the_product(tracked):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                wide |= {node.name} if len(taken) > 7 else set()
                long |= {node.name} if node.end_lineno - node.lineno >= 80 else set()
    assert wide <= SAYS_IT_ONE_BY_ONE
    assert long == set()


def test_views_leave_refusals_to_the_kit_and_queries_to_the_models(tracked):
    """The views that stand keep to what they have; a new one has neither (partnership.kit)."""
    caught = asked = 0
    for path, tree in modules_of_the_product(tracked):
        if "views" in path.parts or path.stem == "views":
            caught += sum(isinstance(node, ast.ExceptHandler) for node in ast.walk(tree))
            asked += sum(isinstance(node, ast.Attribute) and node.attr == "objects" for node in ast.walk(tree))
    assert caught <= MOST_CAUGHT
    assert asked <= MOST_ASKED


def test_tests_enter_the_house_s_own_database(tracked):
    """The mark of pytest-django opens a transaction of another kind beside `db`, which fails whoever comes after it on that process."""
    mark = "mark." + "django_db"
    assert [path.name for path in tracked if path.suffix == ".py" and mark in path.read_text()] == []
