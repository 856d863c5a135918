"""Faults in rules, clocks and identity: where one can be made, and how it is made in a process that has the product loaded."""

import ast
import functools
import gc
import inspect
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType

from breakwater.delivery.cli import CHECKOUT

from .reach import Reach, checksum
from .trying import NotInPlace

PRODUCT = Path("src/breakwater")
SOURCES = {
    "access": ("**/rules.py", "partnership/organisations/access/a*.py"),
    "clocks": ("casework/clocks/*.py", "foundation/dates/*.py", "practice/*/pathway.py"),
    "identity": (
        "partnership/people/identifiers.py",
        "partnership/people/linking/rules.py",
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


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Mutant:
    """One fault: in which file, at which place of it, what it does, and the lines that a test runs who could see it."""

    path: Path
    number: int
    line: int
    fault: str
    lines: frozenset[int]
    in_function: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(PRODUCT)}:{self.line}: {self.fault}"

    @property
    def key(self) -> str:
        return f"{self} {self.number} {checksum(self.path)}"

    @property
    def module(self) -> str:
        return ".".join(self.path.with_suffix("").parts[1:]).removesuffix(".__init__")

    def tests(self, reach: Reach) -> list[str]:
        """The tests that run its line, cheapest first; of what is run at import those of the room, then who uses the module."""
        if self.in_function:
            # What answers from a cache is seen to run in one test and may be asked for in any of its file.
            return reach.running(self.path, self.lines) or reach.running(self.path)
        room = next(folder for folder in self.path.parents if (CHECKOUT / folder / "tests").is_dir())
        return [*dict.fromkeys((*reach.beneath(room), *reach.running(self.path), *reach.importing(self.module)))]

    def code(self, *, faulty: bool = True) -> CodeType:
        """The module with the fault, or without, at the same lines."""
        tree = _tree(self.path)
        if faulty:
            node, _, make = list(places(tree))[self.number]
            make(node)
        return compile(ast.fix_missing_locations(tree), str(CHECKOUT / self.path), "exec", dont_inherit=True)

    def make(self) -> None:
        """Give every function that has the code the faulty one instead. Raises NotInPlace where none has it."""
        before, after = list(_codes(self.code(faulty=False))), list(_codes(self.code()))
        if len(before) != len(after):
            raise NotInPlace(str(self))
        pairs = zip(before, after, strict=True)
        faulty = {was: now for was, now in pairs if was != now and was.co_flags & inspect.CO_OPTIMIZED}
        functions, caches = loaded()
        having = [function for was in faulty for function in functions.get(was, ())]
        if not having:
            raise NotInPlace(str(self))
        for function in having:
            try:
                function.__code__ = faulty[function.__code__]
            except ValueError:  # it closes over one name less
                raise NotInPlace(str(self)) from None
        for cache in caches:
            cache.cache_clear()

    def make_at_import(self) -> None:
        """Let the module have the fault when it is imported, which it is not yet."""
        sys.meta_path.insert(0, _Finder(self))


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant):
        self.mutant = mutant

    def find_spec(self, name, path=None, target=None):
        if name != self.mutant.module:
            return None
        spec = PathFinder.find_spec(name, path)
        spec.loader = _Loader(name, spec.origin)
        spec.loader.mutant = self.mutant
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname):
        return self.mutant.code()


def drawn(number: int, seed: int) -> tuple[list[Mutant], int]:
    """That many mutants in the order they were drawn in, and of how many."""
    found = [mutant for path in watched() for mutant in _mutants(path)]
    return random.Random(seed).sample(found, min(number, len(found))), len(found)


@functools.cache
def watched() -> list[Path]:
    """Every file in which faults are made."""
    return [path for kind in SOURCES for path in of_kind(kind)]


def of_kind(kind: str) -> list[Path]:
    """The files of one kind; a file of two kinds (the rules of linking, of clocks) belongs to the one that is not access."""
    paths = {path for pattern in SOURCES[kind] for path in (CHECKOUT / PRODUCT).glob(pattern)}
    ours = [path.relative_to(CHECKOUT) for path in sorted(paths) if not {"tests", "migrations"} & set(path.parts)]
    others = {path for other in SOURCES if kind == "access" != other for path in of_kind(other)}
    return [path for path in ours if path not in others]


def _mutants(path: Path) -> Iterator[Mutant]:
    tree = _tree(path)
    above = {part: node for node in ast.walk(tree) for part in ast.iter_child_nodes(node)}
    for number, (node, fault, _) in enumerate(places(tree)):
        around = [node]
        while around[-1] in above:
            around.append(above[around[-1]])
        statement = next(each for each in around if isinstance(each, ast.stmt))
        lines = frozenset((statement.lineno, *range(node.lineno, node.end_lineno + 1)))
        yield Mutant(path, number, node.lineno, fault, lines, any(isinstance(each, FUNCTIONS) for each in around[1:]))


@functools.cache
def loaded() -> tuple[dict[CodeType, list[FunctionType]], list]:
    """Of the watched files every function in memory by its code, and every cache whatsoever."""
    functions, caches, files = defaultdict(list), [], {str(CHECKOUT / path) for path in watched()}
    gc.unfreeze()  # what is frozen is not listed
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in files:
            functions[thing.__code__].append(thing)
        elif type(thing) is functools._lru_cache_wrapper:
            caches.append(thing)
    gc.freeze()  # a process that is forked copies what its collector looks at
    return functions, caches


def _tree(path: Path) -> ast.Module:
    return ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


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
