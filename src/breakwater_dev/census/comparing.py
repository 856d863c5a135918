"""What our check and the outside one say of every damaged file, and where they differ.

The outside checker is csc-validator-be-cin (Data to Insight, MIT): no part of the product, in an environment of its own. Its answers are
kept in `answers.json`, so that the agreement is tested where it is not installed; `differences.yaml` says why each difference is there.
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from breakwater.delivery.returns.census import checking, reading

from .damaging import damaged, example

HERE = Path(__file__).parent
ANSWERS = HERE / "answers.json"
DIFFERENCES = HERE / "differences.yaml"
RUNNER = HERE / "outside_runner.py"
RULESET = "cin2026_27"
OUTSIDE = "csc-validator-be-cin 0.1.13"
EXAMPLE = "example"

Found = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Compared:
    """One damaged file: (rule, child) that both found, and what one of them alone did. `why` explains a difference, "" is unexplained."""

    name: str
    both: Found
    only_ours: Found
    only_theirs: Found
    why: str

    @property
    def differs(self) -> bool:
        return bool(self.only_ours or self.only_theirs)


def files() -> dict[str, bytes]:
    """Every file that is judged, by its name: the valid example and each damage."""
    return {EXAMPLE: example(), **{each.name: each.content for each in damaged()}}


def ours(content: bytes) -> Found:
    return frozenset((fault.rule, fault.child) for fault in checking.check(reading.read(content)).faults)


def ask_outside(python: Path, folder: Path) -> dict[str, dict]:
    """Run the outside checker with the Python it is installed in, over files written into `folder`. Raises CalledProcessError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files().items():
        paths.append(folder / f"{name}.xml")
        paths[-1].write_bytes(content)
    asked = subprocess.run([python, RUNNER, RULESET, *paths], check=True, capture_output=True, text=True, cwd=folder)
    return json.loads(asked.stdout)


def kept_answers() -> dict[str, dict]:
    return json.loads(ANSWERS.read_text())["files"]


def keep_answers(answers: Mapping[str, dict]) -> None:
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(answers[name])}" for name in answers)
    ANSWERS.write_text(f'{{"of": "{OUTSIDE}", "ruleset": "{RULESET}", "files": {{\n{lines}\n}}}}\n')


def reasons() -> dict[str, str]:
    """Name of a damage -> why the two differ there."""
    return {name: each["why"].strip() for each in yaml.safe_load(DIFFERENCES.read_text()) for name in each["damages"]}


def compare(answers: Mapping[str, dict]) -> list[Compared]:
    known, compared = reasons(), []
    for name, content in files().items():
        mine, theirs = ours(content), frozenset(tuple(one) for one in answers[name]["rules"])
        compared.append(Compared(name, mine & theirs, mine - theirs, theirs - mine, known.get(name, "")))
    return compared
