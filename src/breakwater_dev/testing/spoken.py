"""What a file of the product may say to a reader: the text of templates, the strings of Python, the values of YAML."""

import ast
import re
from pathlib import Path

_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SPOKEN_ATTRIBUTES = re.compile(r'\b(?:title|alt|placeholder|aria-label)="([^"]*)"')


def spoken(path: Path) -> list[str]:
    """The pieces of text of a template, a module or a data file that may come before a reader, in order."""
    text = path.read_text()
    if path.suffix == ".py":
        return [words for words in _strings(ast.parse(text)) if _says(words)]
    if path.suffix == ".html":
        return _template(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))
    return [line.partition(": ")[2] or line for line in text.splitlines() if not line.lstrip().startswith("#")]


def _says(words: str) -> bool:
    """Words, not a key: `post` is a key, `Post` and `a post` may be read."""
    return (" " in words.strip() or words[:1].isupper()) and not re.match(r"\s*(select|insert|update|delete) ", words)


def _strings(tree: ast.Module):
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings among them
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.value


def _template(text: str) -> list[str]:
    found = [words for code in _JINJA.findall(text) for words in _LITERAL.findall(code) if _says(words)]
    text = _JINJA.sub(" ", text)
    return found + _SPOKEN_ATTRIBUTES.findall(text) + re.split(r"<[^>]*>", text)
