"""The security table and the hazard log name what there is: each number once, each file and each test found."""

import ast
import csv
import re
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs" / "security"
GUIDE = DOCS / "asvs.md"
RESULTS = {"met", "met in part", "not met", "does not apply"}


def beside(name: str):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STANDARD = beside("asvs_ids")


def rows_of(name: str) -> list[dict]:
    with (DOCS / name).open(newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows_of("asvs.csv")


@cache
def names_in(path: Path) -> set[str]:
    """The names of the tests that pytest runs of a file: functions of the module or of a class of tests, none of them left out."""
    module = ast.parse(path.read_text()).body
    within = [
        each
        for group in module
        if isinstance(group, ast.ClassDef) and group.name.startswith("Test")
        for each in group.body
    ]
    return {
        node.name
        for node in (*module, *within)
        if isinstance(node, ast.FunctionDef)
        and not any(re.search(r"mark\.skip\b", ast.unparse(each)) for each in node.decorator_list)
    }


def missing(references: str) -> list[str]:
    """Which of "path::test" is not there."""
    found = []
    for reference in references.split():
        path, _, name = reference.partition("::")
        file = CHECKOUT / path
        is_a_test = file.name.startswith("test_") and "tests" in file.parts and name.startswith("test_")
        if not is_a_test or not file.is_file() or name not in names_in(file):
            found.append(reference)
    return found


def test_the_standard_is_whole():
    assert len(STANDARD.LEVELS) == 345
    assert [list(STANDARD.LEVELS.values()).count(level) for level in (1, 2, 3)] == [70, 183, 92]


def test_each_requirement_of_our_level_stands_once_in_its_order():
    wanted = [
        number for number, level in STANDARD.LEVELS.items() if level < 3 or number.partition(".")[0] in STANDARD.WHOLE
    ]
    assert [row["id"] for row in ROWS] == wanted
    assert {row["id"]: int(row["level"]) for row in ROWS} == {number: STANDARD.LEVELS[number] for number in wanted}


def test_each_file_and_test_that_a_row_names_is_there():
    assert [path for row in ROWS for path in row["code"].split() if not (CHECKOUT / path).exists()] == []
    assert [reference for row in ROWS for reference in missing(row["tests"])] == []


def test_what_is_met_has_code_and_a_test_and_everything_else_says_why():
    assert {row["result"] for row in ROWS} <= RESULTS
    assert [row["id"] for row in ROWS if row["result"] == "met" and not (row["code"] and row["tests"])] == []
    assert [row["id"] for row in ROWS if row["result"] != "met" and not row["why"]] == []
    assert [row["id"] for row in ROWS if not row["requirement"]] == []


def test_a_name_that_is_not_there_is_found():
    within = "tests/security/test_asvs_table.py::"
    for name in (
        f"{within}test_of_nobody",
        f"{within}missing",
        "tests/security/asvs_ids.py::test_x",
        "docs/area.yaml::test_x",
    ):
        assert missing(name) == [name]


def test_the_guide_has_each_part_that_the_table_names():
    parts = set(re.findall(r"^## (.+)$", GUIDE.read_text(), re.M))
    assert parts == {
        "Ways of signing in",
        "Limits on guessing",
        "Sessions",
        "Who may do what",
        "Input",
        "Files",
        "Limits",
        "Keys",
        "Connections",
        "Logs",
        "Data",
        "What costs much",
        "Dangerous parts",
        "Browsers",
        "Advisories and updates",
    }
    named = {part for row in ROWS for part in re.findall(r"Section ([A-Z][a-z ]+?)(?:;|$)", row["why"])}
    assert named
    assert named <= parts


def test_each_threat_that_is_stopped_names_a_test_that_is_there():
    text = (CHECKOUT / "docs" / "threat-model.md").read_text()
    stopped = text.partition("## What the wall stops")[2].partition("## What it does not stop")[0]
    rows = [
        row.strip("| ").split(" | ") for row in stopped.splitlines() if row.startswith("| ") and "| how |" not in row
    ]
    assert len(rows) > 40
    places = [
        path.relative_to(CHECKOUT).as_posix()
        for folder in ("src", "tests")
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix == ".py" or path.name in ("tests", "wall", "load")
    ]
    for row in rows:
        proofs = re.findall(r"`([\w/.]+)`", row[-1])
        assert len(row) == 3, row[0]
        assert proofs or row[-1] == "the same", row[0]
        assert [each for each in proofs if not any(f"/{place}".endswith(f"/{each}") for place in places)] == [], row[0]


CIPHERS = re.compile(
    r"^\s*(?:from|import) (?:cryptography|pyrage|jwt|nacl|Crypto)\b|from hashlib import .*scrypt", re.M
)


def test_every_use_of_cryptography_stands_in_the_guide():
    source, guide = CHECKOUT / "src" / "breakwater", GUIDE.read_text()
    users = [
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "tests" not in path.parts and CIPHERS.search(path.read_text())
    ]
    assert len(users) >= 8
    assert [path for path in users if f"`{path}`" not in guide] == []


# --- the hazard log -------------------------------------------------------------------------------------------------

GRADES = {"1", "2", "3", "4", "5"}


@pytest.fixture(scope="module")
def hazards() -> list[dict]:
    return rows_of("hazard-log.csv")


def test_every_safeguard_stands_in_the_hazard_log(hazards):
    named = {int(number) for row in hazards for number in re.findall(r"SG-(\d\d)", row["safeguards"])}
    assert named == set(range(1, 34))
    assert len({row["id"] for row in hazards}) == len(hazards)


def test_each_control_of_a_hazard_is_proved_by_a_test_that_names_its_safeguard(hazards):
    for row in hazards:
        assert row["tests"], row["id"]
        assert missing(row["tests"]) == [], row["id"]
        wanted = {f"sg_{number}" for number in re.findall(r"SG-(\d\d)", row["safeguards"])}
        held = {mark for reference in row["tests"].split() for mark in wanted if mark in reference}
        assert held == wanted, (row["id"], wanted - held)


def test_a_hazard_is_graded_before_and_after_and_has_an_owner_and_a_day(hazards):
    for row in hazards:
        assert {row["severity"], row["likelihood_before"], row["likelihood_after"]} <= GRADES, row["id"]
        assert int(row["likelihood_after"]) <= int(row["likelihood_before"]), row["id"]
        assert all(row[name] for name in ("hazard", "cause", "effect", "control", "residual", "owner")), row["id"]
        assert date.fromisoformat(row["review_by"]) - date(2026, 11, 30) <= timedelta(days=366), row["id"]
