"""`./breakwater mutants`: one small fault at a time in rules, clocks and identity, and whether a test sees it.

The places where a fault can be made are drawn with a seed, so that a figure can be had again. Each is made in a copy of the
checkout and the tests nearest to it are run until one fails: those of the room first, then all that import the module. Who is
not killed by those survives, and is printed with its line.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT

HELP = "make one small fault at a time in rules, clocks and identity; say which no test sees (hours)"
NEEDS_DJANGO = False
PRODUCT = Path("src/breakwater")
SOURCES = {
    "access": ("**/rules.py", "partnership/organisations/access/a*.py"),
    "clocks": ("casework/clocks/*.py", "foundation/dates/*.py", "practice/*/pathway.py"),
    "identity": (
        "partnership/people/identifiers.py",
        "partnership/people/search/*.py",
        "partnership/people/duplicates/**/*.py",
    ),
}
OTHER = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: in which file, at which place of it, and what it does."""

    path: Path
    number: int
    line: int
    fault: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--number", type=int, default=400, help="how many to draw (default 400)")
    parser.add_argument("--seed", type=int, default=15, help="of the draw (default 15)")
    parser.add_argument("--only", choices=SOURCES, help="of one kind alone")
    parser.add_argument("--minutes", type=float, help="stop after so many, and say how far it came")


def run(options: argparse.Namespace) -> int:
    found = [mutant for kind in ([options.only] if options.only else SOURCES) for mutant in of_kind(kind)]
    drawn = random.Random(options.seed).sample(found, min(options.number, len(found)))
    until = time.monotonic() + options.minutes * 60 if options.minutes else None
    came, survived = Counter(), []
    with tempfile.TemporaryDirectory(prefix="breakwater-mutants-") as folder:
        copy = copied(Path(folder))
        for mutant in drawn:
            if until and time.monotonic() > until:
                break
            verdict = tried(copy, mutant)
            came[verdict] += 1
            line = f"{mutant.path.relative_to(PRODUCT)}:{mutant.line}: {mutant.fault}"
            print(f"{verdict:>8}  {line}", flush=True)
            survived += [line] if verdict == "survived" else []
    print(f"seed {options.seed}: {sum(came.values())} of {len(drawn)} drawn from {len(found)} places; " + _share(came))
    for line in sorted(survived):
        print(f"  {line}")
    return 0


def _share(came: Counter) -> str:
    whole = sum(came.values()) or 1
    return f"{came['killed']} killed ({100 * came['killed'] / whole:.0f} %), {came['survived']} survived"


def of_kind(kind: str) -> list[Mutant]:
    """Every fault that can be made in the files of one kind, in their order."""
    paths = {path for pattern in SOURCES[kind] for path in (CHECKOUT / PRODUCT).glob(pattern)}
    ours = [path.relative_to(CHECKOUT) for path in sorted(paths) if not {"tests", "migrations"} & set(path.parts)]
    return [Mutant(path, number, *said) for path in ours for number, said in enumerate(_faults(path))]


def _faults(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))
    for node, fault, _ in places(tree):
        yield node.lineno, fault


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, object]]:
    """(node, what is done to it, the function that does it), in the order of the file; decorators are left alone."""
    beside = {
        id(part) for node in ast.walk(tree) for one in getattr(node, "decorator_list", ()) for part in ast.walk(one)
    }
    for node in ast.walk(tree):
        if id(node) in beside:
            continue
        if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
            yield node, f"{_name(node.ops[0])} becomes {OTHER[type(node.ops[0])].__name__}", _other_comparison
        elif isinstance(node, ast.BoolOp) or isinstance(node, ast.BinOp) and type(node.op) in (ast.Add, ast.Sub):
            yield node, f"{_name(node.op)} becomes {OTHER[type(node.op)].__name__}", _other_operator
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "not is left out", _bare
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            yield node, f"{node.value} becomes {not node.value}", _negated
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield node, f"{node.value} becomes {node.value + 1}", _one_more
        elif isinstance(node, ast.List | ast.Set) and node.elts:
            yield node, f"{ast.unparse(node.elts[-1])} is left out of {ast.unparse(node)[:60]}", _shorter
        elif isinstance(node, ast.Return) and node.value is not None:
            yield node, f"returns None for {ast.unparse(node.value)[:60]}", _nothing


def _name(operator: ast.AST) -> str:
    return type(operator).__name__


def _other_comparison(node) -> None:
    node.ops[0] = OTHER[type(node.ops[0])]()


def _other_operator(node) -> None:
    node.op = OTHER[type(node.op)]()


def _bare(node) -> None:
    node.operand, node.op = ast.UnaryOp(ast.Not(), node.operand), ast.Not()


def _negated(node) -> None:
    node.value = not node.value


def _one_more(node) -> None:
    node.value += 1


def _shorter(node) -> None:
    node.elts.pop()


def _nothing(node) -> None:
    node.value = ast.Constant(None)


def with_fault(path: Path, number: int) -> str:
    """The text of a module with its fault of that number."""
    tree = ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))
    node, _, make = list(places(tree))[number]
    make(node)
    return ast.unparse(ast.fix_missing_locations(tree))


def copied(folder: Path) -> Path:
    copy = folder / "checkout"
    copy.mkdir()
    for name in ("src", "tests"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy2(CHECKOUT / name, copy / name)
    return copy


def tried(copy: Path, mutant: Mutant) -> str:
    """Make the fault, run the tests nearest to it until one fails, and take it back."""
    place, text = copy / mutant.path, (CHECKOUT / mutant.path).read_text(encoding="utf-8")
    place.write_text(with_fault(mutant.path, mutant.number), encoding="utf-8")
    try:
        return next(("killed" for tests in nearest(mutant.path) if not _pass(copy, tests)), "survived")
    finally:
        place.write_text(text, encoding="utf-8")


def nearest(path: Path) -> Iterator[list[Path]]:
    """The tests of the room, and then every other file of tests that imports the module or the room's package of it."""
    room = next(folder for folder in path.parents if (CHECKOUT / folder / "tests").is_dir())
    yield [room / "tests"]
    module = ".".join(path.with_suffix("").parts[1:])
    names = (module, f"from {module.rpartition('.')[0]} import {path.stem}", f"import {module.rpartition('.')[0]}")
    others = [
        found.relative_to(CHECKOUT)
        for root in ("src", "tests")
        for found in sorted((CHECKOUT / root).rglob("test_*.py"))
        if room / "tests" not in found.relative_to(CHECKOUT).parents
        and any(name in found.read_text(encoding="utf-8") for name in names)
    ]
    if others:
        yield others


def _pass(copy: Path, tests: list[Path]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow and not browser", *map(str, tests)]
    data = os.environ.get("BREAKWATER_TEST_DATA", str(CHECKOUT / "var" / "test"))
    known = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    there = known | {"PYTHONPATH": str(copy / "src"), "BREAKWATER_TEST_DATA": data}
    try:
        done = subprocess.run(command, cwd=copy, env=there, capture_output=True, timeout=1800)
    except subprocess.TimeoutExpired:
        return False  # what never ends is seen
    return done.returncode in (0, 5)  # 5: no such test here
