"""The text of a chapter as blocks, each with an anchor that stays its own from version to version.

A block is {"anchor", "kind", "text"}. Kinds: h2, h3, p, list, numbers; the lines of a list are its items. Writers type it as
plain text: "## Heading", "### Heading", "- item", "1. item", a blank line between paragraphs.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from markupsafe import Markup, escape

KINDS = ("h2", "h3", "p", "list", "numbers")
MARKS = {"h2": "## ", "h3": "### ", "p": "", "list": "- ", "numbers": "1. "}
BULLET, NUMBER = re.compile(r"[-*•]\s+(.*)"), re.compile(r"\d{1,3}[.)]\s+(.*)")
ALIKE = 0.5  # from here on a changed paragraph is the same paragraph
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
Block = dict[str, str]


def new_anchor() -> str:
    """Six characters that no other paragraph has, by all likelihood; they say nothing."""
    return "p" + "".join(secrets.choice(LETTERS) for _ in range(5))


def parse(text: str) -> list[tuple[str, str]]:
    """(kind, text) of what was typed."""
    made: list[tuple[str, str]] = []
    joins = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip()
        kind, words = _kind_of(line)
        if not line:
            joins = False
            continue
        if joins and made and made[-1][0] == kind and kind in ("p", "list", "numbers"):
            made[-1] = (kind, f"{made[-1][1]}{' ' if kind == 'p' else chr(10)}{words}")
        else:
            made.append((kind, words))
        joins = kind not in ("h2", "h3")
    return [(kind, words) for kind, words in made if words]


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("#"):
        marks = len(line) - len(line.lstrip("#"))
        return ("h2" if marks <= 2 else "h3"), line.lstrip("# ").strip()
    if found := BULLET.fullmatch(line):
        return "list", found[1].strip()
    if found := NUMBER.fullmatch(line):
        return "numbers", found[1].strip()
    return "p", line


def typed(blocks: Sequence[Block]) -> str:
    """The text that `parse` reads back into these blocks."""
    return "\n\n".join(
        "\n".join(f"{MARKS[each['kind']]}{line}" for line in each["text"].split("\n")) for each in blocks
    )


def carried(parts: Sequence[tuple[str, str]], before: Sequence[Block]) -> list[Block]:
    """Blocks of these parts; a paragraph that stayed, or was reworded, keeps the anchor it had before."""
    old = [(each["kind"], each["text"]) for each in before]
    anchors = [""] * len(parts)
    for what, i1, i2, j1, j2 in SequenceMatcher(a=old, b=list(parts), autojunk=False).get_opcodes():
        if what == "equal":
            anchors[j1:j2] = [each["anchor"] for each in before[i1:i2]]
        elif what == "replace":
            _reworded(before[i1:i2], parts, range(j1, j2), anchors)
    taken = {each["anchor"] for each in before}
    return [
        {"anchor": anchor or _free(taken), "kind": kind, "text": text}
        for anchor, (kind, text) in zip(anchors, parts, strict=True)
    ]


def _free(taken: set[str]) -> str:
    """An anchor that no paragraph has; it is taken then."""
    anchor = new_anchor()
    while anchor in taken:
        anchor = new_anchor()
    taken.add(anchor)
    return anchor


def _reworded(gone: Sequence[Block], parts: Sequence[tuple[str, str]], places: range, anchors: list[str]) -> None:
    """Give each new paragraph the anchor of the gone one most like it, in their order."""
    begin = 0
    for place in places:
        likest, best = -1, ALIKE
        compared = SequenceMatcher(b=parts[place][1], autojunk=False)
        for number in range(begin, len(gone)):
            compared.set_seq1(gone[number]["text"])
            if compared.real_quick_ratio() > best and compared.quick_ratio() > best and compared.ratio() > best:
                likest, best = number, compared.ratio()
        if likest >= 0:
            anchors[place], begin = gone[likest]["anchor"], likest + 1


LINK = re.compile(r"\[([^\]\[]{1,200})\]\((https?://[^\s()<>\"]{1,300})\)")
BOLD = re.compile(r"\*\*([^*]{1,400})\*\*")


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """A line with its links and bold words, everything else escaped: nothing a writer types runs. Settled lines are read again and again."""
    safe = str(escape(text))
    safe = LINK.sub(r'<a class="govuk-link" href="\2">\1</a>', safe)
    return Markup(BOLD.sub(r"<strong>\1</strong>", safe))


def digest_of(title: str, blocks: Sequence[Block]) -> str:
    """What tells one text from every other."""
    said = json.dumps([title, blocks], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def bare(text: str) -> str:
    """A line without its marks, for the search and for print."""
    return BOLD.sub(r"\1", LINK.sub(r"\1 (\2)", text))
