"""Which questions of a form a room's code may read by name: every literal word of it, however it comes to be a key."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

LEFT_OUT = {"tests", "migrations", "questions"}
QUOTED = re.compile(r"""["'](\w+)["']""")
OF_VALUES = re.compile(r"(?:^|__)values__(\w+?)(?:__|$)")


def named_by(room: Path, keys: Iterable[str]) -> set[str]:
    """Those of `keys` that the code of a room names: as a text, in a text put together, in a look-up of the database's, or in
    a page or a script of its own.
    """
    words, made = _words(room)
    return {key for key in keys if key in words or any(shape.fullmatch(key) for shape in made)}


def _words(room: Path) -> tuple[set[str], set[re.Pattern]]:
    words, made = set(), set()
    for path in _files(room, "py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words |= {node.value, *OF_VALUES.findall(node.value)}
            elif isinstance(node, ast.keyword) and node.arg:
                words |= set(OF_VALUES.findall(node.arg))
            elif isinstance(node, ast.JoinedStr) and (shape := _shape(node)):
                made.add(shape)
    for path in (*_files(room, "sql"), *_files(room, "html")):
        words |= set(QUOTED.findall(path.read_text()))
    return words, made


def _files(room: Path, kind: str) -> list[Path]:
    return [path for path in room.rglob(f"*.{kind}") if not LEFT_OUT & set(path.parts) and path.name != "relied_on.py"]


def _shape(node: ast.JoinedStr) -> re.Pattern | None:
    """What a text put together may come out as, where it says enough to be a key: `child_name_` and something more."""
    said = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    if sum(len(part) for part in said if part) < 4 or not all(re.fullmatch(r"\w*", part) for part in said if part):
        return None
    return re.compile("".join(r"\w+" if part is None else re.escape(part) for part in said))
